// Long silences and many target spikes between two arrivals, which the lazy engine has to keep or
// to apply early, against the oracle, which visits every synapse at every spike.

#include <gtest/gtest.h>

#include "sim/network/network_builder.hpp"
#include "sim/network/source_population.hpp"
#include "tests/oracle/oracle_neurons.hpp"
#include "tests/oracle/random_network.hpp"
#include "tests/plasticity/one_synapse.hpp"

namespace meniscus {
namespace {

/// Neurons that fire every few ticks by their own current, with few arrivals.
struct Pacemakers {
  double current = 400.0;  ///< [pA]
  std::int64_t post_lag = 0;
  std::vector<Spike> arrivals;

  RandomNetwork make() const {
    const Resolution resolution(1.0);
    const Lif::Parameters cell{.i_e = current};
    const StdpPair::Parameters rule{.tau_plus = 5000.0,
                                    .tau_minus = 300.0,
                                    .learning_rate = 1e-4,
                                    .alpha = 2.0,
                                    .w_max = 0.01,
                                    .mu_minus = 0.0};
    NetworkBuilder builder(resolution);
    builder.add("list", 2, std::make_unique<SpikeList>(SpikeTable(arrivals)));
    builder.add<Lif>("cells", 3, cell);
    Synapses synapses;
    synapses.edges = {.row_begin = {0, 2, 4}, .target = {0, 1, 1, 2}};
    synapses.row_weights.shared = 0.005;
    synapses.delays = {3};
    RandomNetwork made;
    made.oracle.resolution = resolution;
    made.oracle.populations = {
        {2, 0, 0.0,
         [spikes = arrivals](Mistake) { return std::make_unique<OracleSpikeList>(spikes); }},
        {3, 1, 0.0, [=](Mistake mistake) {
           return std::make_unique<OracleModelNeurons<Lif>>(Lif(cell, resolution), 3, Driver::clock,
                                                            mistake);
         }}};
    made.oracle.projections = {{.source = 0,
                                .target = 1,
                                .rows = {{{0, 0, 0.005, 1.0, 3}, {0, 1, 0.005, 1.0, 3}},
                                         {{1, 1, 0.005, 1.0, 3}, {1, 2, 0.005, 1.0, 3}}},
                                .learning = OracleLearning{rule, post_lag}}};
    builder.connect(0, 1, std::move(synapses), 0, {},
                    Learning{builder.add_plasticity<StdpPair>(rule), Time{post_lag}});
    made.network = builder.build();
    return made;
  }
};

void expect_oracle_weights(const Pacemakers& pacemakers, std::int64_t ticks) {
  const RandomNetwork made = pacemakers.make();
  Simulation simulation(made.network);
  simulation.run(Time{ticks});
  Oracle oracle(made.oracle, 1);
  oracle.run(ticks);
  ASSERT_EQ(simulation.weights(0).weight, oracle.weights(0));
  ASSERT_NE(simulation.weights(0).weight[0], 0.005f);
}

TEST(LazyLearning, KeepsThousandsOfTargetSpikesBetweenTwoArrivals) {
  expect_oracle_weights({.arrivals = {{Time{10}, 0}, {Time{20}, 1}, {Time{20000}, 0}}}, 20100);
}

TEST(LazyLearning, ReadsWeightsThatWaitForAnArrival) {
  expect_oracle_weights({.arrivals = {{Time{10}, 0}, {Time{20}, 1}}}, 3000);
}

TEST(LazyLearning, DoesNotLoseSpikesWhenItForgetsTheLog) {
  // More than 4096 spikes of a neuron's log.
  expect_oracle_weights({.arrivals = {{Time{10}, 0}, {Time{30000}, 1}, {Time{59000}, 0}}}, 60000);
}

TEST(LazyLearning, CountsTicksBeyondSixteenBits) {
  expect_oracle_weights({.current = 210.0, .arrivals = {{Time{50000}, 0}, {Time{131000}, 1}}},
                        140000);
}

TEST(LazyLearning, CountsTicksBeyondSixteenBitsWithALag) {
  expect_oracle_weights({.current = 210.0,
                         .post_lag = 7,
                         .arrivals = {{Time{65530}, 0}, {Time{65532}, 0}, {Time{131000}, 1}}},
                        140000);
}

}  // namespace
}  // namespace meniscus
