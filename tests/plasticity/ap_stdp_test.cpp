#include "plasticity/ap_stdp.hpp"

#include <gtest/gtest.h>

#include "tests/plasticity/naive_trains.hpp"

namespace meniscus {
namespace {

using Parameters = ApStdp::Parameters;

/// The weight after all of the trains by sums over all earlier spikes, in double. How often each
/// gate was open is counted.
struct Naive {
  const Parameters& p;
  double weight;
  int up = 0, down = 0, closed = 0;

  void learn(const Trains& trains) {
    const Past pre{trains.arrivals}, post{trains.posts};
    const bool inhibitory = p.by_sign && weight < 0.0;
    walk(trains, [&](int arrivals, bool fires, std::int64_t t) {
      const bool with_now = fires || post_seen(trains, arrivals);
      const double c = post.trace(t, p.tau_c, with_now);
      const double x = fires ? pre.trace(t, p.tau_plus, sees_arrivals(trains)) : 0.0;
      const double y = arrivals * post.trace(t, p.tau_minus, false);
      const double by_target = p.w_max * x * (inhibitory ? -p.a_minus : p.a_plus);
      const double by_arrivals = p.w_max * y * (inhibitory ? p.a_plus : -p.a_minus);
      weight += gate(c, by_target) + gate(c, by_arrivals);
      weight = std::clamp(weight, inhibitory ? -p.w_max : 0.0, inhibitory ? 0.0 : p.w_max);
    });
  }

  /// Without a lag an arrival doesn't know of the target's spike of its tick.
  static bool post_seen(const Trains& trains, int arrivals) {
    return trains.post_lag > 0 && arrivals > 0;
  }

  double gate(double c, double change) {
    const bool grows = c > p.theta && c < p.theta + p.width;
    const bool shrinks = c < p.theta && c > p.theta - p.width;
    ++(grows ? up : shrinks ? down : closed);
    if (grows) return std::max(change, 0.0);
    return shrinks ? std::min(change, 0.0) : 0.0;
  }
};

Parameters gated(double weight_sign) {
  Parameters p;
  p.tau_plus = 15.0;
  p.tau_minus = 30.0;
  p.a_plus = 0.03;
  p.a_minus = 0.03;
  p.w_max = 2.0;
  p.by_sign = weight_sign < 0.0;
  p.tau_c = 200.0;
  p.theta = 4.2;
  p.width = 1.7;
  return p;
}

void expect_naive(double start) {
  const Parameters p = gated(start);
  int up = 0, down = 0, closed = 0;
  for_all_trains([&](const Trains& trains) {
    Naive naive{p, start};
    naive.learn(trains);
    EXPECT_NEAR(trains.synapse<ApStdp>(p, start).weight_at(21000), naive.weight, 1e-5);
    up += naive.up, down += naive.down, closed += naive.closed;
  });
  for (const int opened : {up, down, closed}) EXPECT_GT(opened, 100);
}

TEST(ApStdp, IsTheGatedNaiveSumOverPairs) { expect_naive(1.0); }

TEST(ApStdp, IsItForInhibitoryWeights) { expect_naive(-1.0); }

/// The gate's edges: calcium counts the spike of the tick itself.
TEST(ApStdp, CountsTheTargetsSpikeOfTheTick) {
  Parameters p = gated(1.0);
  const Trains pair{.arrivals = {500}, .posts = {510}, .post_lag = 5};
  const auto grows = [&](double theta) {
    p.theta = theta;
    return pair.synapse<ApStdp>(p, 1.0).weight_at(1000) > 1.0f;
  };
  EXPECT_TRUE(grows(0.9));
  EXPECT_FALSE(grows(1.0));  // not above it
  EXPECT_FALSE(grows(1.1));
  EXPECT_FALSE(grows(-0.8));  // 1 is beyond the window
}

}  // namespace
}  // namespace meniscus
