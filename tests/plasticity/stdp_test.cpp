#include "plasticity/stdp.hpp"

#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "tests/plasticity/naive_trains.hpp"

namespace meniscus {
namespace {

using Parameters = Stdp::Parameters;

/// The weight after all of the trains by sums over all earlier spikes, in double, from the formulas
/// as the papers have them: of a weight between w_min and w_max, or, by sign, of an inhibitory one.
double naive_weight(const Parameters& p, const Trains& trains, double weight) {
  const Past pre{trains.arrivals}, post{trains.posts};
  const bool inhibitory = p.by_sign && weight < 0.0;
  walk(trains, [&](int arrivals, bool fires, std::int64_t t) {
    const double x = fires ? pre.trace(t, p.tau_plus, sees_arrivals(trains), p.nearest) : 0.0;
    const double y = arrivals * post.trace(t, p.tau_minus, false, p.nearest);
    if (inhibitory) {
      const double room = std::pow(1.0 + weight / p.w_max, p.mu_plus);
      const double size = std::pow(-weight / p.w_max, p.mu_minus);
      weight += p.w_max * (-p.a_minus * room * x + p.a_plus * size * y);
      weight = std::clamp(weight, -p.w_max, 0.0);
    } else {
      const double room = std::pow((p.w_max - weight) / (p.w_max - p.w_min), p.mu_plus);
      const double size = std::pow((weight - p.w_min) / (p.w_max - p.w_min), p.mu_minus);
      weight += p.w_max * (p.a_plus * room * x - p.a_minus * size * y);
      weight = std::clamp(weight, p.w_min, p.w_max);
    }
  });
  return weight;
}

void expect_naive(const Parameters& p, double weight) {
  for_all_trains([&](const Trains& trains) {
    const float learned = trains.synapse<Stdp>(p, weight).weight_at(21000);
    EXPECT_NEAR(learned, naive_weight(p, trains, weight), 1e-5);  // float32 roundings
    EXPECT_NE(learned, static_cast<float>(weight));
  });
}

constexpr Parameters base{
    .tau_plus = 15.0, .tau_minus = 30.0, .a_plus = 0.02, .a_minus = 0.015, .w_max = 2.0};

Parameters changed(auto change) {
  Parameters p = base;
  change(p);
  return p;
}

TEST(Stdp, IsTheNaiveSumOverPairs) { expect_naive(base, 1.0); }

TEST(Stdp, IsItWithSoftBounds) {
  expect_naive(changed([](Parameters& p) { p.mu_plus = p.mu_minus = 1.0; }), 1.0);
}

TEST(Stdp, IsItWithPowersOfTheWeight) {
  expect_naive(changed([](Parameters& p) { p.mu_plus = 0.4, p.mu_minus = 0.7; }), 1.0);
}

TEST(Stdp, IsItBetweenNearestNeighbours) {
  expect_naive(changed([](Parameters& p) { p.nearest = true; }), 1.0);
}

TEST(Stdp, IsItBetweenBoundsOnEitherSideOfZero) {
  expect_naive(changed([](Parameters& p) { p.w_min = -2.0; }), 0.01);
  expect_naive(changed([](Parameters& p) { p.w_min = -2.0, p.mu_plus = p.mu_minus = 1.0; }), -0.5);
}

TEST(Stdp, IsItForInhibitoryWeights) {
  expect_naive(changed([](Parameters& p) { p.by_sign = true; }), -1.0);
  expect_naive(changed([](Parameters& p) { p.by_sign = true, p.mu_plus = p.mu_minus = 0.4; }),
               -1.0);
  expect_naive(changed([](Parameters& p) { p.by_sign = true; }), 1.0);
}

Trains pair_at(std::int64_t distance) {
  return {.arrivals = {500}, .posts = {500 + distance}, .post_lag = 5};
}

/// The window of a single pair (Bi & Poo's two exponentials) at 120 distances.
TEST(Stdp, HasTheWindowOfItsFormula) {
  for (std::int64_t distance = -300; distance <= 300; distance += 5) {
    const double ms = 0.1 * static_cast<double>(distance);
    const double change = distance == 0  ? 0.0
                          : distance > 0 ? 0.02 * 2.0 * std::exp(-ms / 15.0)
                                         : -0.015 * 2.0 * std::exp(ms / 30.0);
    EXPECT_NEAR(pair_at(distance).synapse<Stdp>(base, 1.0).weight_at(1000), 1.0 + change, 2e-7)
        << distance;
  }
}

TEST(Stdp, CrossesZeroWhereItsBoundsDo) {
  const Parameters p = changed([](Parameters& q) { q.w_min = -2.0; });
  EXPECT_LT(pair_at(-10).synapse<Stdp>(p, 0.01).weight_at(1000), 0.0f);
  EXPECT_GT(pair_at(10).synapse<Stdp>(p, -0.01).weight_at(1000), 0.0f);
}

TEST(Stdp, StopsAtItsBounds) {
  const Parameters p = changed([](Parameters& q) { q.a_plus = q.a_minus = 5.0, q.w_min = -1.0; });
  EXPECT_EQ(pair_at(10).synapse<Stdp>(p, 0.0).weight_at(1000), 2.0f);
  EXPECT_EQ(pair_at(-10).synapse<Stdp>(p, 0.0).weight_at(1000), -1.0f);
}

/// An inhibitory weight that learned to be 0 is still inhibitory.
TEST(Stdp, KeepsTheSignOfAWeightThatReachedZero) {
  const Parameters p = changed([](Parameters& q) { q.by_sign = true, q.a_plus = 5.0; });
  Trains trains = pair_at(-10);  // weakens inhibition, by a_plus
  EXPECT_EQ(trains.synapse<Stdp>(p, -0.5).weight_at(1000), 0.0f);
  trains.posts.push_back(1010);  // 51 ms after the arrival: strengthens it again
  const double expected = -0.015 * 2.0 * std::exp(-51.0 / 15.0);
  EXPECT_NEAR(trains.synapse<Stdp>(p, -0.5).weight_at(1100), expected, 1e-8);
}

TEST(Stdp, LearnsAtTheRatesThatAreSetWhileItRuns) {
  const Network network = pair_at(10).synapse<Stdp>(base, 1.0).network();
  Simulation simulation(network);
  simulation.run(Time{505});
  simulation.set_scalar(0, 0, 0.04);  // a_plus, from tick 506 on
  simulation.run(Time{100});
  EXPECT_NEAR(simulation.weights(0).weight[0], 1.0 + 0.04 * 2.0 * std::exp(-1.0 / 15.0), 2e-7);
}

TEST(Stdp, RefusesBoundsThatCannotBe) {
  const auto refused = [](auto change) {
    EXPECT_THROW(RulePlasticity<Stdp>{changed(change)}, ConfigError);
  };
  refused([](Parameters& p) { p.w_min = 2.0; });
  refused([](Parameters& p) { p.w_min = -1.0, p.by_sign = true; });
  refused([](Parameters& p) { p.mu_plus = -1.0; });
}

}  // namespace
}  // namespace meniscus
