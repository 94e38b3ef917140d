#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/core/time.hpp"

namespace meniscus {

/// Independent hits of probability p per id and tick, exact (to 2^-64), from the bits that
/// random_chunk.hpp says. Groups of 8 ids of probability 0 cost nothing, others about 0.6 ns per
/// id.
class BernoulliTable {
 public:
  /// `p` of ids first, first + 1, …; first is a multiple of 8. Throws ConfigError unless each p is
  /// in [0, 1].
  explicit BernoulliTable(std::span<const double> p, std::uint32_t first = 0);

  /// Appends the ids that are hit, in order. An id's hits don't depend on the table it stands in.
  void hits(const StreamKey& key, Time tick, std::vector<std::uint32_t>& out) const;

 private:
  std::vector<std::uint32_t> groups_;  ///< id / 8 of groups with p > 0, filled up to whole chunks
  std::vector<double> p_;              ///< of the 8 ids of each group
  std::vector<std::uint16_t> edge_;    ///< upper 16 bits of p, likewise: larger bits are no hit
};

/// The hits of one tick; make a BernoulliTable where `p` serves for several.
void bernoulli_hits(const StreamKey& key, Time tick, std::uint32_t first, std::span<const double> p,
                    std::vector<std::uint32_t>& hits);

}  // namespace meniscus
