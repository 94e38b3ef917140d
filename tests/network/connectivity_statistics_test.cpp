#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "sim/network/connectivity.hpp"
#include "tests/network/edge_facts.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

using testing::Each;

std::vector<std::uint64_t> whole(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

/// How often each outcome came up in `draws` draws, by row lengths and targets.
using Outcome = std::pair<std::vector<std::uint64_t>, std::vector<std::uint32_t>>;
std::map<Outcome, double> outcomes(const ConnectionRule& rule, const PopulationPair& ends,
                                   int draws) {
  std::map<Outcome, double> counts;
  for (int seed = 0; seed < draws; ++seed) {
    const EdgeTable edges = connect(rule, ends, key(static_cast<std::uint64_t>(seed)));
    ++counts[{edges.row_begin, edges.target}];
  }
  return counts;
}

/// χ² p-value of the hypothesis that all outcomes which came up are equally likely.
double uniformity(const std::map<Outcome, double>& counts) {
  std::vector<double> observed;
  double total = 0.0;
  for (const auto& [outcome, count] : counts) observed.push_back(count), total += count;
  return chi_square_p_value(
      observed, std::vector<double>(observed.size(), total / static_cast<double>(observed.size())));
}

/// NEST's two-level test: the p-values of 20 seeds must themselves look uniform; NEST accepts when
/// this probability is above 0.05.
template <class PValue>
double two_level_p_value(PValue p_value) {
  std::vector<double> p_values;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) p_values.push_back(p_value(seed));
  return ks_p_value(p_values, [](double x) { return x; });
}

/// χ² p-value of degrees that sum to a fixed number of uniformly drawn pairs. `shrink` is the
/// factor by which their variance is below the multinomial one.
double equal_degrees_p_value(const std::vector<double>& degrees, double number,
                             double shrink = 1.0) {
  const auto cells = static_cast<double>(degrees.size());
  double chi_square = 0.0;
  for (const double degree : degrees) {
    chi_square += (degree - number / cells) * (degree - number / cells) / (number / cells);
  }
  return upper_gamma(0.5 * (cells - 1.0), 0.5 * chi_square / shrink);
}

// Exact distributions: every outcome of a small network, counted.

TEST(PairwiseBernoulli, EachSubsetOfPairsHasItsProbability) {
  std::vector<double> observed(5, 0.0), expected;
  for (const auto& [outcome, count] : outcomes(PairwiseBernoulli{.p = 0.3}, between(2, 2), 4000)) {
    observed[outcome.second.size()] += count;
  }
  for (std::uint64_t k = 0; k <= 4; ++k) expected.push_back(4000 * binomial_probability(k, 4, 0.3));
  EXPECT_GT(chi_square_p_value(observed, expected), significance);
  const auto half = outcomes(PairwiseBernoulli{.p = 0.5}, between(2, 2), 4000);
  EXPECT_EQ(half.size(), 16);
  EXPECT_GT(uniformity(half), significance);
}

TEST(FixedIndegree, DistinctSourcesAreAUniformSubsetOfTheOthers) {
  const FixedIndegree rule{.indegree = 2, .allow_autapses = false, .allow_multapses = false};
  const auto counts = outcomes(rule, within(4), 8100);
  EXPECT_EQ(counts.size(), 81);  // each of 4 targets chooses 2 of 3 sources
  EXPECT_GT(uniformity(counts), significance);
}

TEST(FixedIndegree, RepeatedSourcesAreIndependent) {
  const auto counts = outcomes(FixedIndegree{.indegree = 2}, between(2, 1), 4000);
  const double both_from_0 = counts.at({{0, 2, 2}, {0, 0}}),
               one_each = counts.at({{0, 1, 2}, {0, 0}});
  EXPECT_GT(chi_square_p_value(std::vector{both_from_0, one_each, 4000 - both_from_0 - one_each},
                               std::vector{1000.0, 2000.0, 1000.0}),
            significance);
}

TEST(FixedOutdegree, DistinctTargetsAreAUniformSubsetOfTheOthers) {
  const FixedOutdegree rule{.outdegree = 2, .allow_autapses = false, .allow_multapses = false};
  const auto counts = outcomes(rule, within(4), 8100);
  EXPECT_EQ(counts.size(), 81);
  EXPECT_GT(uniformity(counts), significance);
}

TEST(FixedTotalNumber, DistinctPairsAreAUniformSubset) {
  const auto counts =
      outcomes(FixedTotalNumber{.number = 4, .allow_multapses = false}, between(3, 3), 12600);
  EXPECT_EQ(counts.size(), 126);  // 9 choose 4
  EXPECT_GT(uniformity(counts), significance);
}

TEST(FixedTotalNumber, DistinctPairsWithoutAutapsesAreAUniformSubset) {
  const FixedTotalNumber rule{.number = 3, .allow_autapses = false, .allow_multapses = false};
  const auto counts = outcomes(rule, within(3), 4000);
  EXPECT_EQ(counts.size(), 20);  // 6 choose 3
  EXPECT_GT(uniformity(counts), significance);
}

TEST(FixedTotalNumber, RepeatedPairsAreIndependent) {
  // Two draws of 4 pairs: the 4 doubles have probability 1/16 each, the 6 mixed outcomes 1/8 each.
  std::vector<double> observed, expected;
  for (const auto& [outcome, count] :
       outcomes(FixedTotalNumber{.number = 2}, between(2, 2), 4000)) {
    const EdgeTable edges{outcome.first, outcome.second};
    observed.push_back(count);
    expected.push_back(repeated_pairs(edges) ? 4000.0 / 16.0 : 4000.0 / 8.0);
  }
  ASSERT_EQ(observed.size(), 10);
  EXPECT_GT(chi_square_p_value(observed, expected), significance);
}

TEST(DistanceRule, EveryPairHasItsProbability) {
  // Three neurons on a line, the last one inhibitory.
  const std::vector<Point> positions{{0, 0, 0}, {1, 0, 0}, {3, 0, 0}};
  const std::vector<std::uint8_t> inhibitory{0, 0, 1};
  const PopulationView population{3, positions, inhibitory};
  const DistanceRule rule{
      .c_ee = 0.9, .c_ei = 0.5, .c_ie = 0.8, .c_ii = 0.3, .lambda = 2.0, .allow_autapses = true};
  const double near = std::exp(-0.25), middle = std::exp(-1.0), far = std::exp(-2.25);
  const std::vector<double> probability{0.9,        0.9 * near,   0.5 * far,     //
                                        0.9 * near, 0.9,          0.5 * middle,  //
                                        0.8 * far,  0.8 * middle, 0.3};
  constexpr int draws = 4000;
  std::vector<double> count(9, 0.0);
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    const EdgeTable edges = connect(rule, {population, population, true}, key(seed));
    for (std::uint32_t source = 0; source < 3; ++source) {
      for (const std::uint32_t target : edges.row(source)) ++count[3 * source + target];
    }
  }
  for (std::size_t pair = 0; pair < 9; ++pair) {
    const double p = probability[pair];
    const double z = (count[pair] - draws * p) / std::sqrt(draws * p * (1.0 - p));
    EXPECT_GT(normal_p_value(z), significance) << "pair " << pair;
  }
}

// Larger networks: degrees.

TEST(PairwiseBernoulli, InDegreesAreBinomial) {
  EXPECT_GT(
      two_level_p_value([](std::uint64_t seed) {
        const EdgeTable edges = connect(PairwiseBernoulli{.p = 0.1}, between(500, 1000), key(seed));
        return discrete_p_value(whole(in_degrees(edges, 1000)),
                                [](std::uint64_t k) { return binomial_probability(k, 500, 0.1); });
      }),
      0.05);
}

TEST(PairwiseBernoulli, OutDegreesAreBinomial) {
  EXPECT_GT(
      two_level_p_value([](std::uint64_t seed) {
        const EdgeTable edges = connect(PairwiseBernoulli{.p = 0.1}, between(1000, 500), key(seed));
        return discrete_p_value(whole(out_degrees(edges)),
                                [](std::uint64_t k) { return binomial_probability(k, 500, 0.1); });
      }),
      0.05);
}

TEST(PairwiseBernoulli, OutDegreesWithoutAutapsesLackOneTarget) {
  const EdgeTable edges =
      connect(PairwiseBernoulli{.p = 0.9, .allow_autapses = false}, within(1000), key(1));
  EXPECT_EQ(autapses(edges), 0);
  EXPECT_GT(discrete_p_value(whole(out_degrees(edges)),
                             [](std::uint64_t k) { return binomial_probability(k, 999, 0.9); }),
            significance);
}

TEST(FixedIndegree, EveryTargetHasItsSourcesAndOutDegreesAreUniform) {
  EXPECT_GT(two_level_p_value([](std::uint64_t seed) {
              const EdgeTable edges =
                  connect(FixedIndegree{.indegree = 100}, between(400, 500), key(seed));
              EXPECT_TRUE(rows_are_sorted(edges));
              EXPECT_THAT(in_degrees(edges, 500), Each(100.0));
              return equal_degrees_p_value(out_degrees(edges), 50'000);
            }),
            0.05);
}

TEST(FixedOutdegree, EverySourceHasItsTargetsAndInDegreesAreUniform) {
  EXPECT_GT(two_level_p_value([](std::uint64_t seed) {
              const EdgeTable edges =
                  connect(FixedOutdegree{.outdegree = 100}, between(500, 400), key(seed));
              EXPECT_TRUE(rows_are_sorted(edges));
              EXPECT_THAT(out_degrees(edges), Each(100.0));
              return equal_degrees_p_value(in_degrees(edges, 400), 50'000);
            }),
            0.05);
}

TEST(FixedTotalNumber, DegreesOfRepeatedPairsAreMultinomial) {
  const auto draw = [](std::uint64_t seed) {
    const EdgeTable edges =
        connect(FixedTotalNumber{.number = 20'000}, between(200, 300), key(seed));
    EXPECT_TRUE(rows_are_sorted(edges));
    EXPECT_EQ(edges.size(), 20'000);
    return edges;
  };
  const auto by_source = [&](std::uint64_t seed) {
    return equal_degrees_p_value(out_degrees(draw(seed)), 20'000);
  };
  const auto by_target = [&](std::uint64_t seed) {
    return equal_degrees_p_value(in_degrees(draw(seed), 300), 20'000);
  };
  EXPECT_GT(two_level_p_value(by_source), 0.05);
  EXPECT_GT(two_level_p_value(by_target), 0.05);
}

TEST(FixedTotalNumber, DegreesOfDistinctPairsAreHypergeometric) {
  // Their covariance is the multinomial one times (pairs - number) / (pairs - 1).
  constexpr double shrink = (60'000.0 - 20'000.0) / (60'000.0 - 1.0);
  const auto draw = [](std::uint64_t seed) {
    const FixedTotalNumber rule{.number = 20'000, .allow_multapses = false};
    return connect(rule, between(200, 300), key(seed));
  };
  const auto by_source = [&](std::uint64_t seed) {
    return equal_degrees_p_value(out_degrees(draw(seed)), 20'000, shrink);
  };
  const auto by_target = [&](std::uint64_t seed) {
    return equal_degrees_p_value(in_degrees(draw(seed), 300), 20'000, shrink);
  };
  EXPECT_GT(two_level_p_value(by_source), 0.05);
  EXPECT_GT(two_level_p_value(by_target), 0.05);
}

}  // namespace
}  // namespace meniscus
