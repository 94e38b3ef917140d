#include "sim/network/connectivity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sim/core/error.hpp"
#include "tests/network/edge_facts.hpp"

namespace meniscus {
namespace {

using testing::Each;
using testing::ElementsAre;

std::string error_of(const ConnectionRule& rule, const PopulationPair& ends) {
  try {
    connect(rule, ends, key(1));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

// Fixed patterns.

TEST(Connectivity, OneToOneJoinsEqualIndices) {
  const EdgeTable edges = connect(OneToOne{}, between(3, 3), key(1));
  EXPECT_THAT(edges.row_begin, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(edges.target, ElementsAre(0, 1, 2));
}

TEST(Connectivity, AllToAllJoinsEveryPair) {
  const EdgeTable edges = connect(AllToAll{}, between(2, 3), key(1));
  EXPECT_THAT(edges.row_begin, ElementsAre(0, 3, 6));
  EXPECT_THAT(edges.target, ElementsAre(0, 1, 2, 0, 1, 2));
}

TEST(Connectivity, AllToAllWithoutAutapsesLeavesOutTheDiagonal) {
  const EdgeTable edges = connect(AllToAll{.allow_autapses = false}, within(3), key(1));
  EXPECT_THAT(edges.row_begin, ElementsAre(0, 2, 4, 6));
  EXPECT_THAT(edges.target, ElementsAre(1, 2, 0, 2, 0, 1));
}

TEST(Connectivity, TwoPopulationsHaveNoAutapsesToLeaveOut) {
  EXPECT_EQ(connect(AllToAll{.allow_autapses = false}, between(3, 3), key(1)).size(), 9);
}

// Options and limits.

TEST(PairwiseBernoulli, ProbabilityZeroGivesNothingAndOneEverything) {
  EXPECT_EQ(connect(PairwiseBernoulli{.p = 0.0}, between(20, 30), key(1)).size(), 0);
  EXPECT_EQ(connect(PairwiseBernoulli{.p = 1.0}, between(20, 30), key(1)),
            connect(AllToAll{}, between(20, 30), key(1)));
}

TEST(FixedIndegree, RespectsItsOptions) {
  const auto edges = [](bool autapses, bool multapses) {
    return connect(FixedIndegree{30, autapses, multapses}, within(50), key(1));
  };
  EXPECT_GT(autapses(edges(true, true)), 0);
  EXPECT_GT(repeated_pairs(edges(false, true)), 0);
  EXPECT_EQ(autapses(edges(false, true)), 0);
  EXPECT_EQ(autapses(edges(false, false)), 0);
  EXPECT_EQ(repeated_pairs(edges(true, false)), 0);
  EXPECT_THAT(in_degrees(edges(false, false), 50), Each(30.0));
}

TEST(FixedOutdegree, RespectsItsOptions) {
  const auto edges = [](bool autapses, bool multapses) {
    return connect(FixedOutdegree{30, autapses, multapses}, within(50), key(1));
  };
  EXPECT_GT(autapses(edges(true, true)), 0);
  EXPECT_GT(repeated_pairs(edges(false, true)), 0);
  EXPECT_EQ(autapses(edges(false, true)), 0);
  EXPECT_EQ(autapses(edges(false, false)), 0);
  EXPECT_EQ(repeated_pairs(edges(true, false)), 0);
  EXPECT_THAT(out_degrees(edges(false, false)), Each(30.0));
}

TEST(FixedTotalNumber, AllPairsAreAllToAll) {
  const FixedTotalNumber rule{.number = 600, .allow_multapses = false};
  EXPECT_EQ(connect(rule, between(20, 30), key(1)), connect(AllToAll{}, between(20, 30), key(1)));
}

TEST(FixedTotalNumber, WithoutAutapsesHasNone) {
  EXPECT_EQ(autapses(connect(FixedTotalNumber{.number = 5000, .allow_autapses = false}, within(50),
                             key(1))),
            0);
}

TEST(FixedTotalNumber, DensityCountsAllowedPairs) {
  const FixedTotalNumber rule{.density = 0.5, .allow_autapses = false};
  EXPECT_EQ(expected_edges(rule, within(11)), 55.0);
  EXPECT_EQ(connect(rule, within(11), key(1)).size(), 55);
}

// The liquid of NALSM (Ivanov & Michmizos 2021).

TEST(NalsmInput, Has117600DistinctPairs) {
  const FixedTotalNumber rule{.density = 0.15, .allow_multapses = false};
  const EdgeTable edges = connect(rule, between(784, 1000), key(1));
  EXPECT_EQ(edges.size(), 117'600);
  EXPECT_EQ(repeated_pairs(edges), 0);
  EXPECT_TRUE(rows_are_sorted(edges));
}

class NalsmLiquid : public testing::Test {
 protected:
  const Placement placement = place_on_grid({10, 10, 10}, 0.2, {1, RandomDomain::placement});
  const PopulationView liquid{1000, placement.positions, placement.inhibitory};
  const PopulationPair ends{liquid, liquid, true};
};

TEST_F(NalsmLiquid, ExpectsTheKnownNumberOfSynapses) {
  // 16,722 is the mean over placements, known to a whole synapse.
  EXPECT_NEAR(expected_edges(DistanceRule{}, ends), 16'722.0, 0.005 * 16'722.0);
}

TEST_F(NalsmLiquid, ExpectsTheKnownNumberOfSynapsesPerTypePair) {
  // Means over placements: each type pair's share of the ordered pairs, times C, times the sum over
  // all ordered pairs of points, which no placement changes.
  const double sum = expected_edges(DistanceRule{1.0, 1.0, 1.0, 1.0}, ends) / (1000.0 * 999.0);
  EXPECT_NEAR(0.2 * 800.0 * 799.0 * sum, 11'029.0, 0.5);
  EXPECT_NEAR(0.1 * 800.0 * 200.0 * sum, 1'380.0, 0.5);
  EXPECT_NEAR(0.3 * 200.0 * 800.0 * sum, 4'141.0, 0.5);
  EXPECT_NEAR(0.05 * 200.0 * 199.0 * sum, 172.0, 0.5);
}

TEST_F(NalsmLiquid, DrawsEachTypePairAsExpected) {
  const EdgeTable edges = connect(DistanceRule{}, ends, key(1));
  double counts[2][2] = {};
  for (std::uint32_t source = 0; source < 1000; ++source) {
    for (const std::uint32_t target : edges.row(source)) ++counts[source >= 800][target >= 800];
  }
  const DistanceRule only[2][2] = {{{0.2, 0, 0, 0}, {0, 0.1, 0, 0}},
                                   {{0, 0, 0.3, 0}, {0, 0, 0, 0.05}}};
  for (const int from : {0, 1}) {
    for (const int to : {0, 1}) {
      const double expected = expected_edges(only[from][to], ends);
      // The Poisson sd is an upper bound of a sum of Bernoullis'.
      EXPECT_NEAR(counts[from][to], expected, 4.0 * std::sqrt(expected)) << from << " to " << to;
    }
  }
  EXPECT_EQ(autapses(edges), 0);
  EXPECT_EQ(repeated_pairs(edges), 0);
}

TEST_F(NalsmLiquid, WithoutTypesEveryoneIsExcitatory) {
  const PopulationView untyped{1000, placement.positions};
  const double sum = expected_edges(DistanceRule{1.0, 1.0, 1.0, 1.0}, ends);
  EXPECT_NEAR(expected_edges(DistanceRule{}, {untyped, untyped, true}), 0.2 * sum, 1e-9 * sum);
}

// Keys.

TEST(Connectivity, TheSameKeyGivesTheSameSynapses) {
  const FixedIndegree rule{.indegree = 10};
  EXPECT_EQ(connect(rule, within(100), key(1)), connect(rule, within(100), key(1)));
}

TEST(Connectivity, AnotherSeedOrProjectionGivesOtherSynapses) {
  const FixedIndegree rule{.indegree = 10};
  EXPECT_NE(connect(rule, within(100), key(1)), connect(rule, within(100), key(2)));
  EXPECT_NE(connect(rule, within(100), key(1)),
            connect(rule, within(100), {1, RandomDomain::connectivity, 1}));
}

TEST(Connectivity, ASourcesTargetsDoNotDependOnOtherSources) {
  const FixedOutdegree rule{.outdegree = 10};
  const EdgeTable few = connect(rule, between(50, 80), key(1));
  EdgeTable many = connect(rule, between(70, 80), key(1));
  many.row_begin.resize(51);
  many.target.resize(many.row_begin.back());
  EXPECT_EQ(few, many);
}

TEST(Connectivity, ATargetsSourcesDoNotDependOnOtherTargets) {
  const FixedIndegree rule{.indegree = 10};
  const EdgeTable few = connect(rule, between(80, 50), key(1));
  const EdgeTable many = connect(rule, between(80, 70), key(1));
  for (std::uint32_t source = 0; source < 80; ++source) {
    std::vector<std::uint32_t> kept(many.row(source).begin(), many.row(source).end());
    std::erase_if(kept, [](std::uint32_t target) { return target >= 50; });
    EXPECT_TRUE(std::ranges::equal(kept, few.row(source)));
  }
}

// Expected numbers.

TEST(Connectivity, ExpectedNumbersFollowTheRules) {
  EXPECT_EQ(expected_edges(OneToOne{}, between(7, 7)), 7.0);
  EXPECT_EQ(expected_edges(AllToAll{}, within(10)), 100.0);
  EXPECT_EQ(expected_edges(AllToAll{.allow_autapses = false}, within(10)), 90.0);
  EXPECT_EQ(expected_edges(PairwiseBernoulli{.p = 0.5}, between(10, 20)), 100.0);
  EXPECT_EQ(expected_edges(FixedIndegree{.indegree = 3}, between(10, 20)), 60.0);
  EXPECT_EQ(expected_edges(FixedOutdegree{.outdegree = 3}, between(10, 20)), 30.0);
  EXPECT_EQ(expected_edges(FixedTotalNumber{.number = 55}, between(10, 20)), 55.0);
}

TEST(Connectivity, EmptyPopulationsGetNoSynapses) {
  EXPECT_EQ(connect(AllToAll{}, between(0, 5), key(1)).size(), 0);
  EXPECT_EQ(connect(FixedIndegree{.indegree = 3}, between(5, 0), key(1)).sources(), 5);
  EXPECT_EQ(connect(FixedOutdegree{.outdegree = 3}, between(0, 5), key(1)).size(), 0);
  EXPECT_EQ(connect(AllToAll{.allow_autapses = false}, within(0), key(1)).size(), 0);
}

// Impossible requests.

TEST(Connectivity, OneToOneNeedsEqualSizes) {
  EXPECT_EQ(error_of(OneToOne{}, between(10, 12)),
            "one_to_one: the populations differ in size: 10 sources, 12 targets");
}

TEST(Connectivity, MoreDistinctSourcesThanThereAreIsRefused) {
  EXPECT_EQ(
      error_of(FixedIndegree{.indegree = 10, .allow_autapses = false, .allow_multapses = false},
               within(10)),
      "fixed_indegree: indegree = 10 is impossible: 9 sources available, multapses not allowed");
}

TEST(Connectivity, SourcesOutOfAnEmptyPopulationAreRefused) {
  EXPECT_EQ(error_of(FixedIndegree{.indegree = 1}, between(0, 10)),
            "fixed_indegree: indegree = 1 is impossible: 0 sources available, multapses allowed");
}

TEST(Connectivity, MoreDistinctTargetsThanThereAreIsRefused) {
  EXPECT_EQ(
      error_of(FixedOutdegree{.outdegree = 11, .allow_multapses = false}, between(3, 10)),
      "fixed_outdegree: outdegree = 11 is impossible: 10 targets available, multapses not allowed");
}

TEST(Connectivity, MoreDistinctPairsThanThereAreIsRefused) {
  EXPECT_EQ(
      error_of(FixedTotalNumber{.number = 101, .allow_multapses = false}, between(10, 10)),
      "fixed_total_number: number = 101 is impossible: 100 pairs available, multapses not allowed");
}

TEST(Connectivity, NumberAndDensityTogetherAreRefused) {
  EXPECT_EQ(
      error_of(FixedTotalNumber{.number = 5, .density = 0.5}, between(10, 10)),
      "fixed_total_number: expected either number or density, got number = 5 and density = 0.5");
}

TEST(Connectivity, NeitherNumberNorDensityIsRefused) {
  EXPECT_EQ(
      error_of(FixedTotalNumber{}, between(10, 10)),
      "fixed_total_number: expected either number or density, got number = 0 and density = 0");
}

TEST(Connectivity, TheDistanceRuleNeedsPositions) {
  const std::vector<Point> positions = grid_positions({1, 2, 5});
  EXPECT_EQ(error_of(DistanceRule{}, {{10, positions}, {12}}),
            "distance: the target population needs positions: 12 neurons, 0 positions");
}

TEST(Connectivity, AProbabilityAboveOneIsRefused) {
  EXPECT_EQ(error_of(PairwiseBernoulli{.p = 1.5}, between(2, 2)),
            "p of pairwise_bernoulli: expected a number between 0 and 1, got 1.5");
}

TEST(Connectivity, AParameterThatMustBeGivenIsMissed) {
  EXPECT_NE(error_of(FixedIndegree{}, between(2, 2)), "no error");
}

TEST(Connectivity, ExpectedNumbersOfImpossibleRequestsAreRefused) {
  EXPECT_THROW(expected_edges(OneToOne{}, between(1, 2)), ConfigError);
}

}  // namespace
}  // namespace meniscus
