#include "plasticity/stdp_triplet.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/plasticity/naive_trains.hpp"

namespace meniscus {
namespace {

/// The weight after all of the trains by sums over all earlier spikes, in double.
double naive_weight(const StdpTriplet::Parameters& p, const Trains& trains, double weight) {
  const Past pre{trains.arrivals}, post{trains.posts};
  walk(trains, [&](int arrivals, bool fires, std::int64_t t) {
    double change = 0.0;
    if (arrivals > 0) {
      const double r2 = pre.trace(t, p.tau_x, false, p.nearest);
      const double o1 = post.trace(t, p.tau_minus, false, p.nearest);
      change -= arrivals * o1 * (p.a2_minus + p.a3_minus * r2);
    }
    if (fires) {
      const double r1 = pre.trace(t, p.tau_plus, sees_arrivals(trains), p.nearest);
      const double o2 = post.trace(t, p.tau_y, false, p.nearest);
      change += r1 * (p.a2_plus + p.a3_plus * o2);
    }
    weight = std::clamp(weight + p.learning_rate * p.w_max * change, 0.0, p.w_max);
  });
  return weight;
}

void expect_naive(const StdpTriplet::Parameters& p) {
  for_all_trains([&](const Trains& trains) {
    const float weight = trains.synapse<StdpTriplet>(p, 1.0).weight_at(21000);
    // Roundings of a float32 weight of about 1, and of traces, at up to 900 spikes.
    EXPECT_NEAR(weight, naive_weight(p, trains, 1.0), 2e-5);
    EXPECT_NE(weight, 1.0f);
  });
}

TEST(StdpTriplet, IsTheNaiveSumOverTripletsOfTheFullModel) {
  expect_naive({.a2_plus = 2e-3, .a3_plus = 6.2e-3, .a3_minus = 2.3e-3, .w_max = 4.0});
}

TEST(StdpTriplet, IsTheNaiveSumOverTripletsOfTheMinimalModel) {
  expect_naive({.tau_y = 114.0,
                .a2_plus = 0.0,
                .a3_plus = 6.5e-3,
                .a2_minus = 7.1e-3,
                .a3_minus = 0.0,
                .w_max = 4.0});
}

TEST(StdpTriplet, IsTheNaiveSumOverTripletsOfNearestSpikes) {
  expect_naive({.tau_x = 575.0,
                .tau_y = 47.0,
                .a2_plus = 4.6e-3,
                .a3_plus = 9.1e-3,
                .a2_minus = 3e-3,
                .a3_minus = 7.5e-4,
                .w_max = 4.0,
                .nearest = true});
}

/// Sjoestroem et al. (2001), visual cortex, as Pfister & Gerstner (2006) fitted it: relative change
/// of the weight after 60 pairings `lag` ms apart, with its standard error.
struct Pairing {
  double frequency = 0.0;  ///< [Hz]
  int lag = 0;             ///< of the target after the source [ms]
  double change = 0.0;
  double error = 0.0;
};

constexpr std::array<Pairing, 10> sjostrom{{{0.1, 10, -0.04, 0.05},
                                            {10.0, 10, 0.14, 0.10},
                                            {20.0, 10, 0.29, 0.14},
                                            {40.0, 10, 0.53, 0.11},
                                            {50.0, 10, 0.56, 0.26},
                                            {0.1, -10, -0.29, 0.08},
                                            {10.0, -10, -0.41, 0.11},
                                            {20.0, -10, -0.34, 0.10},
                                            {40.0, -10, 0.56, 0.32},
                                            {50.0, -10, 0.75, 0.19}}};

/// What 60 pairings make of a weight of 1.
double change_by(const StdpTriplet::Parameters& p, const Pairing& pairing) {
  OneSynapseOf<StdpTriplet> synapse{.rule = p, .weight = 1.0, .post_lag = 1, .resolution = 1.0};
  const auto interval = static_cast<std::int64_t>(1000.0 / pairing.frequency);
  for (std::int64_t n = 0; n < 60; ++n) {
    synapse.pre.push_back(100 + n * interval);
    synapse.post.push_back(100 + n * interval + pairing.lag);
  }
  return synapse.weight_at(60 * interval + 200) - 1.0;
}

/// Mean squared distance in standard errors.
double misfit(const StdpTriplet::Parameters& p) {
  double sum = 0.0;
  for (const Pairing& pairing : sjostrom) {
    sum += std::pow((change_by(p, pairing) - pairing.change) / pairing.error, 2);
  }
  return sum / sjostrom.size();
}

constexpr StdpTriplet::Parameters minimal_visual{.tau_y = 114.0,
                                                 .a2_plus = 0.0,
                                                 .a3_plus = 6.5e-3,
                                                 .a2_minus = 7.1e-3,
                                                 .a3_minus = 0.0,
                                                 .learning_rate = 0.25,
                                                 .w_max = 4.0};

TEST(StdpTriplet, FitsTheFrequencyDependenceOfSjostromEtAl) {
  StdpTriplet::Parameters full{.learning_rate = 0.25, .w_max = 4.0};
  EXPECT_LT(misfit(full), 0.4);
  EXPECT_LT(misfit(minimal_visual), 0.4);
}

/// Pair STDP can't turn depression by post-before-pre into potentiation at high rates.
TEST(StdpTriplet, DoesNotFitItWithoutTriplets) {
  StdpTriplet::Parameters pairs = minimal_visual;
  pairs.a2_plus = 6.5e-3;
  pairs.a3_plus = 0.0;
  EXPECT_GT(misfit(pairs), 4.0);
}

TEST(StdpTriplet, LearnsAtTheRateThatIsSetWhileItRuns) {
  const Trains trains = every_order(0);
  const StdpTriplet::Parameters p{.a2_plus = 2e-3, .w_max = 4.0};
  StdpTriplet::Parameters twice = p;
  twice.learning_rate = 2.0;
  const Network network = trains.synapse<StdpTriplet>(p, 1.0).network();
  Simulation simulation(network);
  simulation.set_scalar(0, 0, 2.0);
  simulation.run(Time{700});
  EXPECT_EQ(simulation.weights(0).weight[0],
            trains.synapse<StdpTriplet>(twice, 1.0).weight_at(700));
  simulation.set_scalar(0, 0, 0.0);
  const float frozen = simulation.weights(0).weight[0];
  simulation.run(Time{1000});
  EXPECT_EQ(simulation.weights(0).weight[0], frozen);
  simulation.restart(0);
  simulation.run(Time{700});
  EXPECT_EQ(simulation.weights(0).weight[0], trains.synapse<StdpTriplet>(p, 1.0).weight_at(700));
}

TEST(StdpTriplet, RefusesAScalarThatItDoesNotHave) {
  const Network network = every_order(0).synapse<StdpTriplet>({.w_max = 4.0}, 1.0).network();
  Simulation simulation(network);
  EXPECT_THROW(simulation.set_scalar(0, 1, 2.0), ConfigError);
  EXPECT_THROW(simulation.set_scalar(1, 0, 2.0), ConfigError);  // doesn't learn
}

}  // namespace
}  // namespace meniscus
