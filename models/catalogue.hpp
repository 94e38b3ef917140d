#pragma once

#include "sim/network/catalogue.hpp"

namespace meniscus {

/// Every model and stimulus of this folder, one line each.
void add_models(Catalogue& catalogue);

}  // namespace meniscus
