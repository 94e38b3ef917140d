#include "sim/core/poisson_counts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/core/error.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

const StreamKey key{.seed = 7, .domain = RandomDomain::test, .component = 2, .sample = 5};

std::vector<std::uint16_t> counts_of(const auto& table, Time tick, std::uint32_t ids) {
  std::vector<std::uint16_t> counts(ids);
  table.counts(key, tick, 0, counts);
  return counts;
}

/// P(count <= k), summed in long double.
std::vector<long double> cumulated(double mean) {
  std::vector<long double> sums;
  long double sum = 0.0;
  for (long double k = 0; k < mean + 12 * std::sqrt(mean) + 20; ++k) {
    sum += std::exp(k * std::log(static_cast<long double>(mean)) - mean - std::lgamma(k + 1));
    sums.push_back(sum);
  }
  return sums;
}

/// The 64 bits an id's count is the inversion of, from Random123 word by word.
std::uint64_t uniform_of(std::uint32_t tick, std::uint32_t id) {
  const auto shared = random_bits(key, tick, id / 8);
  const auto own = random_bits(key, tick, 0x80000000u + id);
  const std::uint64_t high = shared[id % 8 / 2] >> (id % 2 * 16) & 0xffff;
  return high << 48 | std::uint64_t{own[0]} << 16 | (own[1] & 0xffff);
}

/// Counts that differ from plain inversion of the full 64 bits.
int deviations_from_inversion(double mean) {
  const PoissonTable table(mean);
  const auto sums = cumulated(mean);
  int deviations = 0;
  for (std::uint32_t tick = 0; tick < 20; ++tick) {
    const auto counts = counts_of(table, Time{tick}, 20000);
    for (std::uint32_t id = 0; id < counts.size(); ++id) {
      const long double u = static_cast<long double>(uniform_of(tick, id)) * 0x1p-64L;
      const auto expected = std::upper_bound(sums.begin(), sums.end(), u) - sums.begin();
      deviations += counts[id] != expected;
    }
  }
  return deviations;
}

double table_p_value(double mean) {
  const PoissonTable table(mean);
  std::vector<std::uint16_t> samples;
  for (std::int64_t tick = 1000; tick < 1100; ++tick) {
    const auto counts = counts_of(table, Time{tick}, 20000);
    samples.insert(samples.end(), counts.begin(), counts.end());
  }
  return discrete_p_value(samples,
                          [mean](std::uint64_t k) { return poisson_probability(k, mean); });
}

// At every boundary between two counts, about 6 of the 400,000 ids need the 48 further bits.
TEST(PoissonTable, IsTheInversionOfSixtyFourBitsAtMean00001) {
  EXPECT_EQ(deviations_from_inversion(1e-4), 0);
}
TEST(PoissonTable, IsTheInversionOfSixtyFourBitsAtMean002) {
  EXPECT_EQ(deviations_from_inversion(0.02), 0);
}
TEST(PoissonTable, IsTheInversionOfSixtyFourBitsAtMean2) {
  EXPECT_EQ(deviations_from_inversion(2.0), 0);
}
TEST(PoissonTable, IsTheInversionOfSixtyFourBitsAtMean30) {
  EXPECT_EQ(deviations_from_inversion(30.0), 0);
}
TEST(PoissonTable, IsTheInversionOfSixtyFourBitsAtMean500) {
  EXPECT_EQ(deviations_from_inversion(500.0), 0);
}

TEST(PoissonTable, FollowsTheLawAtMean00001) { EXPECT_GT(table_p_value(1e-4), significance); }
TEST(PoissonTable, FollowsTheLawAtMean002) { EXPECT_GT(table_p_value(0.02), significance); }
TEST(PoissonTable, FollowsTheLawAtMean2) { EXPECT_GT(table_p_value(2.0), significance); }
TEST(PoissonTable, FollowsTheLawAtMean30) { EXPECT_GT(table_p_value(30.0), significance); }
TEST(PoissonTable, FollowsTheLawAtMean5000) { EXPECT_GT(table_p_value(5000.0), significance); }
TEST(PoissonTable, FollowsTheLawAtTheLargestMean) {
  EXPECT_GT(table_p_value(30000.0), significance);
}

TEST(PoissonTable, CountsTheSameWhenItIsMadeForBriefUse) {
  for (const double mean : {0.0, 0.02, 5.0, 30.0, 500.0, 30000.0}) {
    const PoissonTable often(mean), briefly(mean, PoissonTable::Use::briefly);
    for (std::int64_t tick = 0; tick < 10; ++tick) {
      EXPECT_EQ(counts_of(often, Time{tick}, 20000), counts_of(briefly, Time{tick}, 20000)) << mean;
    }
  }
}

TEST(PoissonTable, OfMeanZeroNeverCounts) {
  for (const auto count : counts_of(PoissonTable(0.0), Time{0}, 100000)) ASSERT_EQ(count, 0);
}

TEST(PoissonTable, RefusesMeansOutsideItsRange) {
  EXPECT_THROW(PoissonTable(-0.1), ConfigError);
  EXPECT_THROW(PoissonTable(30000.1), ConfigError);
  EXPECT_THROW(PoissonTable(std::nan("")), ConfigError);
  EXPECT_THROW(PoissonRates(std::vector<double>{0.1, std::nan("")}), ConfigError);
}

/// The counts of 1000 ids asked for in pieces that begin at multiples of 8.
std::vector<std::uint16_t> in_pieces(const auto& table, Time tick) {
  std::vector<std::uint16_t> counts(1000);
  for (const auto& [first, size] :
       {std::pair{0, 8}, {8, 120}, {128, 3 * 128}, {512, 16}, {528, 472}}) {
    table.counts(key, tick, first, std::span(counts).subspan(first, size));
  }
  return counts;
}

TEST(PoissonTable, GivesAnIdTheSameCountHoweverTheRangeIsCut) {
  for (const double mean : {0.5, 40.0}) {
    const PoissonTable table(mean);
    EXPECT_EQ(in_pieces(table, Time{9}), counts_of(table, Time{9}, 1000));
  }
}

TEST(PoissonTable, WritesOnlyTheIdsAskedFor) {
  std::vector<std::uint16_t> counts(20, 999);
  PoissonTable(1.0).counts(key, Time{0}, 0, std::span(counts).first(13));
  for (std::size_t i = 13; i < counts.size(); ++i) EXPECT_EQ(counts[i], 999);
  EXPECT_NE(counts[12], 999);
}

TEST(PoissonTable, CountsOfNeighboursAndOfSuccessiveTicksAreIndependent) {
  const PoissonTable table(1.0);
  const std::uint32_t n = 200000;
  const auto now = counts_of(table, Time{1}, n), next = counts_of(table, Time{2}, n);
  double neighbours = 0.0, ticks = 0.0;
  for (std::uint32_t id = 0; id + 1 < n; ++id) {
    neighbours += (now[id] - 1.0) * (now[id + 1] - 1.0);
    ticks += (now[id] - 1.0) * (next[id] - 1.0);
  }
  EXPECT_GT(normal_p_value(neighbours / std::sqrt(n)), significance);
  EXPECT_GT(normal_p_value(ticks / std::sqrt(n)), significance);
}

/// 1000 means, many equal, from 0 over tiny and large.
std::vector<double> mixed_means() {
  std::vector<double> means;
  for (int i = 0; i < 1000; ++i)
    means.push_back(std::vector{0.0, 1e-25, 1e-3, 0.3, 5.0, 200.0}[i % 6]);
  return means;
}

TEST(PoissonRates, GivesEachIdTheCountOfTheTableOfItsMean) {
  const auto means = mixed_means();
  const PoissonRates rates(means);
  for (std::int64_t tick = 0; tick < 300; ++tick) {
    const auto counts = counts_of(rates, Time{tick}, 1000);
    for (const double mean : {0.0, 1e-25, 1e-3, 0.3, 5.0, 200.0}) {
      if (mean > 1.0 && tick > 20) continue;
      const auto expected = counts_of(PoissonTable(mean), Time{tick}, 1000);
      for (std::size_t id = 0; id < 1000; ++id) {
        if (means[id] == mean) {
          ASSERT_EQ(counts[id], expected[id]);
        }
      }
    }
  }
}

TEST(PoissonRates, FollowsEachIdsOwnLaw) {
  std::vector<double> means;
  for (int i = 0; i < 1000; ++i) means.push_back(1e-3 * (i + 1));
  const PoissonRates rates(means);
  std::vector<double> observed(1000, 0.0);
  for (std::int64_t tick = 0; tick < 10000; ++tick) {
    const auto counts = counts_of(rates, Time{tick}, 1000);
    for (std::size_t id = 0; id < 1000; ++id) observed[id] += counts[id];
  }
  double chi_square = 0.0;
  for (std::size_t id = 0; id < 1000; ++id) {
    const double mean = 10000.0 * means[id];
    chi_square += (observed[id] - mean) * (observed[id] - mean) / mean;
  }
  EXPECT_GT(upper_gamma(500.0, 0.5 * chi_square), significance);
}

TEST(PoissonRates, GivesAnIdTheSameCountHoweverTheRangeIsCut) {
  const PoissonRates rates(mixed_means());
  EXPECT_EQ(in_pieces(rates, Time{9}), counts_of(rates, Time{9}, 1000));
}

}  // namespace
}  // namespace meniscus
