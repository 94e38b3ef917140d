#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/sources/gamma.hpp"
#include "models/sources/pulse_packets.hpp"
#include "models/sources/regular.hpp"
#include "sim/core/error.hpp"
#include "tests/models/source_runs.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

TEST(Regular, SpikesAtTheNearestTickOfEveryMultipleOfTheInterval) {
  // 3.14159 ms from 0.7 ms on: no rounding error adds up.
  const auto train = trains(
      spikes_of<Regular>({.interval = {3.14159}, .first = {0.7}}, {.size = 1, .ticks = 100'000}),
      1)[0];
  ASSERT_EQ(train.size(), 3183u);
  for (std::size_t n = 0; n < train.size(); ++n) {
    ASSERT_EQ(train[n], std::lround((0.7 + 3.14159 * static_cast<double>(n)) * 10.0));
  }
}

TEST(Regular, HasIntervalsOfWholeTicksExactly) {
  const auto train = trains(
      spikes_of<Regular>({.interval = {2.3}, .first = {0.0}}, {.size = 1, .ticks = 10'000}), 1)[0];
  ASSERT_EQ(train.size(), 10'000u / 23u);  // a run begins after time 0
  for (std::size_t n = 0; n < train.size(); ++n) {
    ASSERT_EQ(train[n], 23 * static_cast<std::int64_t>(n + 1));
  }
}

TEST(Regular, TakesAnIntervalAndAFirstSpikePerNeuron) {
  const auto all = trains(spikes_of<Regular>({.interval = {1.0, 50.0}, .first = {0.5, 20.0}},
                                             {.size = 2, .ticks = 1000}),
                          2);
  EXPECT_EQ(all[0].size(), 100u);
  EXPECT_EQ(all[0].front(), 5);
  EXPECT_EQ(all[1], (std::vector<std::int64_t>{200, 700}));
}

TEST(Regular, SpikesSeveralTimesATickWhereIntervalsAreShorter) {
  const auto train = trains(
      spikes_of<Regular>({.interval = {0.025}, .first = {0.1}}, {.size = 1, .ticks = 100}), 1)[0];
  for (std::int64_t t = 2; t < 100; ++t) ASSERT_EQ(std::ranges::count(train, t), 4) << t;
}

TEST(Regular, DrawsItsFirstSpikeUniformlyFromOneInterval) {
  std::vector<double> firsts;
  for (const auto& train :
       trains(spikes_of<Regular>({.interval = {40.0}}, {.size = 5000, .ticks = 400}), 5000)) {
    ASSERT_EQ(train.size(), 1u);
    firsts.push_back(static_cast<double>(train.front()));
  }
  std::vector<double> observed(40);
  for (const double first : firsts) ++observed[static_cast<std::size_t>((first - 1) / 10)];
  EXPECT_GT(chi_square_p_value(observed, std::vector<double>(40, 5000.0 / 40)), significance);
}

/// Intervals of gamma trains of 50 Hz at a tick of 0.01 ms, as multiples of their mean, without
/// the first ones. They are rounded by up to a two-thousandth of it.
std::vector<double> gamma_intervals(double shape) {
  std::vector<double> intervals;
  const auto all = trains(spikes_of<Gamma>({.rate = {0.05}, .shape = shape},
                                           {.size = 40, .ticks = 200'000, .tick = 0.01}),
                          40);
  for (const auto& train : all) {
    for (std::size_t n = 1; n < train.size(); ++n) {
      intervals.push_back(static_cast<double>(train[n] - train[n - 1]) / 2000.0);
    }
  }
  return intervals;
}

double gamma_cdf(double x, double shape) { return 1.0 - upper_gamma(shape, shape * x); }

class GammaShape : public testing::TestWithParam<double> {};
INSTANTIATE_TEST_SUITE_P(Shapes, GammaShape, testing::Values(1.0, 3.0, 20.0), [](const auto& test) {
  return std::to_string(static_cast<int>(test.param));
});

TEST_P(GammaShape, IsThatOfTheIntervals) {
  const double shape = GetParam();
  const auto intervals = gamma_intervals(shape);
  ASSERT_GT(intervals.size(), 3500u);
  EXPECT_GT(ks_p_value(intervals, [=](double x) { return gamma_cdf(std::max(x, 0.0), shape); }),
            significance);
}

TEST(Gamma, HasTheRateAndTheVariationOfItsLaw) {
  const double shape = 0.5;
  const auto intervals = gamma_intervals(shape);
  double mean = 0.0, square = 0.0;
  for (const double x : intervals) mean += x, square += x * x;
  const auto n = static_cast<double>(intervals.size());
  mean /= n;
  const double cv = std::sqrt(square / n - mean * mean) / mean;
  // Four standard errors; that of the CV from the law's fourth cumulant, 6/shape: some 2.3 %.
  EXPECT_NEAR(mean, 1.0, 4.0 / std::sqrt(shape * n) + 0.01);  // a window favours short intervals
  EXPECT_NEAR(cv, 1.0 / std::sqrt(shape), 0.1 * cv);
}

TEST(Gamma, IsInEquilibriumFromTheStart) {
  // The time to the first spike has the density 1 - F(x) in units of the mean, whose integral is
  // x (1 - F(x)) and that of u f(u), which is the gamma law of one shape more.
  const double shape = 4.0;
  std::vector<double> firsts;
  for (const auto& train : trains(spikes_of<Gamma>({.rate = {0.05}, .shape = shape},
                                                   {.size = 4000, .ticks = 12'000, .tick = 0.01}),
                                  4000)) {
    ASSERT_FALSE(train.empty());
    firsts.push_back(static_cast<double>(train.front()) / 2000.0);
  }
  const auto cdf = [=](double x) {
    return x * (1.0 - gamma_cdf(x, shape)) + (1.0 - upper_gamma(shape + 1.0, shape * x));
  };
  EXPECT_GT(ks_p_value(firsts, cdf), significance);
}

TEST(Gamma, TakesARatePerNeuronAndSpikesSeveralTimesATick) {
  const auto all = trains(
      spikes_of<Gamma>({.rate = {0.0, 50.0}, .shape = 2.0}, {.size = 2, .ticks = 20'000}), 2);
  EXPECT_TRUE(all[0].empty());
  // 100,000 spikes; a count's variance is mean/shape.
  EXPECT_NEAR(static_cast<double>(all[1].size()), 1e5, 4.0 * std::sqrt(1e5 / 2.0));
}

TEST(PulsePackets, AreNormalAroundTheirCentresAndComplete) {
  const SourceRun run{.size = 500, .ticks = 4000};
  const auto spikes =
      spikes_of<PulsePackets>({.times = {100.0, 300.0}, .spikes = 4, .sd = 10.0}, run);
  ASSERT_EQ(spikes.size(), 500u * 4u * 2u);
  std::vector<double> observed(2), z;
  for (const Spike& spike : spikes) {
    const bool second = spike.time.ticks > 2000;
    ++observed[second];
    z.push_back((static_cast<double>(spike.time.ticks) - (second ? 3000.0 : 1000.0)) / 100.0);
  }
  EXPECT_EQ(observed[0], observed[1]);
  // Ticks of a hundredth of a standard deviation: rounding moves the law by 0.002 at most, a
  // quarter of what the test sees; so spread them evenly over their tick.
  RandomStream random({.seed = 1}, 0);
  for (double& x : z) x += (random.uniform() - 0.5) / 100.0;
  EXPECT_GT(ks_p_value(z, normal_cdf), significance);
}

TEST(PulsePackets, WithoutSpreadAreVolleys) {
  const auto all = trains(
      spikes_of<PulsePackets>({.times = {5.0, 0.0}, .spikes = 3, .sd = 0.0}, {.size = 9}), 9);
  for (const auto& train : all) EXPECT_EQ(train, (std::vector<std::int64_t>{50, 50, 50}));
}

TEST(ScheduledSources, RefuseSpikesWithoutEnd) {
  EXPECT_THROW(Regular({.interval = {1e-9}}, Resolution(0.1)), ConfigError);
  EXPECT_THROW(Gamma({.rate = {1e9}}, Resolution(0.1)), ConfigError);
}

TEST(ScheduledSources, RefuseListsOfTheWrongLength) {
  EXPECT_NE((Gamma::Parameters{.rate = {0.1, 0.2}}.problem(3)), "");
  EXPECT_NE((Regular::Parameters{.interval = {1.0}, .first = {0.1, 0.2}}.problem(3)), "");
  EXPECT_EQ((Regular::Parameters{.interval = {1.0}, .first = {0.1, 0.2}}.problem(2)), "");
}

}  // namespace
}  // namespace meniscus
