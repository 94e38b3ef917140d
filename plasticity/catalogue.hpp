#pragma once

#include "sim/network/catalogue.hpp"

namespace meniscus {

/// Adds every rule of this folder; a new one is one more line in the .cpp.
void add_plasticity(Catalogue& catalogue);

}  // namespace meniscus
