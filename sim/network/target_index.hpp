#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/network/synapses.hpp"

namespace meniscus {

/// The way back: the synapses of a block by their target, 8 bytes each. Those of a target ascend.
class TargetIndex {
 public:
  struct Entry {
    std::uint32_t synapse = 0;
    std::uint32_t row = 0;
  };

  /// `targets`: neurons of the block.
  TargetIndex(const SynapseBlock& synapses, std::uint32_t targets);

  std::span<const Entry> onto(std::uint32_t target) const {
    return std::span(entries_).subspan(begin_[target], begin_[target + 1] - begin_[target]);
  }

  std::uint64_t bytes() const {
    return begin_.capacity() * sizeof(std::uint32_t) + entries_.capacity() * sizeof(Entry);
  }

 private:
  std::vector<std::uint32_t> begin_;  ///< targets + 1 offsets
  std::vector<Entry> entries_;
};

}  // namespace meniscus
