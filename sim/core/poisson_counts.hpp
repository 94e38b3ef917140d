#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/core/time.hpp"

namespace meniscus {

/// The largest mean count per tick that the tables take.
inline constexpr double largest_mean_count = 30000.0;

/// Inversion of a Poisson law on a uniform 64-bit integer: the count is the number of cumulated
/// probabilities, as multiples of 2^-64, that the integer reaches. Memory: about 8 B times
/// min(mean, 9 sqrt(mean)) + 9 sqrt(mean) + 10.
class PoissonLaw {
 public:
  /// Throws ConfigError unless 0 <= mean <= largest_mean_count.
  explicit PoissonLaw(double mean);

  std::uint16_t count(std::uint64_t uniform) const;

  /// The probabilities below count `first()` + i, for i = 1, 2, …; what is smaller than 2^-64 is 0.
  std::span<const std::uint64_t> boundaries() const { return boundaries_; }
  std::uint16_t first() const { return first_; }

 private:
  std::uint16_t first_ = 0;
  std::vector<std::uint64_t> boundaries_;
};

/// Poisson counts of one mean for many ids in a tick, exact, from the bits that random_chunk.hpp
/// says. About 1 ns per id.
class PoissonTable {
 public:
  /// A table that serves a few ticks only is made quickly, and is slower at means above 5 or so.
  enum class Use : std::uint8_t { often, briefly };

  /// `mean` count per tick. Throws ConfigError unless 0 <= mean <= largest_mean_count.
  explicit PoissonTable(double mean, Use use = Use::often);

  /// The counts of ids first … first+out.size()-1; first is a multiple of 8. An id's count doesn't
  /// depend on the range it is asked for in.
  void counts(const StreamKey& key, Time tick, std::uint32_t first,
              std::span<std::uint16_t> out) const;

 private:
  PoissonLaw law_;
  std::vector<std::uint16_t> edges_;  ///< upper 16 bits of the boundaries, where these are few
  std::vector<std::uint16_t> guide_;  ///< else: count for each value of the 16 bits, or `undecided`
};

/// Poisson counts of a mean per id. An id's count is the one PoissonTable gives for its mean. Equal
/// means share their law. Fast where most counts are 0: about 0.5 ns per id and 15 ns per count
/// above 0.
class PoissonRates {
 public:
  /// `means` per tick of ids 0, 1, …. Throws ConfigError unless each is in [0, largest_mean_count].
  explicit PoissonRates(std::span<const double> means);

  /// As PoissonTable::counts; first + out.size() is at most the number of means.
  void counts(const StreamKey& key, Time tick, std::uint32_t first,
              std::span<std::uint16_t> out) const;

 private:
  std::vector<PoissonLaw> laws_;          ///< one per distinct mean
  std::vector<std::uint32_t> law_of_;     ///< per id
  std::vector<std::uint16_t> zero_edge_;  ///< per id and one chunk more: smaller bits mean 0
};

}  // namespace meniscus
