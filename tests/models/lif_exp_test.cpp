#include "models/neurons/lif_exp.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/models/single_neuron.hpp"

namespace meniscus {
namespace {

using Neuron = SingleNeuron<LifExp>;

enum Variable : std::size_t { v, i_exc, i_inh };

/// Potential `t` ms after an input of 1 pA, from rest: r_m/tau_m (e^(-t/tau_m) - e^(-t/tau_syn)) /
/// (1/tau_syn - 1/tau_m), and r_m/tau_m t e^(-t/tau_m) where the time constants are equal.
double response(double t, double tau_m, double tau_syn, double r_m = 0.1) {
  if (tau_m == tau_syn) return r_m / tau_m * t * std::exp(-t / tau_m);
  const double rate = 1.0 / tau_syn - 1.0 / tau_m;
  return r_m / tau_m * (std::exp(-t / tau_m) - std::exp(-t / tau_syn)) / rate;
}

TEST(LifExp, RespondsToAnInputWithADifferenceOfExponentials) {
  Neuron neuron({.e_l = 0.0, .v_th = 20.0, .v_reset = 0.0}, Resolution(0.1),
                {.inputs = {{10, 300.0, 0}}});
  for (std::int64_t t = 10; t <= 1000; t += 15) {
    neuron.run_to(t);
    const double ms = static_cast<double>(t - 10) * 0.1;
    EXPECT_NEAR(neuron.value(v), 300.0 * response(ms, 20.0, 5.0), 1e-12);
    EXPECT_NEAR(neuron.value(i_exc), 300.0 * std::exp(-ms / 5.0), 1e-11);
  }
}

TEST(LifExp, HasATimeConstantPerChannel) {
  Neuron neuron({.e_l = 0.0, .v_th = 20.0, .v_reset = 0.0}, Resolution(0.1),
                {.inputs = {{10, 300.0, 0}, {40, -200.0, 1}}});
  neuron.run_to(100);
  EXPECT_NEAR(neuron.value(v), 300.0 * response(9.0, 20.0, 5.0) - 200.0 * response(6.0, 20.0, 10.0),
              1e-12);
  EXPECT_NEAR(neuron.value(i_inh), -200.0 * std::exp(-0.6), 1e-11);
}

TEST(LifExp, StaysExactWhereTheTimeConstantsMeet) {
  for (const double tau_syn : {20.0, 20.0 * (1.0 + 1e-15), 20.0 * (1.0 - 1e-12)}) {
    Neuron neuron({.tau_syn_exc = tau_syn, .e_l = 0.0, .v_th = 20.0, .v_reset = 0.0},
                  Resolution(0.1), {.inputs = {{10, 100.0, 0}}});
    neuron.run_to(510);
    // Moving tau_syn by a part in 1e12 moves the response by as much.
    EXPECT_NEAR(neuron.value(v), 100.0 * response(50.0, 20.0, 20.0), 1e-11);
  }
}

TEST(LifExp, RespondsTheSameAtAnyStep) {
  for (int power = 0; power >= -10; --power) {
    const double tick = std::exp2(power);
    const auto arrival = static_cast<std::int64_t>(8.0 / tick);
    Neuron neuron({.e_l = 0.0, .v_th = 20.0, .v_reset = 0.0, .i_e = 50.0}, Resolution(tick),
                  {.inputs = {{arrival, 200.0, 0}, {arrival, -90.0, 1}}});
    neuron.run_ms(18.0);
    const double exact = 5.0 * (1.0 - std::exp(-18.0 / 20.0)) + 200.0 * response(10.0, 20.0, 5.0) -
                         90.0 * response(10.0, 20.0, 10.0);
    EXPECT_NEAR(neuron.value(v), exact, 1e-12) << "tick " << tick << " ms";
  }
}

TEST(LifExp, SpikesAtTheFirstTickAtOrAfterTheExactCrossingUnderConstantDrive) {
  // From rest at -70 with r_m i_e = 25 mV to -50 mV: tau_m ln 5 = 32.19 ms; from -60: ln 3,
  // 21.97 ms.
  Neuron neuron({.i_e = 250.0}, Resolution(0.1));
  neuron.run_ms(60.0);
  EXPECT_EQ(neuron.spikes(), (std::vector<std::int64_t>{322, 322 + 20 + 220}));
}

TEST(LifExp, HoldsThePotentialAfterASpikeWhileItsCurrentsGoOn) {
  // The response to 2000 pA passes 20 mV after 2.83 ms: a spike at tick 39, so 40 … 59 are held.
  Neuron neuron({}, Resolution(0.1), {.inputs = {{10, 2000.0, 0}, {50, 500.0, 0}}});
  for (std::int64_t t = 39; t <= 59; ++t) {
    neuron.run_to(t);
    EXPECT_EQ(neuron.value(v), -60.0);
    const double first = 2000.0 * std::exp(-static_cast<double>(t - 10) * 0.1 / 5.0);
    const double second = t < 50 ? 0.0 : 500.0 * std::exp(-static_cast<double>(t - 50) * 0.1 / 5.0);
    EXPECT_NEAR(neuron.value(i_exc), first + second, 1e-10);
  }
  const double current = neuron.value(i_exc);
  neuron.run_to(60);
  EXPECT_NEAR(neuron.value(v),
              -70.0 + 10.0 * std::exp(-0.1 / 20.0) + current * response(0.1, 20.0, 5.0), 1e-12);
  EXPECT_EQ(neuron.spikes(), std::vector<std::int64_t>{39});
}

}  // namespace
}  // namespace meniscus
