#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "models/sources/poisson_sinusoidal.hpp"
#include "models/sources/poisson_steps.hpp"
#include "sim/core/error.hpp"
#include "tests/models/source_runs.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

/// Spikes of all neurons per phase of a period of so many ticks.
std::vector<double> by_phase(const std::vector<Spike>& spikes, std::int64_t period) {
  std::vector<double> counts(static_cast<std::size_t>(period));
  for (const Spike& spike : spikes) {
    ++counts[static_cast<std::size_t>((spike.time.ticks - 1) % period)];
  }
  return counts;
}

/// What 60 + 50 sin(2 pi 25 Hz s + 30 degrees) per second makes of 2000 neurons and 25 periods of
/// 40 ms, in each 0.5 ms of a period: the integral of the rate.
std::vector<double> expected_by_phase() {
  const double omega = 2.0 * std::numbers::pi * 0.025, phase = std::numbers::pi / 6.0;
  const auto integral = [&](double s) {
    return 0.06 * s - 0.05 / omega * std::cos(omega * s + phase);
  };
  std::vector<double> expected;
  for (int k = 0; k < 80; ++k) {
    expected.push_back(2000 * 25 * (integral(0.5 * (k + 1)) - integral(0.5 * k)));
  }
  return expected;
}

TEST(PoissonSinusoidal, SpikesWithTheIntegralOfItsRate) {
  const auto spikes = spikes_of<PoissonSinusoidal>(
      {.rate = 0.06, .amplitude = 0.05, .frequency = 0.025, .phase = 30.0},
      {.size = 2000, .ticks = 2000, .tick = 0.5});
  std::vector<double> observed = by_phase(spikes, 80), expected = expected_by_phase();
  // The total is Poisson distributed itself; given it, the phases are multinomial.
  double total = 0.0, mean = 0.0;
  for (std::size_t k = 0; k < observed.size(); ++k) total += observed[k], mean += expected[k];
  EXPECT_GT(normal_p_value((total - mean) / std::sqrt(mean)), significance);
  for (double& count : expected) count *= total / mean;
  EXPECT_GT(chi_square_p_value(observed, expected), significance);
}

TEST(PoissonSinusoidal, CountsAreIndependentAndPoissonDistributedGivenTheRate) {
  // One count per neuron: 100 ms are 2.5 periods, the mean the rate's integral over them.
  const SourceRun run{.size = 20'000, .ticks = 200, .tick = 0.5};
  const auto spikes =
      spikes_of<PoissonSinusoidal>({.rate = 0.06, .amplitude = 0.05, .frequency = 0.025}, run);
  std::vector<std::uint64_t> counts(run.size);
  for (const Spike& spike : spikes) ++counts[spike.neuron];
  const double mean = 6.0 + 2.0 * 0.05 / (2.0 * std::numbers::pi * 0.025);
  EXPECT_GT(discrete_p_value(counts, [&](std::uint64_t k) { return poisson_probability(k, mean); }),
            significance);
}

TEST(PoissonSinusoidal, TakesRatesOfManySpikesPerTick) {
  // 40 per tick and more, where the law's table doesn't begin at 0.
  const SourceRun run{.size = 500, .ticks = 10, .tick = 1.0};
  const auto spikes =
      spikes_of<PoissonSinusoidal>({.rate = 100.0, .amplitude = 60.0, .frequency = 0.05}, run);
  // Tick 6 is the time (5 ms, 6 ms]: the quarter period in which the sine falls from its top.
  const double omega = 2.0 * std::numbers::pi * 0.05;
  const double mean = 100.0 + 60.0 / omega * (std::cos(omega * 5.0) - std::cos(omega * 6.0));
  std::vector<std::uint64_t> counts(run.size);
  for (const Spike& spike : spikes) counts[spike.neuron] += spike.time.ticks == 6;
  EXPECT_GT(discrete_p_value(counts, [&](std::uint64_t k) { return poisson_probability(k, mean); }),
            significance);
}

TEST(PoissonSinusoidal, RefusesNegativeAndEndlessRates) {
  const Resolution resolution(0.1);
  EXPECT_THROW(PoissonSinusoidal({.rate = 0.01, .amplitude = 0.02}, resolution), ConfigError);
  EXPECT_THROW(PoissonSinusoidal({.rate = 1e6}, resolution), ConfigError);
}

TEST(PoissonSteps, SpikesAtTheRateOfEachStepFromItsTickOn) {
  const SourceRun run{.size = 1000, .ticks = 3000};
  const auto spikes =
      spikes_of<PoissonSteps>({.times = {50.0, 100.0, 200.0}, .rates = {0.02, 0.0, 0.3}}, run);
  std::vector<double> observed(4);
  std::int64_t first = run.ticks, last_of_first_step = 0, first_of_last_step = run.ticks;
  for (const Spike& spike : spikes) {
    const std::int64_t t = spike.time.ticks;
    ++observed[t <= 500 ? 0 : t <= 1000 ? 1 : t <= 2000 ? 2 : 3];
    first = std::min(first, t);
    if (t <= 1500) last_of_first_step = std::max(last_of_first_step, t);
    if (t > 1500) first_of_last_step = std::min(first_of_last_step, t);
  }
  EXPECT_EQ(observed[0], 0.0);
  EXPECT_EQ(observed[2], 0.0);
  // 1000 neurons x 50 ms x 20 Hz, and x 100 ms x 300 Hz; four standard deviations.
  EXPECT_NEAR(observed[1], 1000.0, 4.0 * std::sqrt(1000.0));
  EXPECT_NEAR(observed[3], 30'000.0, 4.0 * std::sqrt(30'000.0));
  // 2 and 30 spikes are expected in the first and last tick of a step.
  EXPECT_GT(first, 500);
  EXPECT_LE(last_of_first_step, 1000);
  EXPECT_EQ(first_of_last_step, 2001);
}

TEST(PoissonSteps, OfOneStepAtTheBeginningIsPoisson) {
  const SourceRun run{.size = 20'000, .ticks = 1000};
  const auto spikes = spikes_of<PoissonSteps>({.times = {0.0}, .rates = {0.05}}, run);
  std::vector<std::uint64_t> counts(run.size);
  for (const Spike& spike : spikes) ++counts[spike.neuron];
  EXPECT_GT(discrete_p_value(counts, [](std::uint64_t k) { return poisson_probability(k, 5.0); }),
            significance);
}

TEST(PoissonSteps, RefusesListsThatDontFit) {
  const Resolution resolution(0.1);
  EXPECT_THROW(PoissonSteps({.times = {1.0, 2.0}, .rates = {0.1}}, resolution), ConfigError);
  EXPECT_THROW(PoissonSteps({.times = {2.0, 1.0}, .rates = {0.1, 0.2}}, resolution), ConfigError);
  EXPECT_THROW(PoissonSteps({.times = {1.0}, .rates = {1e6}}, resolution), ConfigError);
}

}  // namespace
}  // namespace meniscus
