#include "plasticity/stdp_reward.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "tests/plasticity/naive_trains.hpp"

namespace meniscus {
namespace {

using Parameters = StdpReward::Parameters;
using Reward = std::function<double(std::int64_t tick)>;  // [kHz]

constexpr Parameters base{.tau_plus = 15.0,
                          .tau_minus = 30.0,
                          .tau_e = 50.0,
                          .a_plus = 1.0,
                          .a_minus = 0.7,
                          .reward = 0.0,
                          .w_max = 4.0};

/// The weight after so many ticks by Euler's sum over ticks, eligibility and traces by sums over
/// all earlier spikes; without bounds.
double naive_weight(const Parameters& p, const Trains& trains, double weight, std::int64_t ticks,
                    const Reward& reward) {
  const Past pre{trains.arrivals}, post{trains.posts};
  std::vector<std::pair<std::int64_t, double>> marks;
  walk(trains, [&](int arrivals, bool fires, std::int64_t t) {
    double change = -arrivals * p.a_minus * post.trace(t, p.tau_minus, false);
    if (fires) change += p.a_plus * pre.trace(t, p.tau_plus, sees_arrivals(trains));
    marks.emplace_back(t, change);
  });
  for (std::int64_t t = 1; t <= ticks; ++t) {
    double eligibility = 0.0;
    for (const auto& [tick, change] : marks) {
      if (tick <= t)
        eligibility += change * std::exp(-0.1 * static_cast<double>(t - tick) / p.tau_e);
    }
    weight += p.w_max * eligibility * reward(t) * 0.1;
  }
  return weight;
}

/// The engine's weight, the reward being set tick by tick.
double engine_weight(const Parameters& p, const Trains& trains, double weight, std::int64_t ticks,
                     const Reward& reward) {
  const Network network = trains.synapse<StdpReward>(p, weight).network();
  Simulation simulation(network);
  for (std::int64_t t = 1; t <= ticks; ++t) {
    simulation.set_scalar(0, 0, reward(t));
    simulation.run(Time{1});
  }
  return simulation.weights(0).weight[0];
}

double alternating(std::int64_t tick) { return tick / 700 % 2 == 0 ? 2e-4 : -1e-4; }

TEST(StdpReward, IsTheNaiveSumOverPairsAndTicks) {
  for (const std::int64_t post_lag : {0, 7}) {
    const Trains trains = every_order(post_lag);
    for (const std::int64_t ticks : {1000, 2500}) {
      // Roundings of a float32 weight of about 2 at forty spikes.
      const double naive = naive_weight(base, trains, 2.0, ticks, alternating);
      EXPECT_NEAR(engine_weight(base, trains, 2.0, ticks, alternating), naive, 5e-6);
      EXPECT_GT(std::abs(naive - 2.0), 1e-3);
    }
  }
}

/// Sums are renewed every 10 tau_e = 30 ms, six times meanwhile.
TEST(StdpReward, DoesNotDependOnTheRenewalOfItsSums) {
  Parameters p = base;
  p.tau_e = 3.0;
  const Trains trains = every_order(0);
  const double naive = naive_weight(p, trains, 2.0, 1800, alternating);
  EXPECT_NEAR(engine_weight(p, trains, 2.0, 1800, alternating), naive, 1e-5);
}

/// Izhikevich (2007), figure 1: a pairing is still worth exp(-delay/tau_e) when a short reward
/// comes; without the reward it is worth nothing.
TEST(StdpReward, RemembersAPairingUntilTheReward) {
  const Parameters p{.w_max = 4.0};
  const Trains pair{.arrivals = {100}, .posts = {200}, .post_lag = 5};
  const auto after = [&](std::int64_t reward_at) {
    return engine_weight(
               p, pair, 2.0, 12000,
               [=](std::int64_t t) { return t >= reward_at && t < reward_at + 10 ? 0.01 : 0.0; }) -
           2.0;
  };
  const double soon = after(210), late = after(10210);
  EXPECT_NEAR(soon, 4.0 * 0.01 * std::exp(-10.0 / 20.0), 2e-4);
  EXPECT_NEAR(late / soon, std::exp(-1.0), 1e-4);
  EXPECT_EQ(after(12001), 0.0);
}

TEST(StdpReward, LearnsFromAStandingReward) {
  Parameters p = base;
  p.reward = 2e-4;
  const Trains trains = every_order(0);
  EXPECT_EQ(trains.synapse<StdpReward>(p, 2.0).weight_at(1700),
            static_cast<float>(
                engine_weight(base, trains, 2.0, 1700, [](std::int64_t) { return 2e-4; })));
}

TEST(StdpReward, StopsAtItsBounds) {
  const Trains pair{.arrivals = {100, 900}, .posts = {120, 920}, .post_lag = 5};
  EXPECT_EQ(engine_weight(base, pair, 2.0, 2000, [](std::int64_t) { return 1.0; }), 4.0);
  EXPECT_EQ(engine_weight(base, pair, 2.0, 2000, [](std::int64_t) { return -1.0; }), 0.0);
}

}  // namespace
}  // namespace meniscus
