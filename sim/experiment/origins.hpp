#pragma once

#include <string>

#include "sim/config/node.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// Every value of a resolved model with where it comes from: file, line and column, "--set …", or
/// the default of a key that the file leaves out; behind it the formula it was computed from. A
/// line each, in the order of the file.
std::string describe_origins(const Node& root, const Catalogue& catalogue);

}  // namespace meniscus
