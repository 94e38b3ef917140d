#pragma once

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// Reads a whole model file, data set included. Throws ConfigError with everything that is wrong in
/// it, also between sections; nothing is drawn or simulated yet.
Specification read_specification(const Node& root, const Catalogue& catalogue);

}  // namespace meniscus
