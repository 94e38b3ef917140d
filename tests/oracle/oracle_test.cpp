#include "tests/oracle/oracle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "models/neurons/lif.hpp"
#include "models/sources/spike_list.hpp"
#include "sim/engine/simulation.hpp"
#include "tests/oracle/oracle_neurons.hpp"
#include "tests/oracle/random_network.hpp"
#include "tests/support/spike_log.hpp"

namespace meniscus {
namespace {

constexpr std::uint64_t networks = 200;

std::int64_t run_length(std::uint64_t seed) {
  return 300 + static_cast<std::int64_t>(seed * 37 % 701);
}

/// Spikes and final states of a network.
struct Outcome {
  std::vector<std::vector<Spike>> spikes;
  std::vector<double> states;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome engine_outcome(const Network& network, std::uint64_t seed, std::int64_t ticks) {
  Simulation simulation(network, {.seed = seed, .sample = 3});
  SpikeLog log(simulation);
  simulation.run(Time{ticks});
  return {log.all(), all_states(simulation)};
}

Outcome oracle_outcome(const RandomNetwork& made, std::uint64_t seed, std::int64_t ticks,
                       Mistake mistake = Mistake::none) {
  Oracle oracle(made.oracle, seed, 3, mistake);
  oracle.run(ticks);
  Outcome outcome;
  const auto& populations = made.network.populations;
  for (PopulationId p = 0; p < populations.size(); ++p) {
    outcome.spikes.push_back(oracle.spikes(p));
    for (std::size_t variable = 0; variable < populations[p].neurons->variables().size();
         ++variable) {
      for (std::uint32_t i = 0; i < populations[p].size; ++i) {
        outcome.states.push_back(oracle.value(p, variable, i));
      }
    }
  }
  return outcome;
}

/// What an ensemble of networks contained.
struct Census {
  std::uint64_t spikes = 0;
  std::size_t silent = 0, slow = 0, fast = 0;  ///< neuron populations of 0, up to 30, 50 to 200 Hz
  std::size_t at_emission = 0, at_arrival_with_delays = 0;
  std::size_t event = 0, clock = 0, refractory = 0, multapses = 0, autapses = 0;

  void count(const RandomNetwork& made, const Outcome& outcome, std::int64_t ticks) {
    const Network& network = made.network;
    for (PopulationId p = 0; p < network.populations.size(); ++p) {
      if (network.populations[p].neurons->is_source()) continue;
      spikes += outcome.spikes[p].size();
      const double seconds = network.resolution.ms(Time{ticks}) / 1000.0;
      const double rate =
          static_cast<double>(outcome.spikes[p].size()) / (seconds * network.populations[p].size);
      silent += rate == 0.0;
      slow += rate > 0.0 && rate < 30.0;
      fast += rate > 50.0 && rate < 200.0;
      at_emission += network.walks_at_emission[p];
    }
    for (const Projection& projection : network.projections) {
      at_arrival_with_delays +=
          projection.delays.size() > 1 && !network.walks_at_emission[projection.target];
    }
    event += made.event_populations;
    clock += made.clock_populations;
    refractory += made.refractory_populations;
    multapses += made.multapses;
    autapses += made.autapses;
  }
};

TEST(Oracle, AgreesWithTheEngineBitForBitOnRandomNetworks) {
  Census census;
  for (std::uint64_t seed = 1; seed <= networks; ++seed) {
    const RandomNetwork made = random_network(seed);
    const std::int64_t ticks = run_length(seed);
    const Outcome engine = engine_outcome(made.network, seed, ticks);
    const Outcome oracle = oracle_outcome(made, seed, ticks);
    ASSERT_EQ(engine.spikes, oracle.spikes) << "network " << seed;
    ASSERT_EQ(engine.states, oracle.states) << "network " << seed;
    census.count(made, engine, ticks);
  }
  EXPECT_GT(census.spikes, 50'000u);
  EXPECT_GT(census.silent, 15u);
  EXPECT_GT(census.slow, 15u);
  EXPECT_GT(census.fast, 15u);
  EXPECT_GT(census.at_emission, 30u);
  EXPECT_GT(census.at_arrival_with_delays, 30u);
  EXPECT_GT(census.event, 30u);
  EXPECT_GT(census.clock, 30u);
  EXPECT_GT(census.refractory, 30u);
  EXPECT_GT(census.multapses, 1000u);
  EXPECT_GT(census.autapses, 100u);
}

TEST(Oracle, AgreesBitForBitWherePopulationsAreOfSinglePrecision) {
  std::size_t single = 0, twice = 0;
  std::uint64_t spikes = 0;
  for (std::uint64_t seed = 1; seed <= networks; ++seed) {
    const RandomNetwork made = random_network(seed, {.driver = {}, .plastic = 0.3, .single = 0.7});
    const std::int64_t ticks = run_length(seed);
    const Outcome engine = engine_outcome(made.network, seed, ticks);
    ASSERT_EQ(engine, oracle_outcome(made, seed, ticks)) << "network " << seed;
    single += made.single_populations;
    twice += made.event_populations + made.clock_populations - made.single_populations;
    for (const auto& list : engine.spikes) spikes += list.size();
  }
  EXPECT_GT(single, networks);
  EXPECT_GT(twice, networks / 4);
  EXPECT_GT(spikes, 50'000u);
}

/// How many of the random networks expose a mistake.
std::size_t exposed(Mistake mistake) {
  std::size_t count = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const RandomNetwork made = random_network(seed);
    count += engine_outcome(made.network, seed, 300) != oracle_outcome(made, seed, 300, mistake);
  }
  return count;
}

TEST(OracleMistakes, NoneIsExposedWhereThereIsNone) { EXPECT_EQ(exposed(Mistake::none), 0u); }

TEST(OracleMistakes, TakingInputAfterTheThresholdTestIsExposed) {
  EXPECT_GT(exposed(Mistake::input_after_threshold), 5u);
}

TEST(OracleMistakes, MovingNeuronsBeforeArrivalsIsExposed) {
  EXPECT_GT(exposed(Mistake::arrivals_after_neurons), 5u);
}

TEST(OracleMistakes, MovingNeuronsBeforeStimuliIsExposed) {
  EXPECT_GT(exposed(Mistake::stimuli_after_neurons), 5u);
}

TEST(OracleMistakes, MovingNeuronsBeforeCurrentsIsExposed) {
  EXPECT_GT(exposed(Mistake::currents_after_neurons), 5u);
}

TEST(OracleMistakes, SummingStimuliBeforeArrivalsIsExposed) {
  EXPECT_GT(exposed(Mistake::stimuli_before_arrivals), 1u);
}

TEST(OracleMistakes, SummingProjectionsInAnotherOrderIsExposed) {
  EXPECT_GT(exposed(Mistake::projections_descending), 1u);
}

/// Two spikes bring a resting neuron exactly to threshold.
RandomNetwork exact_hit(DriverChoice choice) {
  const Resolution resolution(0.1);
  const Lif::Parameters cell{.v_th = 16.0};
  const std::vector<Spike> spikes{{Time{5}, 0}, {Time{5}, 1}};
  NetworkBuilder builder(resolution);
  const auto list = builder.add("list", 2, std::make_unique<SpikeList>(SpikeTable(spikes)));
  const auto lif = builder.add<Lif>("lif", 1, cell, choice);
  Synapses synapses;
  synapses.edges = {.row_begin = {0, 1, 2}, .target = {0, 0}};
  synapses.row_weights.shared = 8.0;
  synapses.delays = {3};
  builder.connect(list, lif, synapses, 0);

  RandomNetwork made;
  made.network = builder.build();
  const Driver driver = choice == DriverChoice::event ? Driver::event : Driver::clock;
  made.oracle.resolution = resolution;
  made.oracle.populations = {
      {2, 0, 0.0, [=](Mistake) { return std::make_unique<OracleSpikeList>(spikes); }, {}},
      {1,
       1,
       0.0,
       [=](Mistake mistake) {
         return std::make_unique<OracleModelNeurons<Lif>>(Lif(cell, resolution), 1, driver,
                                                          mistake);
       },
       {}}};
  made.oracle.projections = {{0, 1, 0, {{{0, 0, 8.0, 1.0, 3}}, {{1, 0, 8.0, 1.0, 3}}}, {}}};
  return made;
}

TEST(OracleMistakes, AStrictThresholdIsExposedWhereVEqualsIt) {
  for (const DriverChoice choice : {DriverChoice::clock, DriverChoice::event}) {
    const RandomNetwork made = exact_hit(choice);
    const Outcome engine = engine_outcome(made.network, 1, 20);
    EXPECT_EQ(engine.spikes[1], (std::vector<Spike>{{Time{8}, 0}}));
    EXPECT_EQ(engine, oracle_outcome(made, 1, 20));
    EXPECT_NE(engine, oracle_outcome(made, 1, 20, Mistake::strict_threshold));
  }
}

}  // namespace
}  // namespace meniscus
