#pragma once

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"
#include "sim/experiment/new_data.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// Reads a whole model file, data set included. Throws ConfigError with everything that is wrong in
/// it, also between sections; nothing is drawn or simulated yet. `fresh`: data to be tested in
/// place of the model's, or null; what is wrong with them is thrown alone.
Specification read_specification(const Node& root, const Catalogue& catalogue,
                                 const NewData* fresh = nullptr);

}  // namespace meniscus
