#include "plasticity/stdp_pair.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/core/error.hpp"
#include "tests/plasticity/one_synapse.hpp"

namespace meniscus {
namespace {

constexpr double w = 0.1;
constexpr double w_max = 0.3;
constexpr std::int64_t arrival = 500;  // [ticks]
constexpr double float_error = 1e-7;   // of a weight of 0.1, with a few roundings of 2^-24

constexpr StdpPair::Parameters multiplicative{.tau_plus = 15.0,
                                              .tau_minus = 30.0,
                                              .learning_rate = 0.05,
                                              .alpha = 1.2,
                                              .w_max = w_max,
                                              .mu_plus = 1.0,
                                              .mu_minus = 1.0};

StdpPair::Parameters with_exponents(double mu_plus, double mu_minus) {
  StdpPair::Parameters p = multiplicative;
  p.mu_plus = mu_plus;
  p.mu_minus = mu_minus;
  return p;
}

/// The weight after an arrival and one target spike, `distance` ticks later (or earlier, if
/// negative).
float after_pair(const StdpPair::Parameters& p, std::int64_t distance, std::int64_t delay,
                 std::int64_t post_lag) {
  const OneSynapse synapse{.rule = p,
                           .weight = w,
                           .pre = {arrival - delay},
                           .post = {arrival + distance - post_lag},
                           .delay = delay,
                           .post_lag = post_lag};
  return synapse.weight_at(1000);
}

/// Guetig et al. (2003): the weight after a single pair, the target `ms` after the arrival.
double window(const StdpPair::Parameters& p, double ms) {
  if (ms >= 0.0) {
    const double room = std::pow(1.0 - w / w_max, p.mu_plus);
    return w + p.learning_rate * w_max * room * std::exp(-ms / p.tau_plus);
  }
  const double size = std::pow(w / w_max, p.mu_minus);
  return w - p.learning_rate * p.alpha * w_max * size * std::exp(ms / p.tau_minus);
}

void expect_window(const StdpPair::Parameters& p, std::int64_t delay, std::int64_t post_lag) {
  for (std::int64_t distance = -300; distance <= 300; distance += 7) {
    if (distance == 0) continue;
    EXPECT_NEAR(after_pair(p, distance, delay, post_lag),
                window(p, 0.1 * static_cast<double>(distance)), float_error)
        << distance << " ticks";
  }
}

TEST(StdpPair, HasTheMultiplicativeWindow) { expect_window(multiplicative, 15, 0); }

TEST(StdpPair, HasTheAdditiveWindow) { expect_window(with_exponents(0.0, 0.0), 15, 0); }

TEST(StdpPair, HasTheWindowOfAPowerOfTheWeight) { expect_window(with_exponents(0.4, 0.7), 15, 0); }

TEST(StdpPair, HasTheWindowOfMixedExponents) { expect_window(with_exponents(0.0, 1.0), 1, 0); }

TEST(StdpPair, CountsTheDistanceFromTheLaggedTargetSpike) { expect_window(multiplicative, 15, 15); }

TEST(StdpPair, CountsTheDistanceFromALongLag) { expect_window(multiplicative, 10, 20); }

TEST(StdpPair, PotentiatesWhenTheTargetFiresInTheTickOfAnArrivalWithoutLag) {
  EXPECT_NEAR(after_pair(multiplicative, 0, 15, 0), window(multiplicative, 0.0), float_error);
}

TEST(StdpPair, LeavesTheWeightWhenLaggedSpikeAndArrivalCoincide) {
  EXPECT_EQ(after_pair(multiplicative, 0, 15, 15), static_cast<float>(w));
}

/// Arrivals at 480 and 500, target spikes that take effect at 490 and 500: what the spikes at 500
/// add is the sum of two changes that both start from the weight before.
TEST(StdpPair, AddsTheChangesOfCoincidingSpikes) {
  const OneSynapse synapse{.rule = multiplicative,
                           .weight = w,
                           .pre = {475, 495},
                           .post = {485, 495},
                           .delay = 5,
                           .post_lag = 5};
  const auto& p = multiplicative;
  const double first = w + p.learning_rate * (w_max - w) * std::exp(-1.0 / p.tau_plus);
  const double up = p.learning_rate * (w_max - first) * std::exp(-2.0 / p.tau_plus);
  const double down = p.learning_rate * p.alpha * first * std::exp(-1.0 / p.tau_minus);
  EXPECT_NEAR(synapse.weight_at(500), first + up - down, float_error);
}

TEST(StdpPair, PairsEverySpikeWithAllBefore) {
  const OneSynapse synapse{
      .rule = multiplicative, .weight = w, .pre = {10, 30, 40}, .post = {60}, .delay = 1};
  const double trace = std::exp(-4.9 / 15.0) + std::exp(-2.9 / 15.0) + std::exp(-1.9 / 15.0);
  EXPECT_NEAR(synapse.weight_at(100), w + 0.05 * (w_max - w) * trace, float_error);
}

TEST(StdpPair, CountsSpikesOfOneTickEach) {
  const OneSynapse synapse{
      .rule = multiplicative, .weight = w, .pre = {40, 40, 40}, .post = {60}, .delay = 1};
  EXPECT_NEAR(synapse.weight_at(100), w + 0.05 * (w_max - w) * 3.0 * std::exp(-1.9 / 15.0),
              float_error);
}

TEST(StdpPair, KeepsWeightsWithinTheirBounds) {
  StdpPair::Parameters strong = with_exponents(0.0, 0.0);
  strong.learning_rate = 10.0;
  EXPECT_EQ(after_pair(strong, 5, 1, 0), static_cast<float>(w_max));
  EXPECT_EQ(after_pair(strong, -5, 1, 0), 0.0f);
}

/// The arrival itself brings the weight that it finds.
TEST(StdpPair, DeliversTheWeightAsItWasBeforeTheArrival) {
  StdpPair::Parameters strong = with_exponents(0.0, 0.0);
  strong.learning_rate = 10.0;
  const OneSynapse synapse{
      .rule = strong, .weight = w, .pre = {495, 595}, .post = {490}, .delay = 5};
  const Network network = synapse.network();
  Simulation simulation(network);
  simulation.run(Time{500});
  EXPECT_DOUBLE_EQ(simulation.value(2, 0, 0), static_cast<double>(static_cast<float>(w)));
  EXPECT_EQ(simulation.weights(0).weight[0], 0.0f);
  simulation.run(Time{100});
  EXPECT_DOUBLE_EQ(simulation.value(2, 0, 0),
                   static_cast<double>(static_cast<float>(w)) * std::exp(-0.5));
}

TEST(StdpPair, StartsAgainFromTheInitialWeightsAfterARestart) {
  const OneSynapse synapse{
      .rule = multiplicative, .weight = w, .pre = {10, 30}, .post = {20, 40}, .delay = 1};
  const Network network = synapse.network();
  Simulation simulation(network);
  simulation.run(Time{35});
  simulation.restart(0);
  EXPECT_EQ(simulation.weights(0).weight[0], static_cast<float>(w));
  simulation.run(Time{100});
  EXPECT_EQ(simulation.weights(0).weight[0], synapse.weight_at(100));
}

TEST(StdpPair, DoesNotLearnWhereTheProjectionIsSilenced) {
  const OneSynapse synapse{
      .rule = multiplicative, .weight = w, .pre = {10, 30}, .post = {20, 40}, .delay = 1};
  const Network network = synapse.network();
  Simulation simulation(network, {.silenced = {0}});
  simulation.run(Time{100});
  EXPECT_EQ(simulation.weights(0).weight[0], static_cast<float>(w));
}

/// 2 bytes of target and 4 of weight; rows, neurons and the log of their spikes come on top.
TEST(StdpPair, TakesSixBytesPerSynapseWhereAllStartFromOneWeight) {
  NetworkBuilder builder(Resolution(0.1));
  const auto source = builder.add("source", 1000, std::make_unique<SpikeList>());
  const auto target = builder.add<Lif>("target", 1000);
  builder.connect(source, target, AllToAll{},
                  {.weight = constant(w),
                   .delay = constant(1.0),
                   .plasticity = builder.add_plasticity<StdpPair>(multiplicative)});
  const Network network = builder.build();
  const Simulation simulation(network);
  EXPECT_LT(static_cast<double>(simulation.synapse_bytes()), 6.1e6);
  EXPECT_GT(static_cast<double>(simulation.synapse_bytes()), 6.0e6);
}

TEST(StdpPair, RefusesParametersOutOfRange) {
  StdpPair::Parameters p = multiplicative;
  p.w_max = 0.0;
  EXPECT_THROW(RulePlasticity<StdpPair>{p}, ConfigError);
}

TEST(StdpPair, RefusesWeightsThatStartOutsideItsBounds) {
  EXPECT_THROW((OneSynapse{.rule = multiplicative, .weight = 0.31}.network()), ConfigError);
  EXPECT_THROW((OneSynapse{.rule = multiplicative, .weight = -0.1}.network()), ConfigError);
}

TEST(StdpPair, RefusesTimeConstantsThatTicksCannotCount) {
  StdpPair::Parameters p = multiplicative;
  p.tau_plus = 2e6;
  EXPECT_THROW((OneSynapse{.rule = p}.network()), ConfigError);
}

}  // namespace
}  // namespace meniscus
