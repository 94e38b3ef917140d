#pragma once

#include <string>

#include "sim/experiment/specification.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// A model file in words: populations with every parameter, projections with expected synapse
/// counts and memory. With `graph`, the projections are drawn and what describe_graph says of them
/// is told as well.
std::string describe(Specification& specification, bool graph);

/// Every model, stimulus and connection rule with its parameters: unit, default, range and meaning.
std::string describe_models(const Catalogue& catalogue);

}  // namespace meniscus
