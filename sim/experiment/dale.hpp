#pragma once

#include "sim/config/diagnostics.hpp"
#include "sim/experiment/specification.hpp"

namespace meniscus {

/// Checks the populations that are said to obey Dale's law: all synapses of a neuron act in one
/// direction, of excitatory neurons upwards and of inhibitory ones downwards; where a population
/// has no inhibitory neurons, all its neurons in the direction of its first projection. A weight
/// acts by its sign, and the other way round onto a conductance channel called `inh`. What weights
/// can be drawn or learned decides, not what is drawn by chance, so the law holds for any seed.
void check_dale(const Specification& specification, Diagnostics& diagnostics);

}  // namespace meniscus
