#include "models/neurons/lif.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "models/sources/currents.hpp"
#include "sim/core/random.hpp"
#include "tests/models/single_neuron.hpp"

namespace meniscus {
namespace {

using Neuron = SingleNeuron<Lif>;

/// r_m i_e [mV] as a current for the default r_m.
double current_for(double drive) { return drive / Lif::Parameters{}.r_m; }

std::string name_of(DriverChoice driver) {
  return driver == DriverChoice::event ? "Event" : "Clock";
}

/// Constant drive r_m i_e and the exact interval between spikes, t_ref + tau ln((RI - V_r)/(RI -
/// V_th)), for tau 20 ms, V_r 0, V_th 15 mV, t_ref 2 ms.
struct Interval {
  double drive;  ///< [mV]
  double exact;  ///< [ms]
};

using IntervalCase = std::tuple<Interval, double, DriverChoice>;  ///< drive, tick [ms], driver

std::string name_of_case(const testing::TestParamInfo<IntervalCase>& test) {
  const auto& [interval, tick, driver] = test.param;
  return name_of(driver) + "Drive" + std::to_string(std::lround(interval.drive)) + "mVTick" +
         std::to_string(std::lround(tick * 1e3)) + "us";
}

class LifInterval : public testing::TestWithParam<IntervalCase> {};

TEST_P(LifInterval, IsTheExactOneRoundedUpToTheGrid) {
  const auto& [interval, tick, driver] = GetParam();
  Neuron neuron({.v_th = 15.0, .i_e = current_for(interval.drive)}, Resolution(tick),
                {.driver = driver});
  neuron.run_ms(600.0);
  const auto spikes = neuron.spikes();
  ASSERT_GT(spikes.size(), 5u);
  for (std::size_t k = 1; k < spikes.size(); ++k) {
    const double isi = static_cast<double>(spikes[k] - spikes[k - 1]) * tick;
    EXPECT_GE(isi, interval.exact - 1e-6);  // the numbers have six digits after the point
    EXPECT_LT(isi, interval.exact + tick);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Lif, LifInterval,
    testing::Combine(testing::Values(Interval{16.0, 57.451774}, Interval{20.0, 29.725887},
                                     Interval{30.0, 15.862944}, Interval{60.0, 7.753641}),
                     testing::Values(1.0, 0.1, 0.03125),
                     testing::Values(DriverChoice::clock, DriverChoice::event)),
    name_of_case);

class LifDriver : public testing::TestWithParam<DriverChoice> {};

INSTANTIATE_TEST_SUITE_P(Lif, LifDriver, testing::Values(DriverChoice::clock, DriverChoice::event),
                         [](const auto& test) { return name_of(test.param); });

TEST_P(LifDriver, SpikesAtTheFirstTickAtOrAfterTheExactCrossing) {
  RandomStream random({.seed = 5}, 0);
  for (int k = 0; k < 300; ++k) {
    const double drive = 15.0 + 40.0 * std::pow(random.uniform_positive(), 3);
    const double crossing = 20.0 * std::log(drive / (drive - 15.0)) / 0.1;  // [ticks]
    Neuron neuron({.v_th = 15.0, .i_e = current_for(drive)}, Resolution(0.1),
                  {.driver = GetParam()});
    const auto expected = static_cast<std::int64_t>(std::ceil(crossing));
    neuron.run_to(expected);
    EXPECT_EQ(neuron.spikes(), std::vector{expected}) << "drive " << drive << " mV";
  }
}

TEST_P(LifDriver, ForgetsAnInputExponentially) {
  Neuron neuron({.tau_m = 10.0, .e_l = -65.0, .v_th = -50.0, .v_reset = -65.0}, Resolution(0.1),
                {.inputs = {{20, 4.0}, {70, -3.0}}, .driver = GetParam()});
  for (std::int64_t t = 1; t <= 400; t += 3) {
    neuron.run_to(t);
    double v = -65.0;
    if (t >= 20) v += 4.0 * std::exp(-static_cast<double>(t - 20) * 0.1 / 10.0);
    if (t >= 70) v -= 3.0 * std::exp(-static_cast<double>(t - 70) * 0.1 / 10.0);
    EXPECT_NEAR(neuron.value(), v, 1e-12);
  }
}

TEST_P(LifDriver, RespondsTheSameAtAnyStep) {
  for (int power = 0; power >= -10; --power) {
    const double tick = std::exp2(power);
    const auto arrival = static_cast<std::int64_t>(8.0 / tick);
    Neuron neuron({.i_e = 30.0}, Resolution(tick),
                  {.inputs = {{arrival, 5.0}}, .driver = GetParam()});
    neuron.run_ms(13.0);
    const double exact = 3.0 * (1.0 - std::exp(-13.0 / 20.0)) + 5.0 * std::exp(-5.0 / 20.0);
    EXPECT_NEAR(neuron.value(), exact, 1e-12) << "tick " << tick << " ms";
  }
}

TEST_P(LifDriver, LosesInputsOfTheRefractoryTicksAndTakesThoseOfTheFirstFreeOne) {
  // A spike at tick 10; t_ref 0.3 ms: 11, 12 and 13 are lost, 14 is free.
  const Lif::Parameters cell{.v_th = 10.0, .v_reset = 2.0, .t_ref = 0.3};
  Neuron neuron(cell, Resolution(0.1),
                {.inputs = {{10, 10.0}, {11, 50.0}, {12, -50.0}, {13, 50.0}, {14, 1.0}},
                 .driver = GetParam()});
  for (std::int64_t t = 10; t <= 13; ++t) {
    neuron.run_to(t);
    EXPECT_EQ(neuron.value(), 2.0);
  }
  neuron.run_to(14);
  EXPECT_NEAR(neuron.value(), 2.0 * std::exp(-0.1 / 20.0) + 1.0, 1e-15);
  EXPECT_EQ(neuron.spikes(), std::vector<std::int64_t>{10});
}

TEST_P(LifDriver, FiresInTheFirstFreeTickAndWithoutRefractorinessInEvery) {
  std::vector<InputSpike> inputs;
  for (std::int64_t t = 2; t <= 12; ++t) inputs.push_back({t, 30.0});
  Neuron slow({.t_ref = 0.3}, Resolution(0.1), {.inputs = inputs, .driver = GetParam()});
  slow.run_to(12);
  EXPECT_EQ(slow.spikes(), (std::vector<std::int64_t>{2, 6, 10}));
  Neuron fast({.t_ref = 0.0}, Resolution(0.1), {.inputs = inputs, .driver = GetParam()});
  fast.run_to(12);
  EXPECT_EQ(fast.spikes(), (std::vector<std::int64_t>{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
}

TEST_P(LifDriver, SumsTheInputsOfATickBeforeTheThreshold) {
  Neuron neuron({.v_th = 10.0}, Resolution(0.1),
                {.inputs = {{5, 30.0}, {5, -25.0}}, .driver = GetParam()});
  neuron.run_to(5);
  EXPECT_TRUE(neuron.spikes().empty());
  EXPECT_EQ(neuron.value(), 5.0);
}

TEST_P(LifDriver, FiresWhereThePotentialEqualsTheThreshold) {
  Neuron neuron({.v_th = 10.0}, Resolution(0.1), {.inputs = {{5, 10.0}}, .driver = GetParam()});
  neuron.run_to(5);
  EXPECT_EQ(neuron.spikes(), std::vector<std::int64_t>{5});
}

TEST_P(LifDriver, NeverFiresWhereTheDriveOnlyApproachesTheThreshold) {
  Neuron neuron({.v_th = 10.0, .i_e = current_for(10.0) * (1.0 - 1e-12)}, Resolution(0.1),
                {.driver = GetParam()});
  neuron.run_ms(2000.0);
  EXPECT_TRUE(neuron.spikes().empty());
}

/// NIR's example of one LIF neuron (Pedersen et al. 2024, doi:10.1038/s41467-024-52259-9): tau
/// 2.5 ms, r 1, threshold 0.1, steps of 0.1 ms. Row k of its table is the step from k to k + 1
/// ticks, so a current of row k flows from tick k on and a spike of row k stands at tick k + 1.
TEST_P(LifDriver, SpikesInTheRowsOfNirsExample) {
  const std::vector<int> input_rows{60,  220, 270, 310, 320, 350, 370, 400, 410, 430, 440, 450,
                                    460, 470, 480, 490, 500, 510, 520, 530, 670, 680, 690, 700,
                                    710, 720, 730, 740, 750, 760, 770, 780, 840, 850};
  const Resolution resolution(0.1);
  StepCurrent::Parameters current;
  for (const int row : input_rows) {
    for (const auto& [tick, amplitude] : {std::pair{row, 1.0}, std::pair{row + 1, 0.0}}) {
      current.times.push_back(resolution.ms(Time{tick}));
      current.amplitudes.push_back(amplitude);
    }
  }
  Neuron neuron(
      {.tau_m = 2.5, .v_th = 0.1, .t_ref = 0.0, .r_m = 1.0}, resolution,
      {.current = std::make_unique<StepCurrent>(current, resolution), .driver = GetParam()});
  neuron.run_to(1000);
  EXPECT_EQ(neuron.spikes(), (std::vector<std::int64_t>{461, 511, 711, 761}));
}

}  // namespace
}  // namespace meniscus
