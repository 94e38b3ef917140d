#include <gtest/gtest.h>

#include "models/neurons/lif.hpp"
#include "models/sources/gamma.hpp"
#include "models/sources/noise_current.hpp"
#include "models/sources/poisson_correlated.hpp"
#include "models/sources/poisson_sinusoidal.hpp"
#include "models/sources/poisson_steps.hpp"
#include "models/sources/pulse_packets.hpp"
#include "models/sources/regular.hpp"
#include "tests/models/source_runs.hpp"

namespace meniscus {
namespace {

constexpr SourceRun whole{.size = 300, .ticks = 2000};

template <AnySource M>
void expect_invariance(const typename M::Parameters& parameters) {
  const auto reference = spikes_of<M>(parameters, whole);
  EXPECT_GT(reference.size(), 1000u);
  for (const std::uint32_t block_size : {8u, 64u, 4096u}) {
    for (const int threads : {1, 3}) {
      SourceRun run = whole;
      run.block_size = block_size;
      run.threads = threads;
      run.cuts = {1, 2, 513, 700, 1999};
      EXPECT_TRUE(spikes_of<M>(parameters, run) == reference)
          << block_size << " a block, " << threads << " threads";
    }
  }
  SourceRun other = whole;
  other.sample = 1;
  EXPECT_FALSE(spikes_of<M>(parameters, other) == reference);
}

TEST(SourceInvariance, HoldsForSinusoidalPoisson) {
  expect_invariance<PoissonSinusoidal>({.rate = 0.05, .amplitude = 0.05});
}
TEST(SourceInvariance, HoldsForPoissonSteps) {
  expect_invariance<PoissonSteps>({.times = {0.0, 100.0}, .rates = {0.02, 0.08}});
}
TEST(SourceInvariance, HoldsForSip) {
  expect_invariance<PoissonSip>({.rate = 0.05, .correlation = 0.3});
}
TEST(SourceInvariance, HoldsForMip) {
  expect_invariance<PoissonMip>({.rate = 2.0, .correlation = 0.1});
}
TEST(SourceInvariance, HoldsForGamma) { expect_invariance<Gamma>({.rate = {0.05}, .shape = 0.7}); }
TEST(SourceInvariance, HoldsForRegular) { expect_invariance<Regular>({.interval = {20.0}}); }
TEST(SourceInvariance, HoldsForPulsePackets) {
  expect_invariance<PulsePackets>({.times = {50.0, 60.0, 150.0}, .spikes = 3, .sd = 8.0});
}

/// The states of neurons in noise after the run.
std::vector<double> noisy_states(const SourceRun& run) {
  NetworkBuilder builder{Resolution(run.tick)};
  const auto cells = builder.add<Lif>("cells", run.size);
  const NoiseCurrent::Parameters noise{.mean = 150.0, .sd = 400.0, .interval = 0.3};
  builder.inject(cells, std::make_unique<NoiseCurrent>(noise, builder.resolution()), {});
  builder.inject(cells, std::make_unique<NoiseCurrent>(noise, builder.resolution()),
                 {200, 3, 8, 9});
  const Network network = builder.build(run.block_size);
  Simulation simulation(network, {.seed = 3, .sample = run.sample, .threads = run.threads});
  for (const std::int64_t cut : run.cuts) simulation.run(Time{cut} - simulation.now());
  simulation.run(Time{run.ticks} - simulation.now());
  return all_states(simulation);
}

TEST(SourceInvariance, HoldsForNoiseCurrents) {
  const auto reference = noisy_states(whole);
  SourceRun run = whole;
  run.block_size = 8;
  run.threads = 3;
  run.cuts = {1, 2, 513, 700, 1999};
  EXPECT_EQ(noisy_states(run), reference);
  run.sample = 1;
  EXPECT_NE(noisy_states(run), reference);
}

}  // namespace
}  // namespace meniscus
