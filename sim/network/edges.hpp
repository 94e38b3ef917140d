#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace meniscus {

/// Which neurons a projection joins, in compressed rows: sorted by source, then by target. Synapse
/// k ends at target[k]; this k is the id by which its weight and its delay are drawn. 4 B per
/// synapse and 8 B per source.
struct EdgeTable {
  std::vector<std::uint64_t> row_begin{0};  ///< sources + 1 offsets into `target`
  std::vector<std::uint32_t> target;        ///< ascending in a row; repeated for multapses

  std::uint64_t size() const { return target.size(); }
  std::uint32_t sources() const { return static_cast<std::uint32_t>(row_begin.size() - 1); }

  /// The targets of one source.
  std::span<const std::uint32_t> row(std::uint32_t source) const {
    return {target.data() + row_begin[source], row_begin[source + 1] - row_begin[source]};
  }

  friend bool operator==(const EdgeTable&, const EdgeTable&) = default;
};

}  // namespace meniscus
