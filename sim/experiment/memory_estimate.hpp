#pragma once

#include "sim/experiment/specification.hpp"

namespace meniscus {

/// Expected bytes of a projection's synapses in the engine: 2 B of target, 4 B of weight if
/// individual, 4 B of weight that learns [B].
double expected_bytes(const ProjectionSpec& projection);

/// About the most memory that a run with so many threads takes: program, synapses and what drawing
/// them needs meanwhile, states, features of samples, recordings of states. Data sets and recorded
/// spikes aren't known before [B].
double expected_memory(const Specification& specification, int threads);

}  // namespace meniscus
