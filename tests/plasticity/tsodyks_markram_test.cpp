#include "plasticity/tsodyks_markram.hpp"

#include <gtest/gtest.h>

#include "tests/plasticity/naive_trains.hpp"

namespace meniscus {
namespace {

using Parameters = TsodyksMarkram::Parameters;
using Synapse = OneSynapseOf<TsodyksMarkram>;

constexpr Parameters depressing{.u_se = 0.67, .tau_rec = 450.0, .tau_facil = 0.0};
constexpr Parameters facilitating{.u_se = 0.09, .tau_rec = 130.0, .tau_facil = 530.0};

/// What each of `count` spikes, `interval` ms apart, delivers relative to the weight: by how much
/// it lifts its target.
std::vector<double> responses(const Parameters& p, double interval, std::size_t count) {
  Synapse synapse{.rule = p, .weight = 2.0, .pre = {}, .delay = 5};
  const auto ticks = static_cast<std::int64_t>(10.0 * interval);
  for (std::size_t n = 0; n < count; ++n) synapse.pre.push_back(100 + std::int64_t(n) * ticks);
  const Network network = synapse.network();
  Simulation simulation(network);
  std::vector<double> delivered;
  for (const std::int64_t emitted : synapse.pre) {
    simulation.run(Time{emitted + 4} - simulation.now());
    const double before = simulation.value(2, 0, 0);
    simulation.run(Time{1});
    const double tau_m = Lif::Parameters{}.tau_m;
    delivered.push_back((simulation.value(2, 0, 0) - before * std::exp(-0.1 / tau_m)) / 2.0);
  }
  return delivered;
}

/// Markram, Wang & Tsodyks (1998): u and R of a spike from those of the one before, in double.
std::vector<double> iterated(const Parameters& p, double interval, std::size_t count) {
  std::vector<double> delivered;
  double u = p.u_se, r = 1.0;
  for (std::size_t n = 0; n < count; ++n) {
    delivered.push_back(u * r);
    const double kept = p.tau_facil == 0.0 ? 0.0 : u * std::exp(-interval / p.tau_facil);
    r = r * (1.0 - u) * std::exp(-interval / p.tau_rec) + 1.0 - std::exp(-interval / p.tau_rec);
    u = kept + p.u_se * (1.0 - kept);
  }
  return delivered;
}

/// The fixed point of that recurrence: what a long regular train comes to.
double steady_state(const Parameters& p, double interval) {
  const double f = p.tau_facil == 0.0 ? 0.0 : std::exp(-interval / p.tau_facil);
  const double u = p.u_se / (1.0 - (1.0 - p.u_se) * f);
  const double d = std::exp(-interval / p.tau_rec);
  return u * (1.0 - d) / (1.0 - (1.0 - u) * d);
}

void expect_iterated(const Parameters& p, double interval) {
  const auto engine = responses(p, interval, 60);
  const auto paper = iterated(p, interval, 60);
  for (std::size_t n = 0; n < engine.size(); ++n) EXPECT_NEAR(engine[n], paper[n], 1e-12) << n;
  EXPECT_NEAR(engine.back(), steady_state(p, interval), 1e-6);
}

TEST(TsodyksMarkram, DepressesAsInThePaperAtTwentyHz) { expect_iterated(depressing, 50.0); }

TEST(TsodyksMarkram, FacilitatesAsInThePaperAtTwentyHz) { expect_iterated(facilitating, 50.0); }

TEST(TsodyksMarkram, FacilitatesAsInThePaperAtTenHz) { expect_iterated(facilitating, 100.0); }

/// Tsodyks & Markram (1997): the steady response of a depressing synapse falls as 1/rate, so that
/// what comes per second saturates at 1/tau_rec.
TEST(TsodyksMarkram, SaturatesAtTheLimitingFrequency) {
  for (const double rate : {50.0, 100.0, 200.0}) {
    const double drive = responses(depressing, 1000.0 / rate, 200).back() * rate;
    EXPECT_NEAR(drive, 1000.0 / depressing.tau_rec, 0.05 * 1000.0 / depressing.tau_rec) << rate;
  }
}

TEST(TsodyksMarkram, UsesResourcesOneSpikeAfterTheOtherWhenSeveralArriveAtOnce) {
  for (const Parameters& p : {depressing, facilitating}) {
    const Synapse together{.rule = p, .weight = 2.0, .pre = {100, 100, 100}, .delay = 5};
    const Network network = together.network();
    Simulation simulation(network);
    simulation.run(Time{105});
    double sum = 0.0;
    for (const double delivered : iterated(p, 0.0, 3)) sum += delivered;
    EXPECT_NEAR(simulation.value(2, 0, 0), 2.0 * sum, 1e-12);
  }
}

TEST(TsodyksMarkram, LeavesWeightsOfEitherSignAsTheyAre) {
  for (const double weight : {0.7, -0.7}) {
    const Synapse synapse{
        .rule = depressing, .weight = weight, .pre = {10, 30, 31}, .post = {20, 30, 40}};
    EXPECT_EQ(synapse.weight_at(100), static_cast<float>(weight));
  }
}

}  // namespace
}  // namespace meniscus
