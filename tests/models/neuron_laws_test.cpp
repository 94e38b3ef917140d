// Closed forms of the models beyond lif and lif_exp.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "models/neurons/adex.hpp"
#include "models/neurons/leaky_integrator.hpp"
#include "models/neurons/lif_adaptive.hpp"
#include "models/neurons/lif_alpha.hpp"
#include "models/neurons/lif_cond_exp.hpp"
#include "models/neurons/lif_escape.hpp"
#include "models/sources/currents.hpp"
#include "tests/models/single_neuron.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

const Resolution resolution(0.1);

/// Potential `t` ms after an alpha current of peak 1 pA: r_m/tau_m (e/tau_s) times the convolution
/// of s e^(-s/tau_s) with e^(-s/tau_m), where the time constants differ.
double alpha_response(double t, double tau_m, double tau_s, double r_m) {
  const double beta = 1.0 / tau_s - 1.0 / tau_m;
  return r_m / tau_m * std::numbers::e / tau_s *
         (std::exp(-t / tau_m) - std::exp(-t / tau_s) * (1.0 + beta * t)) / (beta * beta);
}

TEST(LifAlpha, RespondsWithTheClosedFormAtAnyTick) {
  for (const double tick : {0.01, 0.1, 1.0}) {
    SingleNeuron<LifAlpha> neuron(
        {.tau_syn_inh = 3.0, .e_l = 0.0, .v_th = 15.0, .v_reset = 0.0}, Resolution(tick),
        {.inputs = {{std::lround(8.0 / tick), 300.0, 0}, {std::lround(12.0 / tick), -200.0, 1}}});
    neuron.run_ms(20.0);
    EXPECT_NEAR(neuron.value(0),
                300.0 * alpha_response(12.0, 10.0, 2.0, 0.04) -
                    200.0 * alpha_response(8.0, 10.0, 3.0, 0.04),
                1e-11)
        << tick;
    EXPECT_NEAR(neuron.value(1), 300.0 * 6.0 * std::exp(1.0 - 6.0), 1e-11);
  }
}

TEST(LifAlpha, ReachesTheWeightAfterTauSyn) {
  SingleNeuron<LifAlpha> neuron({}, resolution, {.inputs = {{10, 300.0, 0}}});
  neuron.run_to(30);
  EXPECT_NEAR(neuron.value(1), 300.0, 1e-11);
}

TEST(LifAlpha, StaysExactWhereTheTimeConstantsMeet) {
  // There, r_m/tau e/tau t^2/2 e^(-t/tau).
  const double exact = 100.0 * 0.04 / 10.0 * std::numbers::e / 10.0 * 200.0 * std::exp(-2.0);
  for (const double tau : {10.0, 10.0 * (1.0 + 1e-15), 10.0 * (1.0 - 1e-12)}) {
    SingleNeuron<LifAlpha> neuron({.tau_syn_exc = tau, .e_l = 0.0, .v_th = 15.0, .v_reset = 0.0},
                                  resolution, {.inputs = {{10, 100.0, 0}}});
    neuron.run_to(210);
    EXPECT_NEAR(neuron.value(0), exact, 1e-11);
  }
}

TEST(LifAdaptive, RaisesItsThresholdWithEverySpikeAndForgets) {
  // 30 mV from rest towards 15 mV + theta: each interval is tau_m ln(30/(15 - theta)) and t_ref.
  SingleNeuron<LifAdaptive> neuron({.tau_theta = 1e7, .q_theta = 2.0, .i_e = 300.0}, resolution);
  neuron.run_ms(250.0);
  const auto spikes = neuron.spikes();
  ASSERT_GE(spikes.size(), 4u);
  double theta = 0.0;
  std::int64_t last = -20;  // not refractory at the start
  for (std::size_t n = 0; n < 4; ++n, theta += 2.0) {
    const double exact = 20.0 * std::log(30.0 / (15.0 - theta)) * 10.0;
    EXPECT_EQ(spikes[n], last + 20 + static_cast<std::int64_t>(std::ceil(exact))) << n;
    last = spikes[n];
  }
  SingleNeuron<LifAdaptive> forgetful({.tau_theta = 30.0, .q_theta = 2.0}, resolution,
                                      {.inputs = {{10, 1e5, 0}}});
  forgetful.run_to(11);
  ASSERT_EQ(forgetful.spikes().size(), 1u);
  EXPECT_EQ(forgetful.value(3), 2.0);
}

TEST(LifAdaptive, DecaysItsThresholdExactly) {
  SingleNeuron<LifAdaptive> neuron({.tau_theta = 30.0, .q_theta = 2.0, .t_ref = 40.0}, resolution,
                                   {.inputs = {{10, 1e5, 0}}});
  neuron.run_to(11 + 150);
  EXPECT_NEAR(neuron.value(3), 2.0 * std::exp(-0.5), 1e-13);
}

TEST(LeakyIntegrator, FiltersItsInputAndNeverSpikes) {
  SingleNeuron<LeakyIntegrator> neuron({.i_e = 100.0}, resolution, {.inputs = {{10, 1e6, 0}}});
  neuron.run_to(210);
  EXPECT_NEAR(neuron.value(), 10.0 * (1.0 - std::exp(-21.0 / 20.0)) + 1e6 * std::exp(-1.0), 1e-9);
  EXPECT_TRUE(neuron.spikes().empty());
}

TEST(LifCondExp, SettlesBetweenItsReversalPotentials) {
  // Conductances that hardly decay: v is their weighted mean.
  SingleNeuron<LifCondExp> neuron({.tau_syn_exc = 1e9, .tau_syn_inh = 1e9, .v_th = 0.0}, resolution,
                                  {.inputs = {{10, 5.0, 0}, {10, 25.0, 1}}});
  neuron.run_ms(200.0);
  EXPECT_NEAR(neuron.value(), (10.0 * -60.0 + 25.0 * -80.0) / 40.0, 1e-5);
}

TEST(LifCondExp, ConvergesWithTheSquareOfTheTick) {
  const auto v_at = [](double tick) {
    SingleNeuron<LifCondExp> neuron(
        {.v_th = 0.0}, Resolution(tick),
        {.inputs = {{std::lround(2.0 / tick), 40.0, 0}, {std::lround(3.0 / tick), 90.0, 1}}});
    neuron.run_ms(10.0);
    return neuron.value();
  };
  const double exact = v_at(1.0 / 512.0);
  const double coarse = v_at(0.5) - exact, fine = v_at(0.125) - exact;
  EXPECT_LT(std::abs(coarse), 0.2);
  EXPECT_NEAR(coarse / fine, 16.0, 2.0);
}

TEST(LifCondExp, StaysBoundedAtAnyConductance) {
  SingleNeuron<LifCondExp> neuron({.v_th = 10.0}, Resolution(1.0),
                                  {.inputs = {{5, 1e7, 0}, {9, 1e8, 1}}});
  for (std::int64_t t = 1; t < 60; ++t) {
    neuron.run_to(t);
    EXPECT_GE(neuron.value(), -80.0);
    EXPECT_LE(neuron.value(), 0.0);
  }
}

TEST(Adex, RestsWhereItsCurrentsCancel) {
  // Without adaptation, far below v_t: v = e_l + i/(g_l + a), the upswing being 1e-9 of it.
  SingleNeuron<Adex> neuron({.i_e = -340.0}, resolution);
  neuron.run_ms(3000.0);
  EXPECT_NEAR(neuron.value(0), -70.6 - 10.0, 1e-4);
  EXPECT_NEAR(neuron.value(1), 4.0 * -10.0, 1e-3);
}

TEST(Adex, AddsBToTheAdaptationAndSlowsDown) {
  SingleNeuron<Adex> neuron({.i_e = 1000.0}, resolution);
  neuron.run_ms(500.0);
  const auto spikes = neuron.spikes();
  ASSERT_GE(spikes.size(), 5u);
  for (std::size_t n = 2; n < spikes.size(); ++n) {
    EXPECT_GE(spikes[n] - spikes[n - 1], spikes[n - 1] - spikes[n - 2] - 1);
  }
  EXPECT_GT(spikes.back() - spikes[spikes.size() - 2], 3 * (spikes[1] - spikes[0]) / 2);
}

TEST(Adex, HoldsThePotentialForItsRefractoryTime) {
  SingleNeuron<Adex> neuron({.t_ref = 5.0, .i_e = 1000.0}, resolution);
  neuron.run_ms(100.0);
  const std::int64_t spike = neuron.spikes().front();
  SingleNeuron<Adex> again({.t_ref = 5.0, .i_e = 1000.0}, resolution);
  again.run_to(spike);
  const double w = again.value(1);
  EXPECT_GT(w, 80.0);
  for (std::int64_t t = spike + 1; t <= spike + 50; ++t) {
    again.run_to(t);
    EXPECT_EQ(again.value(0), -70.6);
  }
  EXPECT_NEAR(again.value(1), w * std::exp(-5.0 / 144.0), 1e-6);
  again.run_to(spike + 51);
  EXPECT_GT(again.value(0), -70.6);
}

/// How often each interval, in ticks, occurs among those of `size` neurons over `ms`.
std::vector<std::uint64_t> intervals(const LifEscape::Parameters& p, std::uint32_t size,
                                     double ms) {
  NetworkBuilder builder(resolution);
  const auto cells = builder.add<LifEscape>("cells", size, p);
  const Network network = builder.build();
  Simulation simulation(network, {.seed = 2});
  SpikeLog log(simulation);
  simulation.run_ms(ms);
  std::vector<std::int64_t> last(size, -1);
  std::vector<std::uint64_t> result;
  for (const Spike& spike : log.of(cells)) {
    if (last[spike.neuron] >= 0) {
      result.push_back(static_cast<std::uint64_t>(spike.time.ticks - last[spike.neuron]));
    }
    last[spike.neuron] = spike.time.ticks;
  }
  return result;
}

TEST(LifEscape, AtRestIsAPoissonProcessWithADeadTime) {
  // 2 mV below v_th: 100 Hz/e. Seen through windows of 20 intervals: few are cut off.
  const double p = 1.0 - std::exp(-0.01 * std::exp(-1.0));
  const auto seen = intervals({.v_th = 2.0}, 100, 6000.0);
  ASSERT_GT(seen.size(), 15'000u);
  double sum = 0.0;
  for (const std::uint64_t n : seen) {
    ASSERT_GT(n, 20u);
    sum += static_cast<double>(n);
  }
  const double mean = 20.0 + 1.0 / p, n = static_cast<double>(seen.size());
  // The last interval of each neuron is cut off, and longer than most: some mean^2/6000 ms.
  EXPECT_NEAR(sum / n, mean, 4.0 / p / std::sqrt(n) + mean * mean / 60'000.0);
}

TEST(LifEscape, SurvivesAccordingToTheHazardAlongItsPotential) {
  // The first spike after a start from rest under r_m i_e = 25 mV, whose hazard is known.
  constexpr std::uint32_t size = 20'000;
  NetworkBuilder builder(resolution);
  const auto cells = builder.add<LifEscape>("cells", size, {.t_ref = 1e4, .i_e = 250.0});
  const Network network = builder.build();
  Simulation simulation(network, {.seed = 3});
  SpikeLog log(simulation);
  simulation.run_ms(200.0);
  std::vector<std::uint64_t> first;
  for (const Spike& spike : log.of(cells)) {
    first.push_back(static_cast<std::uint64_t>(spike.time.ticks));
  }
  ASSERT_GT(first.size(), size - 20u);
  std::vector<double> law{0.0};
  for (double t = 1.0, survived = 1.0; t < 3000.0; ++t) {
    const double v = 25.0 * -std::expm1(-t * 0.1 / 20.0);
    const double fires = -std::expm1(-0.01 * std::exp((v - 20.0) / 2.0));
    law.push_back(survived * fires);
    survived *= 1.0 - fires;
  }
  EXPECT_GT(discrete_p_value(first, [&](std::uint64_t k) { return law[k]; }), significance);
}

TEST(LifEscape, DependsOnTheSeedButNotOnThreadsBlocksOrCuts) {
  const auto spikes = [](std::uint64_t seed, std::uint32_t block, int threads, bool cut) {
    NetworkBuilder builder(resolution);
    const auto cells = builder.add<LifEscape>("cells", 300, {.i_e = 220.0});
    const Network network = builder.build(block);
    Simulation simulation(network, {.seed = seed, .threads = threads});
    SpikeLog log(simulation);
    if (cut) simulation.run(Time{777});
    simulation.run(Time{2000} - simulation.now());
    return log.of(cells);
  };
  const auto reference = spikes(1, 4096, 1, false);
  EXPECT_GT(reference.size(), 1000u);
  EXPECT_EQ(spikes(1, 8, 3, true), reference);
  EXPECT_EQ(spikes(1, 64, 2, true), reference);
  EXPECT_NE(spikes(2, 4096, 1, false), reference);
}

}  // namespace
}  // namespace meniscus
