#include "models/neurons/lif_nalsm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/core/random.hpp"
#include "tests/models/single_neuron.hpp"

namespace meniscus {
namespace {

using Neuron = SingleNeuron<LifNalsm>;

constexpr std::uint32_t inputs = 20;
constexpr std::uint32_t liquid = 60;
constexpr std::int64_t steps = 400;

/// A random liquid: dense weights [source][target] with sources 0 … inputs-1 the inputs and the
/// liquid after them, 0 where there is no synapse, and the spikes of the inputs.
struct Liquid {
  std::vector<std::vector<double>> weight;
  std::vector<Spike> input;
};

Liquid random_liquid() {
  RandomStream random({.seed = 11}, 0);
  Liquid made{std::vector(inputs + liquid, std::vector<double>(liquid, 0.0)), {}};
  for (std::uint32_t j = 0; j < inputs + liquid; ++j) {
    const bool inhibitory = j >= inputs + 48;
    for (std::uint32_t i = 0; i < liquid; ++i) {
      if (random.uniform() >= (j < inputs ? 0.3 : 0.15) || j == inputs + i) continue;
      const bool negative = j < inputs ? random.uniform() < 0.3 : inhibitory;
      made.weight[j][i] = negative ? -3.0 : 3.0;
    }
  }
  for (std::int64_t t = 1; t < steps; ++t) {
    for (std::uint32_t j = 0; j < inputs; ++j) {
      if (random.uniform() < 0.08) made.input.push_back({Time{t}, j});
    }
  }
  return made;
}

/// The published step in its published order, with an age per synapse, literally: spike test,
/// reset, ages to 0, leak and synapses, ages, refractory counters.
std::vector<Spike> literal_spikes(const Liquid& net) {
  std::vector<std::vector<double>> age(inputs + liquid, std::vector<double>(liquid, 20.0));
  std::vector<double> v(liquid, 0.0);
  std::vector<int> refractory(liquid, 0);
  std::vector<Spike> result;
  for (std::int64_t t = 0; t < steps; ++t) {
    std::vector<bool> spike(inputs + liquid, false);
    for (const Spike& s : net.input) {
      if (s.time.ticks == t) spike[s.neuron] = true;
    }
    for (std::uint32_t i = 0; i < liquid; ++i) {
      if (v[i] < 20.0 || refractory[i] > 0) continue;
      spike[inputs + i] = true;
      v[i] = 0.0;
      result.push_back({Time{t}, i});
    }
    for (std::uint32_t i = 0; i < liquid; ++i) {
      double sum = 0.0;
      for (std::uint32_t j = 0; j < inputs + liquid; ++j) {
        if (spike[j]) age[j][i] = 0.0;
        sum += net.weight[j][i] * std::exp(-age[j][i]);
        age[j][i] = std::min(age[j][i] + 1.0, 100.0);
      }
      v[i] += -v[i] / 64.0 + sum;
      refractory[i] = spike[inputs + i] ? 2 : refractory[i] - 1;
    }
  }
  return result;
}

Synapses sparse(const Liquid& net, std::uint32_t first, std::uint32_t count) {
  Synapses synapses;
  synapses.delays = {1};
  for (std::uint32_t j = first; j < first + count; ++j) {
    for (std::uint32_t i = 0; i < liquid; ++i) {
      if (net.weight[j][i] == 0.0) continue;
      synapses.edges.target.push_back(i);
      synapses.weight.push_back(static_cast<float>(net.weight[j][i]));
    }
    synapses.edges.row_begin.push_back(synapses.edges.target.size());
  }
  return synapses;
}

TEST(LifNalsm, GivesTheSpikesOfTheLiteralDenseSimulation) {
  // Rounding differs (an age per synapse against a sum that decays), as does the 2e-9 that ages
  // starting at 20 still carry: both far too small to move one of these spikes.
  const Liquid net = random_liquid();
  NetworkBuilder builder(Resolution(1.0));
  const auto list =
      builder.add("input", inputs, std::make_unique<SpikeList>(SpikeTable(net.input)));
  const auto neurons = builder.add<LifNalsm>("liquid", liquid);
  builder.connect(list, neurons, sparse(net, 0, inputs), 0);
  builder.connect(neurons, neurons, sparse(net, inputs, liquid), 0);
  const Network network = builder.build();
  Simulation simulation(network);
  SpikeLog log(simulation);
  simulation.run(Time{steps - 1});
  EXPECT_GT(log.of(neurons).size(), 500u);
  EXPECT_EQ(log.of(neurons), literal_spikes(net));
}

TEST(LifNalsm, IntegratesWithAnEulerLeak) {
  Neuron neuron({}, Resolution(1.0), {.inputs = {{5, 3.0}}});
  neuron.run_to(5);
  EXPECT_EQ(neuron.value(), 3.0);
  neuron.run_to(6);
  EXPECT_DOUBLE_EQ(neuron.value(), 3.0 - 3.0 / 64.0 + 3.0 * std::exp(-1.0));
}

TEST(LifNalsm, HasIntervalsOfThreeMillisecondsAtLeast) {
  std::vector<InputSpike> all;
  for (std::int64_t t = 2; t <= 12; ++t) all.push_back({t, 100.0});
  Neuron neuron({}, Resolution(1.0), {.inputs = all});
  neuron.run_to(12);
  EXPECT_EQ(neuron.spikes(), (std::vector<std::int64_t>{2, 5, 8, 11}));
}

TEST(LifNalsm, IntegratesWhileItMayNotSpike) {
  // Fires at 2; what comes at 3 is kept and lets it fire at the first free tick, 5.
  Neuron neuron({}, Resolution(1.0), {.inputs = {{2, 25.0}, {3, 40.0}}});
  neuron.run_to(4);
  EXPECT_GT(neuron.value(), 20.0);
  neuron.run_to(10);
  EXPECT_EQ(neuron.spikes(), (std::vector<std::int64_t>{2, 5}));
}

TEST(LifNalsm, LetsASpikeReplaceTheCurrentOfItsSourcesLastOne) {
  NetworkBuilder builder(Resolution(1.0));
  const std::vector<Spike> twice{{Time{1}, 0}, {Time{2}, 0}};
  const auto list = builder.add("list", 1, std::make_unique<SpikeList>(SpikeTable(twice)));
  const auto neuron = builder.add<LifNalsm>("neuron", 1);
  builder.connect(list, neuron, OneToOne{}, {.weight = constant(2.0), .delay = constant(1.0)});
  const Network network = builder.build();
  Simulation simulation(network);
  simulation.run(Time{3});
  constexpr std::size_t current = 1;
  EXPECT_DOUBLE_EQ(simulation.value(neuron, current, 0), 2.0);
  simulation.run(Time{1});
  EXPECT_DOUBLE_EQ(simulation.value(neuron, current, 0), 2.0 * std::exp(-1.0));
}

TEST(LifNalsm, AddsTheCurrentsOfDifferentSources) {
  Neuron neuron({}, Resolution(1.0), {.inputs = {{2, 2.0}, {3, 2.0}}});
  neuron.run_to(3);
  EXPECT_DOUBLE_EQ(neuron.value(1), 2.0 * std::exp(-1.0) + 2.0);
}

}  // namespace
}  // namespace meniscus
