#include "sim/network/target_index.hpp"

namespace meniscus {

TargetIndex::TargetIndex(const SynapseBlock& synapses, std::uint32_t targets)
    : begin_(targets + 1), entries_(synapses.target.size()) {
  for (const std::uint16_t target : synapses.target) ++begin_[target + 1u];
  for (std::uint32_t target = 0; target < targets; ++target) begin_[target + 1] += begin_[target];
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (std::uint32_t row = 0; row + 1 < synapses.row_begin.size(); ++row) {
    for (auto k = synapses.row_begin[row]; k < synapses.row_begin[row + 1]; ++k) {
      entries_[next[synapses.target[k]]++] = {k, row};
    }
  }
}

}  // namespace meniscus
