#include <gtest/gtest.h>

#include <cmath>

#include "sim/engine/simulation.hpp"
#include "tests/oracle/random_network.hpp"
#include "tests/support/spike_log.hpp"

namespace meniscus {
namespace {

/// What a network came to: spikes, states and the weights of its plastic projections.
struct Outcome {
  std::vector<std::vector<Spike>> spikes;
  std::vector<std::vector<float>> weights;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome engine_outcome(const Network& network, std::uint64_t seed, std::int64_t ticks) {
  Simulation simulation(network, {.seed = seed});
  SpikeLog log(simulation);
  simulation.run(Time{ticks});
  Outcome outcome{log.all(), {}};
  for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
    if (network.projections[p].learning) outcome.weights.push_back(simulation.weights(p).weight);
  }
  return outcome;
}

Outcome oracle_outcome(const RandomNetwork& made, std::uint64_t seed, std::int64_t ticks,
                       Mistake mistake = Mistake::none) {
  Oracle oracle(made.oracle, seed, 0, mistake);
  oracle.run(ticks);
  Outcome outcome;
  for (PopulationId p = 0; p < made.network.populations.size(); ++p) {
    outcome.spikes.push_back(oracle.spikes(p));
  }
  for (std::uint32_t p = 0; p < made.network.projections.size(); ++p) {
    if (made.oracle.projections[p].learning) outcome.weights.push_back(oracle.weights(p));
  }
  return outcome;
}

RandomNetwork plastic_network(std::uint64_t seed) {
  RandomNetworkOptions options;
  options.plastic = 0.7;
  return random_network(seed, options);
}

/// How far learning brought the networks of an ensemble.
struct Census {
  std::size_t axonal = 0, lagged = 0, several_delays = 0, powers = 0;
  std::size_t unchanged = 0, changed = 0, at_bounds = 0;

  void count(const RandomNetwork& made, const Outcome& outcome) {
    std::size_t plastic = 0;
    for (std::size_t p = 0; p < made.oracle.projections.size(); ++p) {
      const auto& learning = made.oracle.projections[p].learning;
      if (!learning) continue;
      ++(learning->post_lag == 0 ? axonal : lagged);
      several_delays += made.network.projections[p].delays.size() > 1;
      powers += !learning->parameters.is_linear();
      count_weights(made.oracle.projections[p], outcome.weights[plastic++]);
    }
  }

  void count_weights(const OracleProjection& projection, const std::vector<float>& weights) {
    std::size_t k = 0;
    for (const auto& row : projection.rows) {
      for (const OracleSynapse& synapse : row) {
        const auto start = static_cast<float>(synapse.row_weight * synapse.weight);
        const float weight = weights[k++];  // of another synapse of the row where delays differ
        ++(weight == start ? unchanged : changed);
        at_bounds +=
            weight == 0.0f || weight == static_cast<float>(projection.learning->parameters.w_max);
      }
    }
  }
};

TEST(PlasticityOracle, AgreesWithTheEngineBitForBitOnRandomNetworks) {
  Census census;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const RandomNetwork made = plastic_network(seed);
    const std::int64_t ticks = 200 + static_cast<std::int64_t>(seed * 37 % 501);
    const Outcome engine = engine_outcome(made.network, seed, ticks);
    const Outcome oracle = oracle_outcome(made, seed, ticks);
    ASSERT_EQ(engine.spikes, oracle.spikes) << "network " << seed;
    ASSERT_EQ(engine.weights, oracle.weights) << "network " << seed;
    census.count(made, oracle);
  }
  EXPECT_GT(census.axonal, 50u);
  EXPECT_GT(census.lagged, 100u);
  EXPECT_GT(census.several_delays, 100u);
  EXPECT_GT(census.powers, 100u);
  EXPECT_GT(census.unchanged, 10'000u);
  EXPECT_GT(census.changed, 50'000u);
  EXPECT_GT(census.at_bounds, 1'000u);
}

/// How many of the random networks expose a mistake.
std::size_t exposed(Mistake mistake) {
  std::size_t count = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const RandomNetwork made = plastic_network(seed);
    count += engine_outcome(made.network, seed, 200) != oracle_outcome(made, seed, 200, mistake);
  }
  return count;
}

TEST(PlasticityOracle, ExposesDeliveryOfTheWeightAnArrivalHasChanged) {
  EXPECT_GT(exposed(Mistake::learning_before_delivery), 5u);
}

TEST(PlasticityOracle, ExposesTracesThatIncludeSpikesOfTheSameTick) {
  EXPECT_GT(exposed(Mistake::coincidences_seen), 5u);
}

}  // namespace
}  // namespace meniscus
