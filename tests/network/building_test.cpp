// How a network's synapses get from a request into the blocks of their targets.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "models/neurons/lif.hpp"
#include "sim/core/error.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {
namespace {

const Distribution drawn_weights{.law = NormalValue{1.0, 0.1}, .low = 0.0};
const Distribution few_delays{.law = UniformValue{0.3, 1.2}};
const Distribution many_delays{.law = UniformValue{0.3, 40.0}};  // more than a byte can number

struct Case {
  std::string name;
  ConnectionRule rule;
  SynapseLaw law = {};
};

const std::vector<Case> cases{
    {"OneToOne", OneToOne{}, {.weight = drawn_weights}},
    {"AllToAll", AllToAll{.allow_autapses = false}, {.delay = few_delays}},
    {"PairwiseBernoulli", PairwiseBernoulli{.p = 0.3}, {.weight = drawn_weights}},
    {"FixedIndegree", FixedIndegree{.indegree = 150}, {.delay = few_delays}},
    {"FixedIndegreeDistinct",
     FixedIndegree{.indegree = 50, .allow_autapses = false, .allow_multapses = false},
     {.weight = drawn_weights, .delay = many_delays}},
    {"FixedOutdegree", FixedOutdegree{.outdegree = 200}, {.weight = drawn_weights}},
    {"FixedTotalNumber",
     FixedTotalNumber{.number = 54321},
     {.weight = drawn_weights, .delay = few_delays}},
    {"FixedTotalNumberDistinct",
     FixedTotalNumber{.density = 0.2, .allow_multapses = false},
     {.weight = drawn_weights, .delay = few_delays}},
    {"Distance",
     DistanceRule{},
     {.weight = drawn_weights, .inhibitory_weight = constant(-1.0), .delay = few_delays}},
    {"ScaleFree", ScaleFree{.attachments = 20}, {.weight = drawn_weights, .delay = few_delays}},
    {"SmallWorldDirected",
     SmallWorld{.neighbours = 40, .p = 0.2, .directed = true},
     {.weight = drawn_weights}},
    {"Modular", Modular{.modules = 3, .p_in = 0.3, .p_out = 0.1}, {.delay = many_delays}}};

constexpr GridShape grid{10, 7, 5};
constexpr std::uint32_t neurons = 350;

NetworkBuilder builder_of(const Case& c) {
  NetworkBuilder builder(Resolution(0.1), 5);
  const auto cells = builder.add<Lif>("cells", neurons);
  builder.place(cells, place_on_grid(grid, 0.2, {5, RandomDomain::placement, cells}));
  builder.connect(cells, cells, c.rule, c.law);
  return builder;
}

/// Source, target, weight and delay [ticks] of every synapse.
using Synapse = std::tuple<std::uint32_t, std::uint32_t, double, std::int64_t>;

std::vector<Synapse> synapses_of(const Network& network) {
  const Projection& p = network.projections.front();
  const bool at_emission = network.walks_at_emission[p.target];
  std::vector<Synapse> synapses;
  for (std::uint32_t b = 0; b < p.blocks.size(); ++b) {
    const SynapseBlock& block = p.blocks[b];
    for (std::size_t row = 0; row + 1 < block.row_begin.size(); ++row) {
      const std::size_t rows_per_source = at_emission ? 1 : p.delays.size();
      for (auto k = block.row_begin[row]; k < block.row_begin[row + 1]; ++k) {
        const std::size_t delay = at_emission ? block.delay[k] : row % rows_per_source;
        const auto source = static_cast<std::uint32_t>(row / rows_per_source);
        const double own = block.weight.empty() ? 1.0 : static_cast<double>(block.weight[k]);
        synapses.emplace_back(source, network.blocks[b].first + block.target[k],
                              own * p.row_weights.of(source), p.delays[delay]);
      }
    }
  }
  // Multapses stand in the order of their delays where rows are split by delay.
  std::ranges::sort(synapses);
  return synapses;
}

/// The same, drawn as the documentation says it: edges by rule; weights and delays row by row, one
/// stream per source.
std::vector<Synapse> synapses_by_definition(const Case& c) {
  const NetworkBuilder builder = builder_of(c);
  const Placement& placement = builder.placement(0);
  const PopulationView cells{neurons, placement.positions, placement.inhibitory};
  const EdgeTable edges = connect(c.rule, {cells, cells, true}, {5, RandomDomain::connectivity, 0});
  std::vector<Synapse> synapses;
  for (std::uint32_t source = 0; source < neurons; ++source) {
    const bool inhibitory = c.law.inhibitory_weight && placement.inhibitory[source];
    const Distribution& law = inhibitory ? *c.law.inhibitory_weight : c.law.weight;
    RandomStream weights({5, RandomDomain::weight, 0}, source);
    RandomStream delays({5, RandomDomain::delay, 0}, source);
    for (const std::uint32_t target : edges.row(source)) {
      const auto weight = static_cast<double>(static_cast<float>(draw(law, weights)));
      const Time delay = builder.resolution().ticks(draw(c.law.delay, delays));
      synapses.emplace_back(source, target, weight, delay.ticks);
    }
  }
  std::ranges::sort(synapses);
  return synapses;
}

bool same_blocks(const Network& a, const Network& b) {
  return std::ranges::equal(a.projections.front().blocks, b.projections.front().blocks,
                            [](const SynapseBlock& x, const SynapseBlock& y) {
                              return std::tie(x.row_begin, x.target, x.weight, x.delay) ==
                                     std::tie(y.row_begin, y.target, y.weight, y.delay);
                            });
}

class Building : public testing::TestWithParam<Case> {};

TEST_P(Building, GivesTheSynapsesOfTheDefinitionForAnyBlockSize) {
  const std::vector<Synapse> expected = synapses_by_definition(GetParam());
  ASSERT_FALSE(expected.empty());
  for (const std::uint32_t block_size : {8u, 64u, 344u, 65536u}) {
    const Network network = builder_of(GetParam()).build(block_size);
    EXPECT_EQ(network.synapses(), expected.size());
    EXPECT_TRUE(synapses_of(network) == expected) << block_size;
  }
}

TEST_P(Building, GivesTheSameBlocksForAnyNumberOfThreads) {
  for (const std::uint32_t block_size : {8u, 128u}) {
    const Network one = builder_of(GetParam()).build(block_size, 1);
    EXPECT_TRUE(same_blocks(builder_of(GetParam()).build(block_size, 2), one)) << block_size;
    EXPECT_TRUE(same_blocks(builder_of(GetParam()).build(block_size, 3), one)) << block_size;
  }
}

TEST_P(Building, TellsTheEdgesThatItPlaces) {
  const NetworkBuilder builder = builder_of(GetParam());
  const EdgeTable edges = builder.edges(0);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> told, placed;
  for (std::uint32_t source = 0; source < neurons; ++source) {
    for (const std::uint32_t target : edges.row(source)) told.emplace_back(source, target);
  }
  for (const Synapse& s : synapses_of(builder_of(GetParam()).build(64))) {
    placed.emplace_back(std::get<0>(s), std::get<1>(s));
  }
  EXPECT_TRUE(told == placed);
}

INSTANTIATE_TEST_SUITE_P(Rules, Building, testing::ValuesIn(cases),
                         [](const auto& tested) { return tested.param.name; });

TEST(Rows, AreWalkedAtEmissionWhereFewDelaysCutThemShort) {
  const auto walks_at_emission = [](const Distribution& delay) -> bool {
    return builder_of({"", FixedIndegree{.indegree = 50}, {.delay = delay}})
        .build()
        .walks_at_emission[0];
  };
  EXPECT_FALSE(walks_at_emission(constant(1.0)));
  EXPECT_TRUE(walks_at_emission(few_delays));
  EXPECT_FALSE(walks_at_emission(many_delays));
}

// What is refused at the request, before anything is drawn.

class Requests : public testing::Test {
 protected:
  std::string error_of(const SynapseLaw& law) {
    try {
      builder.connect(cells, cells, AllToAll{}, law);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "no error";
  }

  NetworkBuilder builder{Resolution(0.1)};
  PopulationId cells = builder.add<Lif>("cells", 10);
};

TEST_F(Requests, RefuseADelayBelowATick) {
  EXPECT_EQ(error_of({.delay = constant(0.04)}),
            "expected a delay of at least one tick (0.1 ms), got 0.04 ms");
}

TEST_F(Requests, RefuseADelayOfMoreTicksThanCanBeCounted) {
  EXPECT_EQ(error_of({.delay = constant(1e9)}),
            "expected a delay of at most 2147483647 ticks (214748364.7 ms), got 1000000000 ms");
}

TEST_F(Requests, RefuseALawThatMayDrawADelayBelowATick) {
  EXPECT_EQ(error_of({.delay = {.law = NormalValue{1.0, 0.1}}}),
            "expected a delay of at least one tick (0.1 ms), got 0 ms");
}

TEST_F(Requests, RefuseLimitsThatNoDrawMeets) {
  EXPECT_EQ(error_of({.weight = {.law = UniformValue{0.0, 1.0}, .low = 2.0}}),
            "no value between 2 and inf in 1000 draws: the limits are too far from the mean");
}

TEST_F(Requests, RefuseAPlacementAfterConnecting) {
  builder.connect(cells, cells, AllToAll{}, {});
  EXPECT_THROW(builder.place(cells, {{}, cell_types(10, 0.2)}), ConfigError);
}

TEST_F(Requests, RefuseListedTargetsThatDontAscend) {
  Synapses synapses;
  synapses.delays = {1};
  synapses.edges.row_begin.assign(11, 2);
  synapses.edges.row_begin.front() = 0;
  synapses.edges.target = {3, 2};
  EXPECT_THROW(builder.connect(cells, cells, std::move(synapses), 0), ConfigError);
}

TEST(BlockCut, GivesEachThreadAsManyEvenBlocks) {
  EXPECT_EQ((BlockCut{4096, 1}.block_size(10000)), 3336u);  // three blocks
  EXPECT_EQ((BlockCut{4096, 2}.block_size(10000)), 2504u);  // four
  EXPECT_EQ((BlockCut{4096, 2}.block_size(2500)), 1256u);   // two
}

TEST(BlockCut, LeavesSmallPopulationsWhole) {
  EXPECT_EQ((BlockCut{4096, 2}.block_size(1000)), 1000u);
}

TEST(BlockCut, KeepsToTheLargestBlockInWholeGroups) {
  EXPECT_EQ((BlockCut{60, 1}.block_size(120)), 64u);
  EXPECT_EQ((BlockCut{65536, 1}.block_size(65536)), 65536u);
}

}  // namespace
}  // namespace meniscus
