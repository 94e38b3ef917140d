#include "models/sources/poisson_correlated.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "models/neurons/lif.hpp"
#include "models/sources/counted.hpp"
#include "sim/core/error.hpp"
#include "tests/models/source_runs.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

/// Mean, variance and covariance between trains of counts in windows of 10 ms: means over windows
/// (independent, since the process has no memory), pairs and neurons.
struct Moments {
  double mean = 0.0, variance = 0.0, covariance = 0.0;
  double covariance_error = 0.0;  ///< standard error, from the spread between windows
};

constexpr SourceRun many{.size = 50, .ticks = 400'000};
constexpr SourceRun few{.size = 20, .ticks = 40'000};
constexpr std::int64_t window = 100;

Moments moments(const std::vector<Spike>& spikes, const SourceRun& run, double mean) {
  const auto counts = window_counts(spikes, run, window);
  const auto windows = static_cast<double>(counts.front().size());
  const double n = run.size;
  Moments result;
  double squares = 0.0;
  for (std::size_t w = 0; w < counts.front().size(); ++w) {
    double sum = 0.0, square = 0.0;
    for (const auto& train : counts) {
      const double off = train[w] - mean;
      sum += off, square += off * off;
    }
    result.mean += sum / n, result.variance += square / n;
    const double pairs = (sum * sum - square) / (n * (n - 1.0));
    result.covariance += pairs, squares += pairs * pairs;
  }
  result.mean = mean + result.mean / windows;
  result.variance /= windows;
  result.covariance /= windows;
  result.covariance_error =
      std::sqrt((squares / windows - result.covariance * result.covariance) / windows);
  return result;
}

template <class M>
void expect_correlated_poisson(double rate, double correlation, const SourceRun& run = many) {
  const auto spikes = spikes_of<M>({.rate = rate, .correlation = correlation}, run);
  const double mean = rate * 10.0;
  const Moments seen = moments(spikes, run, mean);
  // The mean over trains keeps the part `correlation` of a count's variance; four standard errors.
  const double windows = static_cast<double>(run.ticks / window);
  const double kept = correlation + (1.0 - correlation) / run.size;
  EXPECT_NEAR(seen.mean, mean, 4.0 * std::sqrt(mean * kept / windows));
  // var of a Poisson count's squared deviation: mean + 2 mean^2.
  EXPECT_NEAR(seen.variance, mean, 4.0 * std::sqrt((mean + 2.0 * mean * mean) / windows));
  EXPECT_NEAR(seen.covariance, correlation * mean, 4.0 * seen.covariance_error);
  EXPECT_LT(seen.covariance_error, 0.1 * correlation * mean);
}

TEST(PoissonSip, HasTheCorrelationItIsGiven) { expect_correlated_poisson<PoissonSip>(0.05, 0.2); }
TEST(PoissonMip, HasTheCorrelationItIsGiven) { expect_correlated_poisson<PoissonMip>(0.05, 0.2); }
TEST(PoissonSip, HasItAtManySpikesPerTick) {
  expect_correlated_poisson<PoissonSip>(20.0, 0.3, few);
}
TEST(PoissonMip, HasItAtManySpikesPerTick) {
  expect_correlated_poisson<PoissonMip>(20.0, 0.3, few);
}

/// How many of all trains spike in a tick, over all ticks.
std::vector<std::uint64_t> sizes_of_ticks(const std::vector<Spike>& spikes) {
  std::vector<std::uint64_t> sizes(static_cast<std::size_t>(many.ticks));
  for (const Spike& spike : spikes) ++sizes[static_cast<std::size_t>(spike.time.ticks - 1)];
  return sizes;
}

TEST(PoissonSip, LetsAllTrainsSpikeTogetherAndElseAlone) {
  // Common spikes at 10 Hz, own ones at 40 Hz x 50 trains: 0.001 and 0.2 per tick.
  const auto spikes = spikes_of<PoissonSip>({.rate = 0.05, .correlation = 0.2}, many);
  EXPECT_GT(discrete_p_value(sizes_of_ticks(spikes),
                             [](std::uint64_t k) {
                               double p = 0.0;
                               for (std::uint64_t together = 0; together * 50 <= k; ++together) {
                                 p += poisson_probability(together, 0.001) *
                                      poisson_probability(k - 50 * together, 0.2);
                               }
                               return p;
                             }),
            significance);
}

TEST(PoissonMip, CopiesEachSpikeOfItsMotherIntoARandomSetOfTrains) {
  // 0.025 spikes of the mother per tick, each copied into a binomial number of the 50 trains.
  const auto spikes = spikes_of<PoissonMip>({.rate = 0.05, .correlation = 0.2}, many);
  EXPECT_GT(discrete_p_value(sizes_of_ticks(spikes),
                             [](std::uint64_t k) {
                               double p = k == 0 ? poisson_probability(0, 0.025) : 0.0;
                               for (std::uint64_t mothers = 1; mothers < 8; ++mothers) {
                                 p += poisson_probability(mothers, 0.025) *
                                      binomial_probability(k, 50 * mothers, 0.2);
                               }
                               return p;
                             }),
            significance);
}

TEST(PoissonMip, OfCorrelationOneIsTheSameTrainForAll) {
  const auto all = trains(
      spikes_of<PoissonMip>({.rate = 0.05, .correlation = 1.0}, {.size = 20, .ticks = 20'000}), 20);
  EXPECT_GT(all[0].size(), 50u);
  for (const auto& train : all) EXPECT_EQ(train, all[0]);
}

TEST(PoissonCorrelated, RefusesRatesTooHighForATick) {
  EXPECT_THROW(PoissonMip({.rate = 10.0, .correlation = 1e-5}, Resolution(0.1)), ConfigError);
  EXPECT_THROW(PoissonSip({.rate = 1e6, .correlation = 0.1}, Resolution(0.1)), ConfigError);
}

TEST(PoissonCorrelated, StraightIntoNeuronsCorrelatesTheirPotentials) {
  // Shot noise of one kernel: potentials have the correlation of the counts. Campbell: J = 0.5 mV
  // at 2 kHz onto tau = 10 ms gives a variance of J^2 nu tau / 2.
  constexpr std::uint32_t size = 100;
  NetworkBuilder builder{Resolution(0.1)};
  const auto cells = builder.add<Lif>("cells", size, {.tau_m = 10.0, .v_th = 1000.0});
  builder.stimulate(
      cells,
      std::make_unique<CountedInput<PoissonMip>>(
          PoissonMip::Parameters{.rate = 2.0, .correlation = 0.5}, builder.resolution()),
      0.5);
  const Network network = builder.build();
  Simulation simulation(network, {.seed = 5});
  simulation.run_ms(100.0);
  double variance = 0.0, covariance = 0.0;
  constexpr int looks = 1000;
  for (int look = 0; look < looks; ++look) {
    simulation.run_ms(50.0);  // five time constants
    double sum = 0.0, squares = 0.0;
    for (std::uint32_t i = 0; i < size; ++i) {
      const double off = simulation.value(cells, 0, i) - 10.0;
      sum += off, squares += off * off;
    }
    variance += squares / size / looks;
    covariance += (sum * sum - squares) / (size * (size - 1.0)) / looks;
  }
  // The mean over neurons is a normal of half the variance: its square is known to sqrt(2/looks)
  // of it, 4.5 %; four times that. (A tick's own spikes add 0.5 %.)
  EXPECT_NEAR(variance, 2.5, 0.2 * 2.5);
  EXPECT_NEAR(covariance / variance, 0.5, 0.05);
}

}  // namespace
}  // namespace meniscus
