#include "models/sources/currents.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/neurons/lif.hpp"
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

}  // namespace
}  // namespace meniscus
