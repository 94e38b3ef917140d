// The rules against Brian2 2.5.1: brian/make_references.py, which has the trains, too.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "plasticity/stdp.hpp"
#include "plasticity/stdp_inhibitory.hpp"
#include "plasticity/stdp_triplet.hpp"
#include "plasticity/tsodyks_markram.hpp"
#include "tests/plasticity/one_synapse.hpp"

namespace meniscus {
namespace {

std::vector<double> reference(const std::string& name) {
  std::ifstream file(MENISCUS_SOURCE_DIR "/tests/plasticity/brian/" + name + ".txt");
  std::vector<double> values;
  for (double value = 0.0; file >> value;) values.push_back(value);
  return values;
}

template <class R>
OneSynapseOf<R> synapse(const typename R::Parameters& rule) {
  return {.rule = rule,
          .weight = 1.0,
          .pre = {10,  35,  36,  80,  150, 151, 152, 260,  300,  420,
                  500, 501, 640, 700, 900, 905, 910, 1200, 1500, 1900},
          .post = {20,  25,  51,  90,  95,  160, 165,  167,  275,  290, 435,
                   515, 516, 660, 800, 915, 925, 1100, 1515, 1600, 1700},
          .delay = 15};
}

/// Ours learn in float32: some forty roundings of 2^-24 of a weight of 1 to 2.
template <class R>
void expect_weights(const std::string& name, const typename R::Parameters& rule) {
  const std::vector<double> weights = reference(name);
  ASSERT_EQ(weights.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const std::int64_t tick = std::array<std::int64_t, 4>{200, 600, 1200, 2000}[i];
    EXPECT_NEAR(synapse<R>(rule).weight_at(tick), weights[i], 4e-6) << tick << " ticks";
  }
}

constexpr StdpTriplet::Parameters triplet{.a2_plus = 2e-3, .a3_minus = 2.3e-3, .w_max = 2.0};

/// The reference's amplitudes are those of a weight, ours those of w_max.
StdpTriplet::Parameters triplet_rule(bool nearest) {
  StdpTriplet::Parameters p = triplet;
  p.learning_rate = 0.5;
  p.nearest = nearest;
  return p;
}

TEST(BrianRules, HaveTheSameWeightUnderTripletStdp) {
  expect_weights<StdpTriplet>("stdp_triplet", triplet_rule(false));
}

TEST(BrianRules, HaveTheSameWeightUnderTripletStdpOfNearestSpikes) {
  expect_weights<StdpTriplet>("stdp_triplet_nearest", triplet_rule(true));
}

TEST(BrianRules, HaveTheSameWeightUnderNearestNeighbourStdp) {
  expect_weights<Stdp>("stdp_nearest", {.tau_plus = 15.0,
                                        .tau_minus = 30.0,
                                        .a_plus = 0.02,
                                        .a_minus = 0.015,
                                        .w_max = 2.0,
                                        .mu_plus = 0.4,
                                        .mu_minus = 0.7,
                                        .nearest = true});
}

TEST(BrianRules, HaveTheSameWeightUnderInhibitoryPlasticity) {
  expect_weights<StdpInhibitory>("stdp_inhibitory",
                                 {.target_rate = 0.01, .learning_rate = 0.002, .w_max = 2.0});
}

/// By how much each spike lifts the target's potential, which decays in between.
void expect_deliveries(const std::string& name, const TsodyksMarkram::Parameters& rule) {
  auto one = synapse<TsodyksMarkram>(rule);
  one.post.clear();
  const std::vector<double> deliveries = reference(name);
  ASSERT_EQ(deliveries.size(), one.pre.size());
  const Network network = one.network();
  Simulation simulation(network);
  for (std::size_t i = 0; i < deliveries.size(); ++i) {
    simulation.run(Time{one.pre[i] + 14} - simulation.now());
    const double before = simulation.value(2, 0, 0);
    simulation.run(Time{1});
    const double kept = before * std::exp(-0.1 / Lif::Parameters{}.tau_m);
    EXPECT_NEAR(simulation.value(2, 0, 0) - kept, deliveries[i], 1e-10) << i;
  }
}

TEST(BrianRules, DeliverTheSameByADepressingSynapse) {
  expect_deliveries("tsodyks_markram_depressing",
                    {.u_se = 0.3, .tau_rec = 130.0, .tau_facil = 0.0});
}

TEST(BrianRules, DeliverTheSameByAFacilitatingSynapse) {
  expect_deliveries("tsodyks_markram_facilitating",
                    {.u_se = 0.3, .tau_rec = 130.0, .tau_facil = 530.0});
}

}  // namespace
}  // namespace meniscus
