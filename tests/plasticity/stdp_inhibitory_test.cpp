#include "plasticity/stdp_inhibitory.hpp"

#include <gtest/gtest.h>

#include "models/sources/poisson.hpp"
#include "models/sources/poisson_input.hpp"
#include "sim/network/source_population.hpp"
#include "tests/plasticity/naive_trains.hpp"

namespace meniscus {
namespace {

using Parameters = StdpInhibitory::Parameters;

/// The weight after all of the trains by sums over all earlier spikes, in double.
double naive_weight(const Parameters& p, const Trains& trains, double weight) {
  const Past pre{trains.arrivals}, post{trains.posts};
  walk(trains, [&](int arrivals, bool fires, std::int64_t t) {
    const double y = post.trace(t, p.tau, false);
    double change = arrivals * (y - 2.0 * p.target_rate * p.tau);
    if (fires) change += pre.trace(t, p.tau, sees_arrivals(trains));
    weight += p.learning_rate * p.w_max * change;
    weight = std::clamp(weight, std::min(p.w_max, 0.0), std::max(p.w_max, 0.0));
  });
  return weight;
}

void expect_naive(const Parameters& p, double weight) {
  for_all_trains([&](const Trains& trains) {
    const float learned = trains.synapse<StdpInhibitory>(p, weight).weight_at(21000);
    EXPECT_NEAR(learned, naive_weight(p, trains, weight), 1e-5);  // float32 roundings
    EXPECT_NE(learned, static_cast<float>(weight));
  });
}

TEST(StdpInhibitory, IsTheNaiveSumOverPairs) {
  expect_naive({.target_rate = 0.01, .learning_rate = 0.002, .w_max = 2.0}, 1.0);
}

TEST(StdpInhibitory, IsItForNegativeWeights) {
  expect_naive({.tau = 30.0, .target_rate = 0.005, .learning_rate = 0.003, .w_max = -2.0}, -1.0);
}

/// Vogels et al. (2011), figure 1: the same window whichever side fires first.
TEST(StdpInhibitory, HasASymmetricWindowAboveADepression) {
  const Parameters p{.target_rate = 0.005, .learning_rate = 0.01, .w_max = 2.0};
  for (const std::int64_t distance : {-400, -120, -30, -1, 1, 30, 120, 400}) {
    const Trains pair{.arrivals = {500}, .posts = {500 + distance}, .post_lag = 5};
    const double ms = 0.1 * static_cast<double>(distance);
    const double change = 0.01 * 2.0 * (std::exp(-std::abs(ms) / 20.0) - 2.0 * 0.005 * 20.0);
    EXPECT_NEAR(pair.synapse<StdpInhibitory>(p, 1.0).weight_at(1200), 1.0 + change, 2e-7)
        << distance;
  }
}

TEST(StdpInhibitory, RefusesAStrongestWeightOfZeroOrNone) {
  EXPECT_THROW(RulePlasticity<StdpInhibitory>({.w_max = 0.0}), ConfigError);
  EXPECT_THROW(RulePlasticity<StdpInhibitory>(Parameters{}), ConfigError);
}

/// Mean rate over the last ten of forty seconds [Hz] of neurons under strong excitation and
/// plastic inhibition.
double rate_after_learning(double target_rate, double excitation) {
  const Resolution resolution(0.5);
  NetworkBuilder builder(resolution, 3);
  const auto inhibition = builder.add(
      "inh", 200, std::make_unique<SourcePopulation<Poisson>>(Poisson::Parameters{{0.02}}));
  const auto cells = builder.add<Lif>("cells", 20, {.v_th = 20.0, .t_ref = 2.0});
  builder.stimulate(
      cells, std::make_unique<PoissonInput>(Poisson::Parameters{{excitation}}, resolution), 0.5);
  const auto rule = builder.add_plasticity<StdpInhibitory>(
      {.target_rate = target_rate, .learning_rate = 0.002, .w_max = -4.0});
  builder.connect(inhibition, cells, AllToAll{},
                  {.weight = constant(-0.02), .delay = constant(1.0), .plasticity = rule});
  const Network network = builder.build();
  Simulation simulation(network, {.seed = 2});
  simulation.run_ms(30e3);
  const std::uint64_t before = simulation.spike_count(cells);
  simulation.run_ms(10e3);
  return static_cast<double>(simulation.spike_count(cells) - before) / (10.0 * 20.0);
}

/// Within a tenth: an inhibitory spike itself delays the target's next one, which shifts the fixed
/// point upwards in proportion to the weight (by a fifth with 50 inputs, four times as strong).
TEST(StdpInhibitory, BringsInhibitedNeuronsToTheTargetRate) {
  EXPECT_NEAR(rate_after_learning(0.005, 3.5), 5.0, 0.5);
  EXPECT_NEAR(rate_after_learning(0.010, 3.5), 10.0, 1.0);
  EXPECT_NEAR(rate_after_learning(0.005, 5.0), 5.0, 0.5);
}

}  // namespace
}  // namespace meniscus
