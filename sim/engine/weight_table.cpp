#include "sim/engine/weight_table.hpp"

#include <algorithm>
#include <utility>

namespace meniscus {

WeightTable weight_table(const Projection& projection, std::span<const std::uint32_t> first,
                         std::span<const std::vector<float>> weights) {
  WeightTable table;
  if (projection.blocks.empty()) return table;
  const std::size_t delays = projection.delays.size();
  const std::size_t sources = (projection.blocks.front().row_begin.size() - 1) / delays;
  table.row_begin.reserve(sources + 1);
  table.target.reserve(projection.synapses);
  table.weight.reserve(projection.synapses);
  std::vector<std::pair<std::uint32_t, float>> row;
  for (std::size_t source = 0; source < sources; ++source) {
    row.clear();
    for (std::size_t b = 0; b < projection.blocks.size(); ++b) {
      const SynapseBlock& block = projection.blocks[b];
      // The rows of one source follow each other, one per delay.
      const std::uint32_t end = block.row_begin[(source + 1) * delays];
      for (std::uint32_t k = block.row_begin[source * delays]; k < end; ++k) {
        row.emplace_back(first[b] + block.target[k], weights[b][k]);
      }
    }
    std::ranges::stable_sort(row, {}, &std::pair<std::uint32_t, float>::first);
    for (const auto& [target, weight] : row) {
      table.target.push_back(target);
      table.weight.push_back(weight);
    }
    table.row_begin.push_back(table.target.size());
  }
  return table;
}

}  // namespace meniscus
