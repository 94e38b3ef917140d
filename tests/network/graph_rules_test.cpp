#include "sim/network/graph_rules.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/network/topology.hpp"
#include "tests/network/edge_facts.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

Topology topology_of(const EdgeTable& edges) {
  return Topology(std::vector<std::uint32_t>{edges.sources()},
                  std::vector<ProjectionEdges>{{0, 0, &edges}});
}

bool is_symmetric(const EdgeTable& edges) {
  for (std::uint32_t source = 0; source < edges.sources(); ++source) {
    for (const std::uint32_t target : edges.row(source)) {
      if (!std::ranges::binary_search(edges.row(target), source)) return false;
    }
  }
  return true;
}

/// What `connect` says about an impossible request.
std::string refusal(const ConnectionRule& rule, const PopulationPair& ends) {
  try {
    connect(rule, ends, key(1));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "drawn";
}

// Ring.

TEST(Ring, JoinsTheNextNeighboursOnBothSides) {
  const EdgeTable edges = connect(Ring{.forward = 2, .backward = 1}, within(5), key(1));
  EXPECT_EQ(edges.row_begin, (std::vector<std::uint64_t>{0, 3, 6, 9, 12, 15}));
  EXPECT_EQ(edges.target,
            (std::vector<std::uint32_t>{1, 2, 4, 0, 2, 3, 1, 3, 4, 0, 2, 4, 0, 1, 3}));
}

TEST(Ring, NeedsDifferentNeighboursInOnePopulation) {
  EXPECT_EQ(refusal(Ring{.forward = 3, .backward = 2}, within(5)),
            "ring: forward + backward = 5 is impossible in a population of 5");
  EXPECT_EQ(refusal(Ring{}, between(5, 5)),
            "ring: connects a population to itself, got two populations");
}

// Small world.

TEST(SmallWorld, WithoutRewiringIsTheLattice) {
  // Watts & Strogatz (1998): C = 3 (k - 2) / (4 (k - 1)). On a ring of n = 1,000 with k = 10 there
  // are 10 neurons at each distance 1 … 99 and 9 at distance 100.
  for (const bool directed : {false, true}) {
    const SmallWorld rule{.neighbours = 10, .p = 0.0, .directed = directed};
    const EdgeTable edges = connect(rule, within(1000), key(1));
    EXPECT_EQ(edges, connect(Ring{.forward = 5, .backward = 5}, within(1000), key(2)));
    const Topology graph = topology_of(edges).undirected();
    EXPECT_NEAR(graph.clustering().mean_local, 2.0 / 3.0, 1e-12);
    EXPECT_DOUBLE_EQ(graph.path_lengths().mean, (10.0 * 99.0 * 100.0 / 2.0 + 9.0 * 100.0) / 999.0);
    EXPECT_EQ(graph.path_lengths().longest, 100);
  }
}

TEST(SmallWorld, ClusteringFallsWithTheThirdPowerOfWhatIsKept) {
  // Barrat & Weigt (2000), doi:10.1007/s100510050067: C(p) = C(0) (1 - p)^3 + O(1/n), and the mean
  // of C over neurons within a few percent of it. Their measure is the ratio of means.
  const EdgeTable edges = connect(SmallWorld{.neighbours = 10, .p = 0.1}, within(20'000), key(1));
  EXPECT_TRUE(is_symmetric(edges));
  EXPECT_EQ(autapses(edges), 0);
  EXPECT_EQ(repeated_pairs(edges), 0);
  EXPECT_EQ(edges.size(), 200'000);
  const Clustering clustering = topology_of(edges).clustering();
  const double ratio_of_means = clustering.transitivity;
  // The transitivity also weighs by the spread of degrees: <k(k-1)> grows from 90 by the variance
  // of the rewired half's Poisson number, k p (2 - p) / 2 = 0.95.
  EXPECT_NEAR(ratio_of_means, 2.0 / 3.0 * std::pow(0.9, 3) * 90.0 / (90.0 + 0.95), 0.004);
  EXPECT_NEAR(clustering.mean_local, 2.0 / 3.0 * std::pow(0.9, 3), 0.01);
}

TEST(SmallWorld, UndirectedDegreesFollowBarratAndWeigt) {
  // Their equation for P(k): k/2 ends that stay with every neuron, a binomial number of the k/2
  // others that are not moved, and a Poisson number with mean p k/2 that are moved to it.
  constexpr double p = 0.3;
  const EdgeTable edges = connect(SmallWorld{.neighbours = 6, .p = p}, within(20'000), key(1));
  const auto probability = [](std::uint64_t degree) {
    double sum = 0.0;
    for (std::uint64_t kept = 0; kept <= 3 && kept + 3 <= degree; ++kept) {
      sum +=
          binomial_probability(kept, 3, 1.0 - p) * poisson_probability(degree - 3 - kept, 3.0 * p);
    }
    return sum;
  };
  EXPECT_GT(discrete_p_value(out_degrees(edges), probability), significance);
}

TEST(SmallWorld, DirectedKeepsOutDegreesAndMovesTargetsUniformly) {
  constexpr std::uint32_t n = 20'000;
  const EdgeTable edges =
      connect(SmallWorld{.neighbours = 6, .p = 1.0, .directed = true}, within(n), key(1));
  EXPECT_TRUE(rows_are_sorted(edges));
  EXPECT_EQ(autapses(edges), 0);
  EXPECT_EQ(repeated_pairs(edges), 0);
  for (const double degree : out_degrees(edges)) ASSERT_EQ(degree, 6.0);
  const auto probability = [](std::uint64_t degree) {
    return binomial_probability(degree, 6 * (n - 1), 1.0 / (n - 1));
  };
  EXPECT_GT(discrete_p_value(in_degrees(edges, n), probability), significance);
}

TEST(SmallWorld, ShortensPathsLongBeforeItLosesClusters) {
  // Watts & Strogatz (1998), figure 2: n = 1,000, k = 10; at p = 0.01 the paths are about a fifth
  // of the lattice's while C(p) / C(0) is still about 0.97.
  const Topology lattice = topology_of(connect(Ring{5, 5}, within(1000), key(1)));
  const Topology world =
      topology_of(connect(SmallWorld{.neighbours = 10, .p = 0.01}, within(1000), key(1)));
  const double paths = world.path_lengths().mean / lattice.path_lengths().mean;
  const double clusters = world.clustering().mean_local / lattice.clustering().mean_local;
  EXPECT_GT(paths, 0.12);
  EXPECT_LT(paths, 0.25);
  EXPECT_NEAR(clusters, std::pow(0.99, 3), 0.01);
}

TEST(SmallWorld, NeedsAnEvenNumberBelowThePopulation) {
  EXPECT_EQ(refusal(SmallWorld{.neighbours = 3, .p = 0.1}, within(10)),
            "small_world: expected an even number of neighbours, got 3");
  EXPECT_EQ(refusal(SmallWorld{.neighbours = 10, .p = 0.1}, within(10)),
            "small_world: neighbours = 10 is impossible in a population of 10");
}

TEST(SmallWorld, ACompleteGraphHasNothingToRewire) {
  const EdgeTable complete = connect(AllToAll{.allow_autapses = false}, within(5), key(1));
  for (const bool directed : {false, true}) {
    const SmallWorld rule{.neighbours = 4, .p = 1.0, .directed = directed};
    EXPECT_EQ(connect(rule, within(5), key(1)), complete);
  }
}

// Scale-free.

TEST(ScaleFree, DegreesFollowTheMasterEquation) {
  // Dorogovtsev, Mendes & Samukhin (2000), doi:10.1103/PhysRevLett.85.4633:
  // P(k) = 2 m (m + 1) / (k (k + 1) (k + 2)), k >= m.
  const EdgeTable edges = connect(ScaleFree{.attachments = 3}, within(20'000), key(1));
  EXPECT_TRUE(is_symmetric(edges));
  EXPECT_EQ(autapses(edges), 0);
  EXPECT_EQ(repeated_pairs(edges), 0);
  EXPECT_EQ(edges.size(), 3 * 4 + 2 * 3 * (20'000 - 4));
  EXPECT_EQ(topology_of(edges).weak_components().count, 1);
  const auto probability = [](std::uint64_t k) {
    const auto x = static_cast<double>(k);
    return k < 3 ? 0.0 : 24.0 / (x * (x + 1.0) * (x + 2.0));
  };
  const auto degrees = out_degrees(edges);
  for (const std::uint64_t k : {3, 4, 5, 6, 8, 12}) {
    const double share =
        static_cast<double>(std::ranges::count(degrees, static_cast<double>(k))) / 20'000.0;
    EXPECT_NEAR(share, probability(k), 4.0 * std::sqrt(probability(k) / 20'000.0)) << k;
  }
  // The tail: the share of degrees >= k is m (m + 1) / (k (k + 1)).
  const auto hubs = std::ranges::count_if(degrees, [](double degree) { return degree >= 60.0; });
  EXPECT_NEAR(static_cast<double>(hubs), 20'000.0 * 12.0 / (60.0 * 61.0), 4.0 * std::sqrt(65.6));
}

TEST(ScaleFree, HubsAreAnywhere) {
  const EdgeTable edges = connect(ScaleFree{.attachments = 2}, within(10'000), key(1));
  std::vector<double> places;  // of the 40 largest hubs
  const auto degrees = out_degrees(edges);
  auto sorted = degrees;
  std::ranges::sort(sorted, std::greater{});
  for (std::size_t neuron = 0; neuron < degrees.size(); ++neuron) {
    if (degrees[neuron] > sorted[40]) places.push_back(static_cast<double>(neuron) / 10'000.0);
  }
  EXPECT_GT(ks_p_value(places, [](double x) { return x; }), significance);
}

TEST(DirectedScaleFree, DegreesFollowTheMasterEquations) {
  // Bollobás et al. (2003): per synapse, f_i neurons of in-degree i with
  // f_i (1 + c (i + delta)) = c (i - 1 + delta) f_(i-1) + alpha [i = 0] + gamma [i = 1],
  // c = (alpha + beta) / (1 + delta (alpha + gamma)); out-degrees with alpha and gamma exchanged.
  constexpr double alpha = 0.3, gamma = 0.2, beta = 0.5, delta_in = 0.5, delta_out = 1.5;
  constexpr std::uint32_t n = 50'000;
  const DirectedScaleFree rule{alpha, gamma, delta_in, delta_out};
  const EdgeTable edges = connect(rule, within(n), key(1));
  EXPECT_TRUE(rows_are_sorted(edges));
  EXPECT_NEAR(static_cast<double>(edges.size()), expected_edges(rule, within(n)),
              4.0 * std::sqrt(n * beta) / (alpha + gamma));
  const auto check = [&](const std::vector<double>& degrees, double from_new, double to_new,
                         double delta) {
    const double c = (from_new + beta) / (1.0 + delta * (alpha + gamma));
    double f = 0.0;
    for (int i = 0; i < 8; ++i) {
      f = (c * (i - 1.0 + delta) * f + (i == 0 ? from_new : 0.0) + (i == 1 ? to_new : 0.0)) /
          (1.0 + c * (i + delta));
      const double share = f / (alpha + gamma);
      const double seen = static_cast<double>(std::ranges::count(degrees, double(i))) / n;
      EXPECT_NEAR(seen, share, 4.0 * std::sqrt(share / n) + 1e-9) << i;
    }
  };
  check(in_degrees(edges, n), alpha, gamma, delta_in);
  check(out_degrees(edges), gamma, alpha, delta_out);
}

TEST(DirectedScaleFree, NeedsToGrow) {
  EXPECT_EQ(refusal(DirectedScaleFree{.alpha = 0.0, .gamma = 0.0}, within(10)),
            "directed_scale_free: expected alpha + gamma above 0 and at most 1, got 0 + 0");
}

// Modules.

TEST(Modular, PairsHaveTheProbabilityOfTheirModules) {
  // 7 neurons in 2 modules: 0 … 2 and 3 … 6.
  const Modular rule{.modules = 2, .p_in = 0.8, .p_out = 0.3, .allow_autapses = false};
  constexpr int draws = 4000;
  std::vector<double> count(49, 0.0);
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    const EdgeTable edges = connect(rule, within(7), key(seed));
    for (std::uint32_t source = 0; source < 7; ++source) {
      for (const std::uint32_t target : edges.row(source)) ++count[7 * source + target];
    }
  }
  for (std::uint32_t pair = 0; pair < 49; ++pair) {
    const std::uint32_t source = pair / 7, target = pair % 7;
    const double p = (source < 3) == (target < 3) ? 0.8 : 0.3;
    if (source == target) {
      EXPECT_EQ(count[pair], 0.0);
    } else {
      const double z = (count[pair] - draws * p) / std::sqrt(draws * p * (1.0 - p));
      EXPECT_GT(normal_p_value(z), significance) << source << " -> " << target;
    }
  }
}

TEST(Modular, TwoPopulationsShareTheirModules) {
  const Modular rule{.modules = 3, .p_in = 1.0, .p_out = 0.0};
  const EdgeTable edges = connect(rule, between(6, 3), key(1));
  EXPECT_EQ(edges.target, (std::vector<std::uint32_t>{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(expected_edges(rule, between(6, 3)), 6.0);
  EXPECT_EQ(refusal(Modular{.modules = 4, .p_in = 1.0, .p_out = 0.0}, between(6, 3)),
            "modular: modules = 4 is impossible in a population of 3");
}

TEST(Modular, IsolatedModulesAreComponents) {
  const Modular rule{.modules = 7, .p_in = 0.5, .p_out = 0.0};
  const Components parts = topology_of(connect(rule, within(703), key(1))).strong_components();
  EXPECT_EQ(parts.count, 7);
  EXPECT_EQ(parts.largest, 101);
}

// Symmetric.

TEST(SymmetricPairwiseBernoulli, JoinsPairsBothWaysWithProbabilityP) {
  const SymmetricPairwiseBernoulli rule{.p = 0.1};
  const EdgeTable edges = connect(rule, within(2000), key(1));
  EXPECT_TRUE(is_symmetric(edges));
  EXPECT_TRUE(rows_are_sorted(edges));
  EXPECT_EQ(autapses(edges), 0);
  EXPECT_EQ(repeated_pairs(edges), 0);
  const double pairs = 2000.0 * 1999.0 / 2.0;
  const double z =
      (0.5 * static_cast<double>(edges.size()) - 0.1 * pairs) / std::sqrt(0.09 * pairs);
  EXPECT_GT(normal_p_value(z), significance);
  EXPECT_DOUBLE_EQ(expected_edges(rule, within(2000)), 0.2 * pairs);
}

// What all have in common.

TEST(GraphRules, OtherSeedsGiveOtherGraphsAndTheSameSeedTheSame) {
  const std::vector<ConnectionRule> rules{SmallWorld{.neighbours = 4, .p = 0.5},
                                          SmallWorld{.neighbours = 4, .p = 0.5, .directed = true},
                                          ScaleFree{.attachments = 2},
                                          DirectedScaleFree{},
                                          SymmetricPairwiseBernoulli{.p = 0.2},
                                          Modular{.modules = 3, .p_in = 0.4, .p_out = 0.1}};
  for (const ConnectionRule& rule : rules) {
    EXPECT_EQ(connect(rule, within(50), key(1)), connect(rule, within(50), key(1)));
    EXPECT_NE(connect(rule, within(50), key(1)), connect(rule, within(50), key(2)));
  }
}

}  // namespace
}  // namespace meniscus
