// The adapter that visits every synapse at every spike against the lazy one, bit for bit: pair STDP
// in the clothes of a general rule.

#include "sim/network/rule_synapses.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/neurons/lif.hpp"
#include "models/sources/poisson.hpp"
#include "models/sources/spike_list.hpp"
#include "plasticity/no_state.hpp"
#include "plasticity/stdp_pair.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/network/network_builder.hpp"
#include "sim/network/source_population.hpp"
#include "tests/support/spike_log.hpp"

namespace meniscus {
namespace {

/// A pair rule as a synapse rule. `Pair` is a form of StdpPair.
template <class Pair>
struct AsSynapseRule {
  static constexpr std::string_view name = "as_synapse_rule";
  static constexpr std::string_view summary = "a pair rule";

  struct Parameters : StdpPair::Parameters {
    static constexpr auto fields(const Unit& = unit::none) { return std::tuple{}; }
    WeightBounds bounds() const { return {0.0f, static_cast<float>(w_max)}; }
    double longest_tau() const { return std::max(tau_plus, tau_minus); }
  };
  using Shared = NoScalars;
  struct Row {
    float x = 0.0f;
  };
  struct Target {
    float y = 0.0f;
  };
  using Synapse = NoState;

  AsSynapseRule(const Parameters& p, const Resolution& resolution)
      : pair(p), plus(p.tau_plus, resolution), minus(p.tau_minus, resolution) {}

  Shared shared() const { return {}; }
  void decay(Row& row, std::int32_t ticks) const { row.x *= plus.over(ticks); }
  void decay(Target& target, std::int32_t ticks) const { target.y *= minus.over(ticks); }
  double arrive(Row& row) const {
    row.x += 1.0f;
    return 1.0;
  }
  void fire(Target& target) const { target.y += 1.0f; }
  float learn(const SynapseEvent& event, const Shared&, const Row& row, const Target& target,
              Synapse&) const {
    float change = 0.0f;
    if (event.arrivals > 0.0f) change += event.arrivals * pair.at_arrival(event.weight, target.y);
    if (event.fires) change += pair.at_post_spike(event.weight, row.x);
    return pair.bounded(event.weight + change);
  }

  Pair pair;
  Decay plus, minus;
};

struct Outcome {
  std::vector<std::vector<Spike>> spikes;
  std::vector<WeightTable> weights;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// A source that fires several times a tick and a recurrent population with many delays, both
/// learning.
template <class Rule>
Outcome outcome(const typename Rule::Parameters& parameters, double post_lag) {
  NetworkBuilder builder(Resolution(0.1), 5);
  const auto noise = builder.add(
      "noise", 100, std::make_unique<SourcePopulation<Poisson>>(Poisson::Parameters{{1.0}}));
  const auto cells = builder.add<Lif>("cells", 120, {.v_th = 15.0, .v_reset = 5.0});
  builder.initial(cells, "v", {.law = UniformValue{0.0, 15.0}});
  const auto rule = builder.add_plasticity<Rule>(parameters);
  builder.connect(noise, cells, FixedIndegree{.indegree = 5},
                  {.weight = {.law = UniformValue{0.5, 1.5}},
                   .delay = constant(1.0),
                   .plasticity = rule,
                   .post_lag = post_lag});
  builder.connect(cells, cells, PairwiseBernoulli{.p = 0.2},
                  {.weight = constant(0.3),
                   .delay = {.law = UniformValue{0.8, 4.0}},
                   .plasticity = rule,
                   .post_lag = post_lag});
  builder.connect(cells, cells, PairwiseBernoulli{.p = 0.1},
                  {.weight = constant(-0.9), .delay = {.law = UniformValue{0.8, 4.0}}});
  const Network network = builder.build(64);
  Simulation simulation(network, {.seed = 4, .threads = 2});
  SpikeLog log(simulation);
  simulation.run(Time{1500});
  return {log.all(), {simulation.weights(0), simulation.weights(1)}};
}

/// `Pair`: the form in which StdpPair computes with these exponents.
template <class Pair>
void expect_lazy_bits(double mu_plus, double mu_minus, double post_lag) {
  const StdpPair::Parameters p{.tau_plus = 12.0,
                               .learning_rate = 0.1,
                               .alpha = 1.1,
                               .w_max = 3.0,
                               .mu_plus = mu_plus,
                               .mu_minus = mu_minus};
  const Outcome lazy = outcome<StdpPair>(p, post_lag);
  EXPECT_TRUE((outcome<AsSynapseRule<Pair>>({p}, post_lag) == lazy));
  EXPECT_GT(lazy.spikes[1].size(), 500u);
  EXPECT_NE(lazy.weights[1].weight[0], 0.3f);
}

TEST(RuleSynapses, LearnPairStdpBitForBitAsTheLazyOnes) {
  for (const double post_lag : {0.0, 0.1, 3.7}) {
    expect_lazy_bits<StdpPair::Linear>(1.0, 1.0, post_lag);
    expect_lazy_bits<StdpPair::Linear>(0.0, 1.0, post_lag);
    expect_lazy_bits<StdpPair>(0.4, 0.7, post_lag);
  }
}

TEST(RuleSynapses, CountTheirWayBackAsMemory) {
  NetworkBuilder builder(Resolution(0.1));
  const auto source = builder.add("source", 1000, std::make_unique<SpikeList>());
  const auto target = builder.add<Lif>("target", 1000);
  builder.connect(
      source, target, AllToAll{},
      {.weight = constant(0.1),
       .delay = constant(1.0),
       .plasticity = builder.add_plasticity<AsSynapseRule<StdpPair>>({{.w_max = 1.0}})});
  const Network network = builder.build();
  // 2 bytes of target, 4 of weight, 8 of the way back.
  EXPECT_NEAR(static_cast<double>(Simulation(network).synapse_bytes()), 14e6, 0.1e6);
}

}  // namespace
}  // namespace meniscus
