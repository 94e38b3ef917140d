#include "models/sources/currents.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "models/neurons/lif.hpp"
#include "models/sources/alternating_current.hpp"
#include "models/sources/noise_current.hpp"
#include "sim/core/error.hpp"
#include "tests/models/single_neuron.hpp"

namespace meniscus {
namespace {

const Resolution resolution(0.1);

/// The potential of a default Lif at rest after 100 pA for `on` ticks and nothing for `off` ticks.
double charged(std::int64_t on, std::int64_t off) {
  const double at_end = 10.0 * -std::expm1(-static_cast<double>(on) * 0.1 / 20.0);
  return at_end * std::exp(-static_cast<double>(off) * 0.1 / 20.0);
}

class Current : public testing::TestWithParam<DriverChoice> {
 protected:
  template <class Input>
  SingleNeuron<Lif> neuron_with(const typename Input::Parameters& parameters) {
    return SingleNeuron<Lif>(
        {}, resolution,
        {.current = std::make_unique<Input>(parameters, resolution), .driver = GetParam()});
  }
};

INSTANTIATE_TEST_SUITE_P(Drivers, Current,
                         testing::Values(DriverChoice::clock, DriverChoice::event),
                         [](const auto& test) {
                           return test.param == DriverChoice::event ? "Event" : "Clock";
                         });

TEST_P(Current, FlowsFromStartToStopAndNoTickLonger) {
  auto neuron = neuron_with<ConstantCurrent>({.amplitude = 100.0, .start = 2.0, .stop = 5.0});
  neuron.run_to(20);
  EXPECT_EQ(neuron.value(), 0.0);
  for (const std::int64_t t : {21, 35, 49, 50}) {
    neuron.run_to(t);
    EXPECT_NEAR(neuron.value(), charged(t - 20, 0), 1e-13);
  }
  for (const std::int64_t t : {51, 52, 120}) {
    neuron.run_to(t);
    EXPECT_NEAR(neuron.value(), charged(30, t - 50), 1e-13);
  }
}

TEST_P(Current, WithoutATimeFlowsFromTheFirstTickOnForEver) {
  auto neuron = neuron_with<ConstantCurrent>({.amplitude = 100.0});
  for (const std::int64_t t : {1, 2, 1000}) {
    neuron.run_to(t);
    EXPECT_NEAR(neuron.value(), charged(t, 0), 1e-13);
  }
}

TEST_P(Current, OfStepsJumpsAtTheGivenTimes) {
  auto neuron =
      neuron_with<StepCurrent>({.times = {0.0, 3.0, 6.0}, .amplitudes = {100.0, 0.0, -100.0}});
  neuron.run_to(30);
  EXPECT_NEAR(neuron.value(), charged(30, 0), 1e-13);
  neuron.run_to(60);
  EXPECT_NEAR(neuron.value(), charged(30, 30), 1e-13);
  neuron.run_to(61);
  EXPECT_NEAR(neuron.value(), charged(30, 31) - charged(1, 0), 1e-13);
  neuron.run_to(200);
  EXPECT_NEAR(neuron.value(), charged(30, 170) - charged(140, 0), 1e-13);
}

TEST_P(Current, LetsTheNeuronSpikeAtTheFirstTickAtOrAfterTheExactCrossing) {
  // r_m i = 40 mV from 10 ms on; 20 mV after tau_m ln 2 = 13.863 ms. Off again before the second
  // spike.
  auto neuron = neuron_with<ConstantCurrent>({.amplitude = 400.0, .start = 10.0, .stop = 38.0});
  neuron.run_ms(100.0);
  EXPECT_EQ(neuron.spikes(), std::vector<std::int64_t>{100 + 139});
}

TEST_P(Current, SumsWithOthersAndReachesOnlyTheNeuronsNamed) {
  NetworkBuilder builder(resolution);
  const auto cells = builder.add<Lif>("cells", 20, {}, GetParam());
  builder.inject(cells,
                 std::make_unique<ConstantCurrent>(ConstantCurrent::Parameters{60.0}, resolution));
  builder.inject(
      cells, std::make_unique<ConstantCurrent>(ConstantCurrent::Parameters{40.0, 1.0}, resolution),
      {3, 17});
  const Network network = builder.build(8);
  Simulation simulation(network);
  simulation.run(Time{50});
  EXPECT_NEAR(simulation.value(cells, 0, 2), 0.6 * charged(50, 0), 1e-13);
  EXPECT_NEAR(simulation.value(cells, 0, 3), 0.6 * charged(50, 0) + 0.4 * charged(40, 0), 1e-13);
  EXPECT_NEAR(simulation.value(cells, 0, 17), 0.6 * charged(50, 0) + 0.4 * charged(40, 0), 1e-13);
}

TEST_P(Current, OfASineChargesAsTheClosedFormSays) {
  // tau dv/dt = -v + R (c + A sin(wt + p)) from rest:
  //   v = R c (1 - e) + R A / (1 + w^2 tau^2) (sin(wt + p) - w tau cos(wt + p) - e (sin p - w tau
  //   cos p)),   e = exp(-t/tau)
  const double omega = 2.0 * std::numbers::pi * 0.02, x = omega * 20.0;
  const double phase = std::numbers::pi / 3.0;
  auto neuron = neuron_with<AlternatingCurrent>(
      {.amplitude = 150.0, .frequency = 0.02, .phase = 60.0, .offset = 40.0});
  for (const std::int64_t t : {1, 37, 250, 1000, 2500}) {
    neuron.run_to(t);
    const double s = static_cast<double>(t) * 0.1, decay = std::exp(-s / 20.0);
    const auto wave = [&](double angle) { return std::sin(angle) - x * std::cos(angle); };
    const double exact = 4.0 * (1.0 - decay) +
                         15.0 / (1.0 + x * x) * (wave(omega * s + phase) - decay * wave(phase));
    // What a current that is constant over a tick h loses: (w h)^2/24 of the amplitude by its
    // mean, and h^2/12 (w/tau) of it within the last tick.
    EXPECT_NEAR(neuron.value(), exact, 15.0 * 0.01 * (omega * omega + omega / 20.0) / 12.0);
  }
}

TEST_P(Current, OfASineCarriesItsExactCharge) {
  // Over a whole period nothing is left of it; the sum of its values tells.
  const AlternatingCurrent current({.amplitude = 100.0, .frequency = 0.03, .phase = 20.0},
                                   resolution);
  const double omega = 2.0 * std::numbers::pi * 0.03, phase = std::numbers::pi / 9.0;
  double charge = 0.0;
  for (std::int64_t t = 0; t < 123; ++t) charge += current.value({}, Time{t}, 0) * 0.1;
  EXPECT_NEAR(charge, 100.0 / omega * (std::cos(phase) - std::cos(omega * 12.3 + phase)), 1e-10);
}

TEST_P(Current, OfASineFlowsFromStartToStopOnly) {
  auto neuron = neuron_with<AlternatingCurrent>(
      {.amplitude = 0.0, .offset = 100.0, .start = 2.0, .stop = 5.0});
  neuron.run_to(20);
  EXPECT_EQ(neuron.value(), 0.0);
  neuron.run_to(50);
  EXPECT_NEAR(neuron.value(), charged(30, 0), 1e-13);
  neuron.run_to(120);
  EXPECT_NEAR(neuron.value(), charged(30, 70), 1e-13);
}

/// Potentials of `size` neurons in noise, at the end of `looks` intervals 100 ms apart.
std::vector<std::vector<double>> noisy(const NoiseCurrent::Parameters& noise, std::uint32_t size,
                                       int looks, DriverChoice driver) {
  NetworkBuilder builder(resolution);
  const auto cells = builder.add<Lif>("cells", size, {.v_th = 1000.0}, driver);
  builder.inject(cells, std::make_unique<NoiseCurrent>(noise, resolution));
  const Network network = builder.build();
  Simulation simulation(network, {.seed = 8});
  simulation.run_ms(100.0);
  std::vector<std::vector<double>> potentials;
  for (int look = 0; look < looks; ++look) {
    simulation.run_ms(100.0);
    potentials.emplace_back();
    for (std::uint32_t i = 0; i < size; ++i) {
      potentials.back().push_back(simulation.value(cells, 0, i));
    }
  }
  return potentials;
}

TEST_P(Current, OfNoiseGivesTheVarianceOfAnAutoregressiveProcess) {
  // v' = a v + (1 - a) R i with a = exp(-interval/tau): variance (R sd)^2 (1 - a)/(1 + a).
  const auto potentials = noisy({.mean = 50.0, .sd = 500.0, .interval = 2.0}, 500, 20, GetParam());
  const double a = std::exp(-0.1);
  const double variance = 50.0 * 50.0 * (1.0 - a) / (1.0 + a);
  double sum = 0.0, squares = 0.0, product = 0.0, neighbour = 0.0;
  for (std::size_t look = 0; look < potentials.size(); ++look) {
    for (std::size_t i = 0; i < potentials[look].size(); ++i) {
      const double off = potentials[look][i] - 5.0;
      sum += off, squares += off * off;
      if (look > 0) product += off * (potentials[look - 1][i] - 5.0);
      if (i > 0) neighbour += off * (potentials[look][i - 1] - 5.0);
    }
  }
  const double n = 500 * 20;
  EXPECT_NEAR(sum / n, 0.0, 4.0 * std::sqrt(variance / n));
  EXPECT_NEAR(squares / n, variance, 4.0 * variance * std::sqrt(2.0 / n));
  // Nothing is left after five time constants (0.7 %), and neurons are independent.
  EXPECT_NEAR(product / n, 0.0, (0.007 + 4.0 / std::sqrt(n)) * variance);
  EXPECT_NEAR(neighbour / n, 0.0, 4.0 / std::sqrt(n) * variance);
}

TEST_P(Current, OfNoiseIsConstantOverItsIntervalAndZeroOutside) {
  const NoiseCurrent current({.mean = 10.0, .sd = 5.0, .interval = 0.5, .start = 1.0, .stop = 2.2},
                             resolution);
  const StreamKey key{.seed = 4};
  std::vector<double> values;
  for (std::int64_t t = 0; t < 30; ++t) values.push_back(current.value(key, Time{t}, 7));
  for (std::size_t t = 0; t < 30; ++t) {
    if (t < 10 || t >= 22) {
      EXPECT_EQ(values[t], 0.0);
    } else if (t % 5 == 0) {
      EXPECT_NE(values[t], values[t - 1]);
    } else {
      EXPECT_EQ(values[t], values[t - 1]);
    }
  }
  std::vector<std::int64_t> changes;
  for (auto next = current.next_change(Time{0}); next; next = current.next_change(*next + Time{1}))
    changes.push_back(next->ticks);
  EXPECT_EQ(changes, (std::vector<std::int64_t>{10, 15, 20, 22}));
}

TEST(NoiseCurrent, RefusesIntervalsBelowATick) {
  EXPECT_THROW(NoiseCurrent({.sd = 1.0, .interval = 0.04}, resolution), ConfigError);
}

TEST(NoiseCurrent, KeepsAnAutomaticPopulationOnTheClock) {
  // Without inputs, lif would be event-driven; a current that changes all the time makes that dear.
  NetworkBuilder builder(resolution);
  const auto quiet = builder.add<Lif>("quiet", 20);
  const auto noisy = builder.add<Lif>("noisy", 20, {.v_th = 1000.0});
  builder.inject(noisy, std::make_unique<NoiseCurrent>(
                            NoiseCurrent::Parameters{.sd = 10.0, .interval = 0.1}, resolution));
  const Network network = builder.build();
  Simulation simulation(network);
  simulation.run(Time{512});
  EXPECT_EQ(simulation.driver(quiet), Driver::event);
  EXPECT_EQ(simulation.driver(noisy), Driver::clock);
}

}  // namespace
}  // namespace meniscus
