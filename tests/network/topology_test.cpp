#include "sim/network/topology.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "sim/network/connectivity.hpp"

namespace meniscus {
namespace {

/// i -> i + 1 for all but the last of `size` neurons.
EdgeTable chain(std::uint32_t size) {
  EdgeTable edges;
  for (std::uint32_t neuron = 0; neuron < size; ++neuron) {
    if (neuron + 1 < size) edges.target.push_back(neuron + 1);
    edges.row_begin.push_back(edges.target.size());
  }
  return edges;
}

EdgeTable ring(std::uint32_t size) {
  EdgeTable edges = chain(size);
  edges.target.push_back(0);
  ++edges.row_begin.back();
  return edges;
}

/// Input 0, 1, 2 -> liquid 0 … 4. Input 0 -> 0, input 1 -> 0 and 1 (twice), input 2 -> nothing.
const EdgeTable input_edges{.row_begin = {0, 1, 4, 4}, .target = {0, 0, 1, 1}};
/// Liquid 0 <-> 1, 1 -> 2, 2 -> 2, 3 -> 2; 4 is alone.
const EdgeTable liquid_edges{.row_begin = {0, 1, 3, 4, 5, 5}, .target = {1, 0, 2, 2, 2}};

class SmallLiquid : public testing::Test {
 protected:
  static constexpr std::size_t input = 0, liquid = 1;
  const std::vector<std::uint32_t> sizes{3, 5};
  const std::vector<ProjectionEdges> projections{{liquid, liquid, &liquid_edges},
                                                 {input, liquid, &input_edges}};
  const Topology topology{sizes, projections};
};

TEST_F(SmallLiquid, HasThreeWeakComponents) {
  // {inputs 0 and 1, liquid 0 … 3}, {input 2}, {liquid 4}.
  const Components components = topology.weak_components();
  EXPECT_EQ(components.count, 3);
  EXPECT_EQ(components.largest, 6);
}

TEST_F(SmallLiquid, HasSevenStrongComponents) {
  // {liquid 0, 1}; each of the other six neurons is one of its own.
  const Components components = topology.strong_components();
  EXPECT_EQ(components.count, 7);
  EXPECT_EQ(components.largest, 2);
}

TEST_F(SmallLiquid, CountsInDegreesWithMultapses) {
  // 0: inputs 0 and 1, liquid 1; 1: twice input 1, liquid 0; 2: liquid 1, 2, 3; 3 and 4: nothing.
  const DegreeStatistics degrees = topology.in_degrees(liquid);
  EXPECT_EQ(degrees.min, 0);
  EXPECT_EQ(degrees.max, 3);
  EXPECT_DOUBLE_EQ(degrees.mean, 9.0 / 5.0);
  EXPECT_DOUBLE_EQ(degrees.sd, std::sqrt(27.0 / 5.0 - 81.0 / 25.0));
}

TEST_F(SmallLiquid, CountsOutDegrees) {
  const DegreeStatistics degrees = topology.out_degrees(input);  // 1, 3, 0
  EXPECT_EQ(degrees.min, 0);
  EXPECT_EQ(degrees.max, 3);
  EXPECT_DOUBLE_EQ(degrees.mean, 4.0 / 3.0);
  EXPECT_DOUBLE_EQ(degrees.sd, std::sqrt(10.0 / 3.0 - 16.0 / 9.0));
}

TEST_F(SmallLiquid, InputReachesThreeOfFiveNeurons) {
  EXPECT_DOUBLE_EQ(topology.reachable_fraction(input, liquid), 0.6);
}

TEST_F(SmallLiquid, SynapsesAreNotFollowedBackwards) {
  EXPECT_EQ(topology.reachable_fraction(liquid, input), 0.0);
}

TEST_F(SmallLiquid, APopulationReachesItself) {
  EXPECT_EQ(topology.reachable_fraction(liquid, liquid), 1.0);
}

TEST_F(SmallLiquid, KeepsItsAnswersWhenMoved) {
  Topology other(sizes, std::vector<ProjectionEdges>{});
  EXPECT_EQ(other.weak_components().count, 8);
  other = Topology(sizes, projections);
  const Topology moved = std::move(other);
  EXPECT_EQ(moved.weak_components().count, 3);
}

TEST(Topology, ARingIsOneStrongComponent) {
  const EdgeTable edges = ring(100'000);
  const Topology topology(std::vector<std::uint32_t>{100'000},
                          std::vector<ProjectionEdges>{{0, 0, &edges}});
  EXPECT_EQ(topology.strong_components().count, 1);
  EXPECT_EQ(topology.strong_components().largest, 100'000);
}

TEST(Topology, AChainIsOneWeakComponentAndAllStrongOnes) {
  const EdgeTable edges = chain(100'000);
  const Topology topology(std::vector<std::uint32_t>{100'000},
                          std::vector<ProjectionEdges>{{0, 0, &edges}});
  EXPECT_EQ(topology.weak_components().count, 1);
  EXPECT_EQ(topology.strong_components().count, 100'000);
}

TEST(Topology, PathsPassThroughOtherPopulations) {
  const EdgeTable one_to_one = connect(OneToOne{}, {{4}, {4}}, {});
  const Topology topology(std::vector<std::uint32_t>{4, 4, 4},
                          std::vector<ProjectionEdges>{{2, 1, &one_to_one}, {0, 2, &one_to_one}});
  EXPECT_EQ(topology.reachable_fraction(0, 1), 1.0);
  EXPECT_EQ(topology.weak_components().count, 4);
  EXPECT_EQ(topology.weak_components().largest, 3);
}

TEST(Topology, AnEmptyPopulationHasNoDegreesAndIsNotReached) {
  const Topology topology(std::vector<std::uint32_t>{0, 2}, std::vector<ProjectionEdges>{});
  EXPECT_EQ(topology.in_degrees(0).mean, 0.0);
  EXPECT_EQ(topology.reachable_fraction(1, 0), 0.0);
  EXPECT_EQ(topology.reachable_fraction(0, 1), 0.0);
}

TEST(Topology, ASparseRandomGraphHasAGiantComponentOfTheKnownSize) {
  // Erdős & Rényi (1960): with c mean neighbours the giant component's share of n neurons solves
  // s = 1 - exp(-c s), so s = 0.7968 at c = 2. Its sd is sqrt(s (1 - s) / n) / (1 - c (1 - s)),
  // 0.0021 here; four of them are allowed.
  constexpr std::uint32_t n = 100'000;
  const PopulationView population{n};
  const EdgeTable edges = connect(PairwiseBernoulli{.p = 1.0 / n}, {population, population, true},
                                  {1, RandomDomain::connectivity});
  const Topology topology(std::vector<std::uint32_t>{n},
                          std::vector<ProjectionEdges>{{0, 0, &edges}});
  EXPECT_NEAR(static_cast<double>(topology.weak_components().largest) / n, 0.7968, 0.0084);
}

/// A graph of one population by its rows.
Topology topology_of(const EdgeTable& edges) {
  return Topology(std::vector<std::uint32_t>{edges.sources()},
                  std::vector<ProjectionEdges>{{0, 0, &edges}});
}

TEST(Topology, ClusteringIsThatOfTheTriangleWithATail) {
  // 0, 1, 2 in a triangle, 3 at 2, 4 alone: C = 1, 1, 1/3, 0, 0; one triangle in five pairs of
  // neighbours, counted three times. Directions, multapses and autapses don't count.
  const EdgeTable edges{.row_begin = {0, 1, 4, 6, 7, 7}, .target = {1, 1, 2, 2, 0, 1, 2}};
  const Topology undirected = topology_of(edges).undirected();
  EXPECT_EQ(undirected.synapses(), 8);
  const Clustering clustering = undirected.clustering();
  EXPECT_DOUBLE_EQ(clustering.mean_local, (1.0 + 1.0 + 1.0 / 3.0) / 5.0);
  EXPECT_DOUBLE_EQ(clustering.transitivity, 3.0 / 5.0);
  EXPECT_EQ(clustering.neurons, 5);
}

TEST(Topology, PathsFollowSynapsesForwards) {
  const PathLengths chained = topology_of(chain(4)).path_lengths();
  EXPECT_DOUBLE_EQ(chained.mean, (3 * 1 + 2 * 2 + 1 * 3) / 6.0);
  EXPECT_DOUBLE_EQ(chained.joined, 0.5);
  EXPECT_EQ(chained.longest, 3);
  EXPECT_DOUBLE_EQ(topology_of(ring(101)).path_lengths().mean, 50.5);
  EXPECT_DOUBLE_EQ(topology_of(ring(101)).undirected().path_lengths().mean, 25.5);
}

TEST(Topology, ASampleOfNeuronsEstimatesTheWhole) {
  const EdgeTable edges =
      connect(SmallWorld{.neighbours = 10, .p = 0.1}, {{3000}, {3000}, true}, {});
  const Topology topology = topology_of(edges);
  const Clustering part = topology.clustering(100'000.0);
  EXPECT_LT(part.neurons, 1100);
  EXPECT_GT(part.neurons, 700);
  EXPECT_NEAR(part.mean_local, topology.clustering().mean_local, 0.015);
  const PathLengths some = topology.path_lengths(3e6);
  EXPECT_EQ(some.sources, 90);
  EXPECT_NEAR(some.mean, topology.path_lengths().mean, 0.05);
}

TEST(Topology, NobodyHasNoMeasures) {
  const Topology nobody(std::vector<std::uint32_t>{0}, std::vector<ProjectionEdges>{});
  EXPECT_EQ(nobody.clustering().mean_local, 0.0);
  EXPECT_EQ(nobody.path_lengths().mean, 0.0);
}

}  // namespace
}  // namespace meniscus
