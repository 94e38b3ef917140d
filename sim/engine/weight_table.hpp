#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/network/network.hpp"

namespace meniscus {

/// The weights of a projection in compressed rows: the synapses of source i are row_begin[i] …
/// row_begin[i + 1] - 1, by target, then by delay.
struct WeightTable {
  std::vector<std::uint64_t> row_begin{0};
  std::vector<std::uint32_t> target;  ///< index in the target population
  std::vector<float> weight;          ///< [unit of the channel]

  friend bool operator==(const WeightTable&, const WeightTable&) = default;
};

/// Puts together what blocks hold: `weights[b]` are the weights of block b, in its order of
/// synapses. `first[b]` is the block's first neuron. Rows must be walked at arrival.
WeightTable weight_table(const Projection& projection, std::span<const std::uint32_t> first,
                         std::span<const std::vector<float>> weights);

}  // namespace meniscus
