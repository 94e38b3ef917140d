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

/// Ivanov & Michmizos (2021) as their program goes through a millisecond: calcium, then the gated
/// changes by traces of before, bounds, traces. `sign`: of the weight, which is inhibitory below 0.
double as_published(const std::vector<bool>& pre, const std::vector<bool>& post, double sign) {
  constexpr double rate = 0.15, kept = 0.9047745, theta = 37.0, width = 20.0;
  double w = sign, c = 0.0, x = 0.0, y = 0.0;
  for (std::size_t t = 0; t < pre.size(); ++t) {
    c += post[t] - c / 1000.0;
    const double causal = post[t] ? sign * rate * x : 0.0;
    const double anticausal = pre[t] ? -sign * rate * y : 0.0;
    if (theta < c && c < theta + width) w += std::max(causal, 0.0) + std::max(anticausal, 0.0);
    if (theta - width < c && c < theta) w += std::min(causal, 0.0) + std::min(anticausal, 0.0);
    w = sign > 0.0 ? std::clamp(w, 0.0, 3.0) : std::clamp(w, -3.0, 0.0);
    x = kept * (x + 0.1 * pre[t]);
    y = kept * (y + 0.1 * post[t]);
  }
  return w;
}

/// The same by the engine, in whose terms a step of theirs is a tick of 1 ms, a delay and a lag.
float by_the_engine(const std::vector<bool>& pre, const std::vector<bool>& post, double sign) {
  Parameters p;
  p.tau_plus = p.tau_minus = -1.0 / std::log(0.9047745);
  p.tau_c = -1.0 / std::log(1.0 - 1.0 / 1000.0);
  p.a_plus = p.a_minus = 0.15 * 0.1 / 3.0;
  p.w_max = 3.0;
  p.by_sign = true;
  OneSynapseOf<ApStdp> synapse{.rule = p, .weight = sign, .post_lag = 1, .resolution = 1.0};
  for (std::size_t t = 0; t < pre.size(); ++t) {
    const auto tick = static_cast<std::int64_t>(t) + 2;
    if (pre[t]) synapse.pre.push_back(tick);
    if (post[t]) synapse.post.push_back(tick);
  }
  return synapse.weight_at(static_cast<std::int64_t>(pre.size()) + 10);
}

TEST(ApStdp, IsThatOfIvanovAndMichmizos) {
  RandomStream random({.seed = 3}, 0);
  std::vector<bool> pre, post;
  for (std::uint32_t t = 0; t < 8000; ++t) {
    pre.push_back(uniform_index(random, 1000) < 40);
    // Calcium goes through both windows, up and down.
    post.push_back(uniform_index(random, 1000) < (t / 1500 % 2 == 0 ? 70u : 15u));
  }
  for (const double sign : {1.0, -1.0}) {
    const double published = as_published(pre, post, sign);
    EXPECT_NEAR(by_the_engine(pre, post, sign), published, 1e-5);
    EXPECT_GT(std::abs(published - sign), 0.01);
  }
}

}  // namespace
}  // namespace meniscus
