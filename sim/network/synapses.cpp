#include "sim/network/synapses.hpp"

#include <limits>

#include "sim/core/error.hpp"

namespace meniscus {

std::uint64_t SynapseBlock::bytes() const {
  return row_begin.size() * sizeof(row_begin[0]) + target.size() * sizeof(target[0]) +
         weight.size() * sizeof(weight[0]) + delay.size();
}

double Synapses::mean_piece() const {
  const auto rows = static_cast<double>(edges.row_begin.size() - 1);
  const double pieces = rows * static_cast<double>(delays.size());
  return pieces == 0.0 ? 0.0 : static_cast<double>(edges.target.size()) / pieces;
}

namespace {

/// Counts, then places every edge: a stable counting sort by (block, row).
class Cutter {
 public:
  Cutter(const Synapses& synapses, std::uint32_t block_size, bool walk_at_emission)
      : synapses_(synapses),
        block_size_(block_size),
        rows_per_source_(walk_at_emission ? 1 : synapses.delays.size()),
        walk_at_emission_(walk_at_emission) {}

  std::vector<SynapseBlock> cut(std::size_t block_count) {
    const std::size_t sources = synapses_.edges.row_begin.size() - 1;
    blocks_.resize(block_count);
    for (SynapseBlock& block : blocks_) block.row_begin.assign(sources * rows_per_source_ + 1, 0);
    for_each_edge([&](SynapseBlock& block, std::size_t row, std::size_t, std::uint32_t) {
      ++block.row_begin[row + 1];
    });
    for (SynapseBlock& block : blocks_) allocate(block);
    // row_begin[row] serves as the row's write position; afterwards it is the next row's beginning.
    for_each_edge(
        [&](SynapseBlock& block, std::size_t row, std::size_t edge, std::uint32_t target) {
          const std::uint32_t k = block.row_begin[row]++;
          block.target[k] = static_cast<std::uint16_t>(target);
          if (!synapses_.weight.empty()) block.weight[k] = synapses_.weight[edge];
          if (walk_at_emission_) block.delay[k] = static_cast<std::uint8_t>(delay_of(edge));
        });
    for (SynapseBlock& block : blocks_) {
      for (std::size_t r = block.row_begin.size() - 1; r > 0; --r) {
        block.row_begin[r] = block.row_begin[r - 1];
      }
      block.row_begin[0] = 0;
    }
    return std::move(blocks_);
  }

 private:
  std::uint32_t delay_of(std::size_t edge) const {
    return synapses_.delay.empty() ? 0 : synapses_.delay[edge];
  }

  void allocate(SynapseBlock& block) {
    std::uint64_t synapses = 0;
    for (std::uint32_t& begin : block.row_begin) {
      synapses += begin;
      begin = static_cast<std::uint32_t>(synapses);
    }
    if (synapses > std::numeric_limits<std::uint32_t>::max()) {
      throw ConfigError(
          "a projection has more than 4,294,967,295 synapses onto one block of neurons");
    }
    block.target.resize(synapses);
    if (!synapses_.weight.empty()) block.weight.resize(synapses);
    if (walk_at_emission_) block.delay.resize(synapses);
  }

  template <class F>
  void for_each_edge(F f) {
    const EdgeTable& edges = synapses_.edges;
    for (std::size_t source = 0; source + 1 < edges.row_begin.size(); ++source) {
      for (std::size_t edge = edges.row_begin[source]; edge < edges.row_begin[source + 1]; ++edge) {
        const std::uint32_t target = edges.target[edge];
        const std::size_t row =
            source * rows_per_source_ + (walk_at_emission_ ? 0 : delay_of(edge));
        f(blocks_[target / block_size_], row, edge, target % block_size_);
      }
    }
  }

  const Synapses& synapses_;
  std::uint32_t block_size_;
  std::size_t rows_per_source_;
  bool walk_at_emission_;
  std::vector<SynapseBlock> blocks_;
};

}  // namespace

std::vector<SynapseBlock> cut_into_blocks(const Synapses& synapses, std::uint32_t targets,
                                          std::uint32_t block_size, bool walk_at_emission) {
  const std::size_t blocks = (static_cast<std::size_t>(targets) + block_size - 1) / block_size;
  return Cutter(synapses, block_size, walk_at_emission).cut(blocks);
}

}  // namespace meniscus
