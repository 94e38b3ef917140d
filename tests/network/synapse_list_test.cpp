#include "sim/network/synapse_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "models/neurons/lif.hpp"
#include "sim/core/error.hpp"
#include "sim/network/network_builder.hpp"
#include "sim/network/small_worldness.hpp"
#include "sim/network/weight_matrix.hpp"
#include "tests/network/edge_facts.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;

double radius_of(const EdgeTable& edges, const std::vector<double>& weights) {
  return spectral_radius(edges, weights).value();
}

TEST(SynapseList, SortsEdgesAndKeepsTheOrderOfMultapses) {
  const ListedEdges edges = sorted({.source = {2, 0, 2, 2},
                                    .target = {1, 3, 0, 1},
                                    .weight = {1.0, 2.0, 3.0, 4.0},
                                    .delay = {1.0, 2.0, 3.0, 4.0}},
                                   3);
  EXPECT_THAT(edges.edges.row_begin, ElementsAre(0, 1, 1, 4));
  EXPECT_THAT(edges.edges.target, ElementsAre(3, 0, 1, 1));
  EXPECT_THAT(edges.weight, ElementsAre(2.0f, 3.0f, 1.0f, 4.0f));
  EXPECT_THAT(edges.delay, ElementsAre(2.0, 3.0, 1.0, 4.0));
}

class ListedNetwork : public testing::Test {
 protected:
  NetworkBuilder builder{Resolution(0.1), 3};
  PopulationId cells = builder.add<Lif>("cells", 4);
  const ListedEdges edges{.edges = {{0, 2, 3, 3, 3}, {0, 3, 1}},
                          .weight = {1.0f, -2.0f, 3.0f},
                          .delay = {1.5, 0.72, 1.5}};

  std::string refusal(const ListedEdges& list, const SynapseLaw& law) {
    try {
      builder.connect(cells, cells, list, law);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "connected";
  }
};

TEST_F(ListedNetwork, KeepsGivenWeightsAndDelays) {
  builder.connect(cells, cells, edges, {});
  const Synapses synapses = builder.synapses(0);
  EXPECT_EQ(synapses.edges, edges.edges);
  EXPECT_THAT(weights_of(synapses), ElementsAre(1.0, -2.0, 3.0));
  EXPECT_THAT(synapses.delays, ElementsAre(7, 15));
  EXPECT_THAT(synapses.delay, ElementsAre(1, 0, 1));
  EXPECT_NEAR(synapses.delay_rounding, 0.02, 1e-12);
  EXPECT_EQ(builder.build().synapses(), 3);
}

TEST_F(ListedNetwork, DrawsWhatTheListLeavesOutLikeAnyProjection) {
  const SynapseLaw law{.weight = {.law = NormalValue{1.0, 0.1}},
                       .delay = {.law = UniformValue{0.3, 1.2}}};
  builder.connect(cells, cells, AllToAll{}, law);
  const Synapses drawn = builder.synapses(0);
  NetworkBuilder other(Resolution(0.1), 3);
  other.add<Lif>("cells", 4);
  other.connect(0, 0, {drawn.edges}, law);
  const Synapses listed = other.synapses(0);
  EXPECT_EQ(weights_of(drawn), weights_of(listed));
  EXPECT_EQ(drawn.delays, listed.delays);
  EXPECT_EQ(drawn.delay, listed.delay);
}

TEST_F(ListedNetwork, RefusesWhatDoesNotFit) {
  EXPECT_EQ(refusal({.edges = {{0, 1, 1, 1, 1}, {4}}}, {}),
            "edges beyond the 4 neurons of cells or the 4 of cells");
  EXPECT_EQ(refusal({.edges = edges.edges, .weight = {1.0f}}, {}),
            "expected 3 weights and delays, got 1");
  EXPECT_EQ(refusal({.edges = edges.edges, .delay = {1.0, 0.01, 1.0}}, {}),
            "expected a delay of at least one tick (0.1 ms), got 0.01 ms");
}

TEST_F(ListedNetwork, DistanceAddsToTheDelay) {
  builder.place(cells, {{{0, 0, 0}, {3, 4, 0}, {0, 0, 1}, {0, 0, 0}}, {}});
  const SynapseLaw law{.delay = constant(1.0), .dendritic_delay = 0.5, .velocity = 2.0};
  builder.connect(cells, cells, AllToAll{}, law);
  const Synapses synapses = builder.synapses(0);
  EXPECT_THAT(synapses.delays, ElementsAre(15, 20, 40));
  // From neuron 0: to itself 1.5 ms, 5 / 2 more, 1 / 2 more, and to the same place 1.5 ms.
  EXPECT_THAT(std::vector(synapses.delay.begin(), synapses.delay.begin() + 4),
              ElementsAre(0, 2, 1, 0));
  // 1.5 + sqrt(26) / 2 = 4.0495 ms between neurons 1 and 2 is rounded to 4 ms.
  EXPECT_NEAR(synapses.delay_rounding, std::sqrt(26.0) / 2.0 - 2.5, 1e-12);
}

TEST_F(ListedNetwork, DistanceNeedsPositions) {
  EXPECT_EQ(refusal({.edges = edges.edges}, {.velocity = 1.0}),
            "delays by distance: population cells needs positions");
}

TEST_F(ListedNetwork, ADendriticDelayAddsToDrawnDelays) {
  SynapseLaw law{.delay = {.law = UniformValue{0.3, 1.2}}};
  builder.connect(cells, cells, AllToAll{}, law);
  const Network plain = builder.build();
  NetworkBuilder other(Resolution(0.1), 3);
  other.add<Lif>("cells", 4);
  law.dendritic_delay = 0.7;
  other.connect(0, 0, AllToAll{}, law);
  const Network later = other.build();
  ASSERT_EQ(plain.projections[0].delays.size(), later.projections[0].delays.size());
  for (std::size_t k = 0; k < plain.projections[0].delays.size(); ++k) {
    EXPECT_EQ(later.projections[0].delays[k], plain.projections[0].delays[k] + 7);
  }
}

// The spectral radius.

TEST(WeightMatrix, WithoutCyclesHasRadiusZero) {
  EXPECT_EQ(radius_of({{0, 2, 3, 3}, {1, 2, 2}}, {5.0, -3.0, 2.0}), 0.0);
}

TEST(WeightMatrix, OfACycleIsTheGeometricMean) {
  const EdgeTable ring = connect(Ring{}, within(3000), key(1));
  std::vector<double> weights(3000, -0.5);
  for (std::size_t k = 0; k < 1500; ++k) weights[k] = 2.0;
  EXPECT_NEAR(radius_of(ring, weights), 1.0, 1e-12);
}

TEST(WeightMatrix, OfSeveralComponentsIsTheLargest) {
  // An autapse of -1.5, fed by a pair with weights 2 and -8: eigenvalues +-4i.
  EXPECT_NEAR(radius_of({{0, 2, 3, 4}, {1, 2, 0, 2}}, {2.0, 100.0, -8.0, -1.5}), 4.0, 1e-12);
}

TEST(WeightMatrix, OfZeroWeightsIsZero) {
  EXPECT_EQ(radius_of({{0, 1, 2}, {1, 0}}, {0.0, 5.0}), 0.0);
}

double radius_after(const ConnectionRule& rule, const SynapseLaw& law, std::uint32_t size) {
  NetworkBuilder builder(Resolution(0.1), 3);
  const auto cells = builder.add<Lif>("cells", size);
  builder.connect(cells, cells, rule, law);
  const Synapses synapses = builder.synapses(0);
  return radius_of(synapses.edges, weights_of(synapses));
}

TEST(SpectralScaling, ReachesTheWantedRadiusWithDrawnWeights) {
  const SynapseLaw law{.weight = {.law = NormalValue{0.0, 1.0}}, .spectral_radius = 0.9};
  EXPECT_NEAR(radius_after(PairwiseBernoulli{.p = 0.1}, law, 300), 0.9, 1e-6);    // all eigenvalues
  EXPECT_NEAR(radius_after(PairwiseBernoulli{.p = 0.02}, law, 1000), 0.9, 1e-6);  // Arnoldi
}

TEST(SpectralScaling, ReachesTheWantedRadiusWithSharedWeights) {
  EXPECT_NEAR(radius_after(Ring{}, {.weight = constant(-3.0), .spectral_radius = 0.5}, 700), 0.5,
              1e-12);
}

TEST_F(ListedNetwork, ScalingIsRefusedWhereItMakesNoSense) {
  EXPECT_EQ(refusal({.edges = {{0, 1, 1, 1, 1}, {1}}}, {.spectral_radius = 1.0}),
            "the weights have a spectral radius of 0, which no factor changes: no path along "
            "synapses comes back to where it started");
  builder.add<Lif>("others", 4);
  try {
    builder.connect(0, 1, OneToOne{}, {.spectral_radius = 1.0});
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_EQ(std::string(error.what()),
              "spectral_radius: expected a projection of a population to itself, got cells to "
              "others");
  }
}

// Small-worldness.

Topology undirected(const ConnectionRule& rule, std::uint32_t size) {
  const EdgeTable edges = connect(rule, within(size), key(1));
  return Topology(std::vector<std::uint32_t>{size}, std::vector<ProjectionEdges>{{0, 0, &edges}})
      .undirected();
}

TEST(SmallWorldness, OfARandomGraphIsOne) {
  EXPECT_NEAR(small_worldness(undirected(SymmetricPairwiseBernoulli{.p = 0.02}, 1000)).value(), 1.0,
              0.08);
}

TEST(SmallWorldness, PeaksBetweenOrderAndRandomness) {
  // Humphries & Gurney (2008), figure 1: n = 1,000, k = 20; S is far above 1 for p around 0.05 …
  // 0.1 and larger there than at either end.
  const auto s = [](double p) {
    return small_worldness(undirected(SmallWorld{.neighbours = 20, .p = p}, 1000)).value();
  };
  const double lattice = s(0.0), middle = s(0.1), random = s(1.0);
  // The lattice: C = 27/38 and L = 25.475 by counting; L_r near 2.67 by the drawn graph.
  EXPECT_NEAR(lattice, (27.0 / 38.0) / (20.0 / 999.0) / (25.475 / 2.67), 0.1);
  EXPECT_GT(middle, 3.0 * lattice);
  EXPECT_NEAR(random, 1.0, 0.1);
}

TEST(Geometry, RandomPositionsAreUniformInTheirBox) {
  const auto points = random_positions(2000, {-1, 2, 5}, {3, 2.5, 5}, {1, RandomDomain::placement});
  std::vector<double> x, y;
  for (const Point& point : points) {
    x.push_back((point.x + 1.0) / 4.0);
    y.push_back((point.y - 2.0) / 0.5);
    EXPECT_EQ(point.z, 5.0);
  }
  EXPECT_GT(ks_p_value(x, [](double u) { return u; }), significance);
  EXPECT_GT(ks_p_value(y, [](double u) { return u; }), significance);
}

}  // namespace
}  // namespace meniscus
