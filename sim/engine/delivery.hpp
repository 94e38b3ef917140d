#pragma once

#include <cstdint>

#include "sim/network/input_buffer.hpp"
#include "sim/network/synapses.hpp"

namespace meniscus {

// The innermost loops: one spike's row of synapses onto one block. `scale` is the row's shared
// weight times the spike's amplitude.

/// Adds a row to the accumulators of one tick: 2 bytes of target and 0 or 4 of weight per synapse.
inline void add_row(const SynapseBlock& synapses, std::size_t row, double scale,
                    double* accumulator) {
  const std::uint32_t begin = synapses.row_begin[row];
  const std::uint32_t end = synapses.row_begin[row + 1];
  const std::uint16_t* target = synapses.target.data();
  if (synapses.weight.empty()) {
    for (std::uint32_t k = begin; k < end; ++k) accumulator[target[k]] += scale;
    return;
  }
  const float* weight = synapses.weight.data();
  for (std::uint32_t k = begin; k < end; ++k) {
    accumulator[target[k]] += scale * static_cast<double>(weight[k]);
  }
}

/// Adds a row walked at emission: `accumulators[d]` is the tick at which delay number d arrives.
inline void add_row(const SynapseBlock& synapses, std::size_t row, double scale,
                    double* const* accumulators) {
  const std::uint32_t begin = synapses.row_begin[row];
  const std::uint32_t end = synapses.row_begin[row + 1];
  const bool individual = !synapses.weight.empty();
  for (std::uint32_t k = begin; k < end; ++k) {
    const double weight = individual ? static_cast<double>(synapses.weight[k]) : 1.0;
    accumulators[synapses.delay[k]][synapses.target[k]] += scale * weight;
  }
}

}  // namespace meniscus
