// The cortical microcircuit of Potjans & Diesmann (2014), doi:10.1093/cercor/bhs358, at the reduced
// scale of configs/microcircuit_reduced.yaml.

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "sim/engine/simulation.hpp"
#include "tests/validation/config_network.hpp"

namespace meniscus {
namespace {

constexpr std::size_t populations = 8;

/// NEST at full scale [Hz]: full_mean_rates of its example Potjans_2014, from L2/3 E to L6 I.
constexpr std::array<double, populations> published{0.903, 2.965, 4.414, 5.876,
                                                    7.569, 8.633, 1.105, 7.829};

/// Spikes per neuron and second from 0.1 to 1.1 s [Hz].
std::array<double, populations> rates(const Network& network, std::uint64_t seed) {
  Simulation simulation(network, {.seed = seed});
  simulation.run_ms(100.0);
  std::array<double, populations> rates{};
  for (PopulationId p = 0; p < populations; ++p) {
    rates[p] = -static_cast<double>(simulation.spike_count(p));
  }
  simulation.run_ms(1000.0);
  for (PopulationId p = 0; p < populations; ++p) {
    rates[p] += static_cast<double>(simulation.spike_count(p));
    rates[p] /= network.populations[p].size;
  }
  return rates;
}

TEST(ReducedMicrocircuit, HasATenthOfTheNeuronsAndATwentyFifthOfTheSynapses) {
  const Network network = config_network("microcircuit_reduced.yaml", 1);
  ASSERT_EQ(network.populations.size(), populations);
  double neurons = 0.0;
  for (const Population& population : network.populations) neurons += population.size;
  EXPECT_NEAR(neurons, 77169 / 10.0, 4.0);
  EXPECT_NEAR(static_cast<double>(network.synapses()), 298'880'968 / 25.0, 28.0);
}

// At this scale the means over six seeds differ by at most 5 % from the published rates; seeds
// differ most in L5 E, by 0.5 Hz (standard deviation), hence means of four.
TEST(ReducedMicrocircuit, FiresAtThePublishedRates) {
  std::array<double, populations> mean{};
  constexpr std::uint64_t seeds = 4;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto one = rates(config_network("microcircuit_reduced.yaml", seed), seed);
    for (std::size_t p = 0; p < populations; ++p) mean[p] += one[p] / seeds;
  }
  for (std::size_t p = 0; p < populations; ++p) {
    EXPECT_NEAR(mean[p], published[p], 0.1 * published[p]) << "population " << p;
  }
}

}  // namespace
}  // namespace meniscus
