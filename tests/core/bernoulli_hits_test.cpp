#include "sim/core/bernoulli_hits.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/core/error.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

const StreamKey key{.seed = 11, .domain = RandomDomain::test, .component = 3, .sample = 2};

std::vector<std::uint32_t> hits_of(const BernoulliTable& table, Time tick) {
  std::vector<std::uint32_t> hits;
  table.hits(key, tick, hits);
  return hits;
}

/// Probabilities of all sizes, with long and short runs of zeros.
std::vector<double> mixed_probabilities(std::size_t n) {
  std::vector<double> p(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    if (i / 32 % 3 == 1 || i % 5 == 0) continue;
    p[i] = std::vector{1.0, 0.3, 1e-4, 0.9999, 1.0 / 3, 0.5}[i % 6];
  }
  return p;
}

TEST(BernoulliTable, HitsWhereSixtyFourBitsLieBelowTheProbability) {
  const auto p = mixed_probabilities(2000);
  const BernoulliTable table(p);
  int needed_all_bits = 0;
  for (std::uint32_t tick = 0; tick < 100; ++tick) {
    std::vector<std::uint32_t> expected;
    for (std::uint32_t id = 0; id < p.size(); ++id) {
      const auto shared = random_bits(key, tick, id / 8);
      const auto own = random_bits(key, tick, 0x80000000u + id);
      const std::uint64_t high = shared[id % 8 / 2] >> (id % 2 * 16) & 0xffff;
      const std::uint64_t bits = high << 48 | std::uint64_t{own[0]} << 16 | (own[1] & 0xffff);
      const long double bound = static_cast<long double>(p[id]) * 0x1p64L;
      if (static_cast<long double>(bits) < bound) expected.push_back(id);
      needed_all_bits += high == static_cast<std::uint64_t>(p[id] * 0x1p16) && p[id] > 0.0;
    }
    ASSERT_EQ(hits_of(table, Time{tick}), expected);
  }
  EXPECT_GT(needed_all_bits, 0);
}

/// How well the hits of 1000 ids over 1000 ticks fit the probability `p`.
double p_value(double p) {
  const BernoulliTable table(std::vector<double>(1000, p));
  double hits = 0.0;
  for (std::int64_t tick = 0; tick < 1000; ++tick)
    hits += static_cast<double>(hits_of(table, Time{tick}).size());
  return normal_p_value((hits - 1e6 * p) / std::sqrt(1e6 * p * (1.0 - p)));
}

TEST(BernoulliTable, HitsAtProbability00003) { EXPECT_GT(p_value(3e-4), significance); }
TEST(BernoulliTable, HitsAtProbability002) { EXPECT_GT(p_value(0.02), significance); }
TEST(BernoulliTable, HitsAtProbability09) { EXPECT_GT(p_value(0.9), significance); }

TEST(BernoulliTable, NeverHitsAtZeroAndAlwaysAtOne) {
  std::vector<double> p(1000, 0.0);
  std::vector<std::uint32_t> ones;
  for (std::uint32_t id = 3; id < 1000; id += 7) p[id] = 1.0, ones.push_back(id);
  const BernoulliTable table(p);
  for (std::int64_t tick = 0; tick < 2000; ++tick) ASSERT_EQ(hits_of(table, Time{tick}), ones);
}

TEST(BernoulliTable, IdsOfOneBlockAreIndependent) {
  const BernoulliTable table(std::vector<double>(8, 0.5));
  std::vector<double> patterns(256, 0.0);
  for (std::int64_t tick = 0; tick < 100000; ++tick) {
    std::size_t pattern = 0;
    for (const std::uint32_t id : hits_of(table, Time{tick})) pattern |= std::size_t{1} << id;
    ++patterns[pattern];
  }
  EXPECT_GT(chi_square_p_value(patterns, std::vector<double>(256, 100000.0 / 256)), significance);
}

TEST(BernoulliHits, DoNotDependOnHowTheRangeIsCut) {
  const auto p = mixed_probabilities(1003);
  for (std::int64_t tick = 0; tick < 50; ++tick) {
    std::vector<std::uint32_t> cut;
    for (const auto& [first, size] : {std::pair{0, 8}, {8, 504}, {512, 16}, {528, 475}}) {
      bernoulli_hits(key, Time{tick}, first, std::span(p).subspan(first, size), cut);
    }
    ASSERT_EQ(cut, hits_of(BernoulliTable(p), Time{tick}));
  }
}

TEST(BernoulliTable, RefusesWhatIsNoProbability) {
  EXPECT_THROW(BernoulliTable(std::vector<double>{-0.1}), ConfigError);
  EXPECT_THROW(BernoulliTable(std::vector<double>{1.1}), ConfigError);
  EXPECT_THROW(BernoulliTable(std::vector<double>{std::nan("")}), ConfigError);
}

}  // namespace
}  // namespace meniscus
