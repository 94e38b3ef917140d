#include "sim/network/synapse_group.hpp"

#include "sim/core/aligned_vector.hpp"

namespace meniscus {

void set_initial_weights(const SynapseBlock& synapses, const RowWeights& row_weights,
                         std::size_t delays, std::span<float> weights) {
  for (std::size_t row = 0; row + 1 < synapses.row_begin.size(); ++row) {
    const double shared = row_weights.of(static_cast<std::uint32_t>(row / delays));
    for (auto k = synapses.row_begin[row]; k < synapses.row_begin[row + 1]; ++k) {
      const double own = synapses.weight.empty() ? 1.0 : static_cast<double>(synapses.weight[k]);
      weights[k] = static_cast<float>(shared * own);
    }
  }
}

void prefetch_row(const SynapseBlock& synapses, std::span<const float> weights, std::size_t row) {
  const std::size_t begin = synapses.row_begin[row], end = synapses.row_begin[row + 1];
  for (std::size_t k = begin; k < end; k += cache_line / sizeof(std::uint16_t)) {
    __builtin_prefetch(synapses.target.data() + k);
  }
  for (std::size_t k = begin; k < end; k += cache_line / sizeof(float)) {
    __builtin_prefetch(weights.data() + k, 1);
  }
}

}  // namespace meniscus
