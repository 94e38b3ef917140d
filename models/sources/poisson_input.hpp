#pragma once

#include "models/sources/counted.hpp"
#include "models/sources/poisson.hpp"

namespace meniscus {

/// Poisson spikes straight into neurons: each gets an independent train of its own.
using PoissonInput = CountedInput<Poisson>;

}  // namespace meniscus
