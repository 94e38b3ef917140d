// What the invariance of every rule (invariance_test.cpp) rests on, and their runtime scalars.

#include <gtest/gtest.h>

#include "sim/engine/simulation.hpp"
#include "tests/invariance/rule_networks.hpp"
#include "tests/support/spike_log.hpp"

namespace meniscus {
namespace {

constexpr std::int64_t duration = 1100;  // [ticks]

struct Learned {
  std::vector<std::vector<Spike>> spikes;
  WeightTable weights;  ///< of the recurrent synapses, where they learn
};

Learned learned(const Network& network) {
  Simulation simulation(network, {.seed = 4});
  const SpikeLog log(simulation);
  simulation.run(Time{duration});
  const bool learns = network.projections[1].learning.has_value();
  return {log.all(), learns ? simulation.weights(1) : WeightTable{}};
}

TEST(Rules, AreAllAtWorkWhereInvarianceIsTested) {
  const auto fixed = learned(rule_network("", 64)).spikes;
  for (const std::string& rule : all_rules()) {
    const Network network = rule_network(rule, 64);
    const Learned result = learned(network);
    const bool weights = result.weights.weight != Simulation(network).weights(1).weight;
    EXPECT_TRUE(weights || result.spikes != fixed) << rule;
  }
}

/// Sets all runtime scalars of the recurrent synapses to other values; whether there are any.
bool set_scalars(Simulation& simulation) {
  const auto scalars = simulation.network().plasticities[0]->scalars(unit::mV);
  for (std::size_t i = 0; i < scalars.size(); ++i) {
    simulation.set_scalar(1, i, 3.0 * scalars[i].default_value + 0.01);
  }
  return !scalars.empty();
}

std::vector<float> weights_at_end(Simulation& simulation) {
  simulation.run(Time{duration} - simulation.now());
  return simulation.weights(1).weight;
}

TEST(Rules, KeepRuntimeScalarsInASavedState) {
  for (const std::string& rule : all_rules()) {
    const Network network = rule_network(rule, 64);
    Simulation whole(network, {.seed = 4, .threads = 2});
    whole.run(Time{300});
    const bool has_scalars = set_scalars(whole);
    whole.run(Time{200});
    StateArchive saved;
    whole.state(saved);
    Simulation resumed(network, {.seed = 4});
    StateArchive archive(saved.bytes());
    resumed.state(archive);
    const auto weights = weights_at_end(whole);
    EXPECT_EQ(weights, weights_at_end(resumed)) << rule;
    Simulation unset(network, {.seed = 4});
    EXPECT_EQ(has_scalars, weights != weights_at_end(unset)) << rule;
  }
}

}  // namespace
}  // namespace meniscus
