#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/aligned_vector.hpp"
#include "sim/network/input_buffer.hpp"
#include "sim/network/synapses.hpp"

namespace meniscus {

/// Fetches values[begin] … values[end - 1] into the cache. Always inlined, since g++ 12 takes a
/// function that only prefetches for one without effect and drops the call.
template <class T>
[[gnu::always_inline]] inline void prefetch(const std::vector<T>& values, std::size_t begin,
                                            std::size_t end) {
  for (std::size_t k = begin; k < end; k += cache_line / sizeof(T)) {
    __builtin_prefetch(values.data() + k);
  }
}

/// One spike's row of synapses onto one block, on its way.
struct Row {
  const SynapseBlock* synapses = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  double scale = 0.0;  ///< the row's shared weight times the spike's amplitude

  std::uint32_t size() const { return end - begin; }
  std::span<const std::uint16_t> targets() const {
    return std::span(synapses->target).subspan(begin, size());
  }
};

/// Fetches what add_row() will read: rows come in random order, so the processor doesn't see them
/// coming.
[[gnu::always_inline]] inline void prefetch(const Row& row) {
  prefetch(row.synapses->target, row.begin, row.end);
  if (!row.synapses->weight.empty()) prefetch(row.synapses->weight, row.begin, row.end);
  if (!row.synapses->delay.empty()) prefetch(row.synapses->delay, row.begin, row.end);
}

/// Adds a row to the accumulators of one tick: 2 bytes of target and 0 or 4 of weight per synapse.
template <std::floating_point Real>
void add_row(const Row& row, Real* accumulator) {
  const std::uint16_t* const target = row.synapses->target.data();
  const auto scale = static_cast<Real>(row.scale);
  if (row.synapses->weight.empty()) {
    for (std::size_t k = row.begin; k < row.end; ++k) accumulator[target[k]] += scale;
    return;
  }
  const float* const weight = row.synapses->weight.data();
  for (std::size_t k = row.begin; k < row.end; ++k) {
    accumulator[target[k]] += scale * static_cast<Real>(weight[k]);
  }
}

/// Adds a row walked at emission: the accumulators of the tick at which delay number d arrives
/// begin at offsets[d].
template <std::floating_point Real>
void add_row(const Row& row, Real* accumulators, std::span<const std::size_t> offsets) {
  const SynapseBlock& synapses = *row.synapses;
  const auto scale = static_cast<Real>(row.scale);
  const bool individual = !synapses.weight.empty();
  for (std::size_t k = row.begin; k < row.end; ++k) {
    const Real weight = individual ? static_cast<Real>(synapses.weight[k]) : Real{1};
    accumulators[offsets[synapses.delay[k]] + synapses.target[k]] += scale * weight;
  }
}

}  // namespace meniscus
