#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/engine/simulation.hpp"
#include "tests/oracle/random_network.hpp"
#include "tests/support/spike_log.hpp"

namespace meniscus {
namespace {

constexpr std::int64_t ticks = 600;

std::vector<std::vector<Spike>> run_and_log(const Network& network, std::uint64_t seed) {
  Simulation simulation(network, {.seed = seed});
  SpikeLog log(simulation);
  simulation.run(Time{ticks});
  return log.all();
}

struct Difference {
  Spike spike;
  PopulationId population = 0;
  bool only_in_first = false;
};

/// The earliest spike that stands in one of two logs only.
std::optional<Difference> first_difference(const std::vector<std::vector<Spike>>& a,
                                           const std::vector<std::vector<Spike>>& b) {
  std::optional<Difference> first;
  for (PopulationId p = 0; p < a.size(); ++p) {
    const auto [in_a, in_b] = std::ranges::mismatch(a[p], b[p]);
    if (in_a == a[p].end() && in_b == b[p].end()) continue;
    const bool only_in_a = in_b == b[p].end() || (in_a != a[p].end() && *in_a < *in_b);
    const Spike spike = only_in_a ? *in_a : *in_b;
    if (!first || spike.time < first->spike.time) first = Difference{spike, p, only_in_a};
  }
  return first;
}

/// The potential of the neuron that did not fire, at the tick at which the other driver lets it
/// fire.
double potential_without_spike(const Network& network, std::uint64_t seed,
                               const Difference& difference) {
  Simulation simulation(network, {.seed = seed});
  simulation.run(difference.spike.time);
  return simulation.value(difference.population, 0, difference.spike.neuron);
}

/// Compares the drivers on 200 networks; returns how many let a spike differ. `rounding`: of a
/// potential [mV].
std::size_t count_differing(double single, double rounding) {
  std::size_t spikes = 0, differing = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    RandomNetworkOptions options{.last_listed_tick = ticks,
                                 .event_models_only = true,
                                 .driver = DriverChoice::clock,
                                 .single = single};
    const RandomNetwork clock = random_network(seed, options);
    options.driver = DriverChoice::event;
    const RandomNetwork event = random_network(seed, options);
    EXPECT_EQ(event.clock_populations, 0u);
    const auto by_clock = run_and_log(clock.network, seed);
    const auto by_event = run_and_log(event.network, seed);
    for (const auto& list : by_clock) spikes += list.size();
    const auto difference = first_difference(by_clock, by_event);
    if (!difference) continue;
    ++differing;
    const Network& silent = difference->only_in_first ? event.network : clock.network;
    const double v = potential_without_spike(silent, seed, *difference);
    EXPECT_NEAR(v, clock.v_th[difference->population], rounding) << "network " << seed;
  }
  EXPECT_GT(spikes, 100'000u);
  return differing;
}

TEST(Drivers, GiveTheSpikesOfEachOtherUnlessThePotentialIsWithinRoundingOfTheThreshold) {
  // Only where round numbers let potentials meet the threshold.
  EXPECT_LT(count_differing(0.0, 1e-9), 20u);
}

TEST(Drivers, AgreeLikewiseInSinglePrecision) { EXPECT_LT(count_differing(1.0, 2e-4), 60u); }

}  // namespace
}  // namespace meniscus
