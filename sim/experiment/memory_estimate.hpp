#pragma once

#include <string>
#include <vector>

#include "sim/experiment/specification.hpp"

namespace meniscus {

/// Expected bytes of a projection's synapses in the engine: 2 B of target, 4 B of weight if
/// individual, 4 B of weight that learns [B].
double expected_bytes(const ProjectionSpec& projection);

/// Memory that a part of a run takes.
struct MemoryPart {
  std::string of;  ///< key path in the model file, or what else it is
  double bytes = 0.0;
};

/// About the most memory that a run with so many threads takes, the largest part first: program,
/// synapses and what drawing them needs meanwhile, states, features of samples. Data sets aren't
/// known before; recordings go to disk.
std::vector<MemoryPart> expected_memory_parts(const Specification& specification, int threads);

/// The sum of these parts [B].
double expected_memory(const Specification& specification, int threads);

}  // namespace meniscus
