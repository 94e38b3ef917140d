#include "models/neurons/lif_exp.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "models/sources/currents.hpp"
#include "sim/core/distributions.hpp"
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

class LifExpDriver : public testing::TestWithParam<DriverChoice> {};

INSTANTIATE_TEST_SUITE_P(LifExp, LifExpDriver,
                         testing::Values(DriverChoice::clock, DriverChoice::event),
                         [](const auto& test) {
                           return test.param == DriverChoice::event ? "Event" : "Clock";
                         });

TEST_P(LifExpDriver, RespondsToAnInputWithADifferenceOfExponentials) {
  Neuron neuron({.e_l = 0.0, .v_th = 20.0, .v_reset = 0.0}, Resolution(0.1),
                {.inputs = {{10, 300.0, 0}}, .driver = GetParam()});
  for (std::int64_t t = 10; t <= 1000; t += 15) {
    neuron.run_to(t);
    const double ms = static_cast<double>(t - 10) * 0.1;
    EXPECT_NEAR(neuron.value(v), 300.0 * response(ms, 20.0, 5.0), 1e-12);
    EXPECT_NEAR(neuron.value(i_exc), 300.0 * std::exp(-ms / 5.0), 1e-11);
  }
}

TEST_P(LifExpDriver, HasATimeConstantPerChannel) {
  Neuron neuron({.e_l = 0.0, .v_th = 20.0, .v_reset = 0.0}, Resolution(0.1),
                {.inputs = {{10, 300.0, 0}, {40, -200.0, 1}}, .driver = GetParam()});
  neuron.run_to(100);
  EXPECT_NEAR(neuron.value(v), 300.0 * response(9.0, 20.0, 5.0) - 200.0 * response(6.0, 20.0, 10.0),
              1e-12);
  EXPECT_NEAR(neuron.value(i_inh), -200.0 * std::exp(-0.6), 1e-11);
}

TEST_P(LifExpDriver, StaysExactWhereTheTimeConstantsMeet) {
  for (const double tau_syn : {20.0, 20.0 * (1.0 + 1e-15), 20.0 * (1.0 - 1e-12)}) {
    Neuron neuron({.tau_syn_exc = tau_syn, .e_l = 0.0, .v_th = 20.0, .v_reset = 0.0},
                  Resolution(0.1), {.inputs = {{10, 100.0, 0}}, .driver = GetParam()});
    neuron.run_to(510);
    // Moving tau_syn by a part in 1e12 moves the response by as much.
    EXPECT_NEAR(neuron.value(v), 100.0 * response(50.0, 20.0, 20.0), 1e-11);
  }
}

TEST_P(LifExpDriver, RespondsTheSameAtAnyStep) {
  for (int power = 0; power >= -10; --power) {
    const double tick = std::exp2(power);
    const auto arrival = static_cast<std::int64_t>(8.0 / tick);
    Neuron neuron({.e_l = 0.0, .v_th = 20.0, .v_reset = 0.0, .i_e = 50.0}, Resolution(tick),
                  {.inputs = {{arrival, 200.0, 0}, {arrival, -90.0, 1}}, .driver = GetParam()});
    neuron.run_ms(18.0);
    const double exact = 5.0 * (1.0 - std::exp(-18.0 / 20.0)) + 200.0 * response(10.0, 20.0, 5.0) -
                         90.0 * response(10.0, 20.0, 10.0);
    EXPECT_NEAR(neuron.value(v), exact, 1e-12) << "tick " << tick << " ms";
  }
}

TEST_P(LifExpDriver, SpikesAtTheFirstTickAtOrAfterTheExactCrossingUnderConstantDrive) {
  // From rest at -70 with r_m i_e = 25 mV to -50 mV: tau_m ln 5 = 32.19 ms; from -60: ln 3,
  // 21.97 ms.
  Neuron neuron({.i_e = 250.0}, Resolution(0.1), {.driver = GetParam()});
  neuron.run_ms(60.0);
  EXPECT_EQ(neuron.spikes(), (std::vector<std::int64_t>{322, 322 + 20 + 220}));
}

TEST_P(LifExpDriver, HoldsThePotentialAfterASpikeWhileItsCurrentsGoOn) {
  // The response to 2000 pA passes 20 mV after 2.83 ms: a spike at tick 39, so 40 … 59 are held.
  Neuron neuron({}, Resolution(0.1),
                {.inputs = {{10, 2000.0, 0}, {50, 500.0, 0}}, .driver = GetParam()});
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

TEST_P(LifExpDriver, CrossesByTheCurrentThatLastsLonger) {
  // At first the fast current cancels the slow one, from 10 ms on the slow one is alone.
  const std::vector<InputSpike> inputs{{10, 1000.0, 0}, {10, -1000.0, 1}};
  Neuron excited({.tau_syn_exc = 20.0, .tau_syn_inh = 2.0}, Resolution(0.1),
                 {.inputs = inputs, .driver = GetParam()});
  Neuron inhibited({.tau_syn_exc = 2.0, .tau_syn_inh = 20.0}, Resolution(0.1),
                   {.inputs = inputs, .driver = GetParam()});
  std::int64_t first = 10;
  const auto v_after = [](double t) {
    return 1000.0 * (response(t, 20.0, 20.0) - response(t, 20.0, 2.0));
  };
  while (v_after(static_cast<double>(first - 10) * 0.1) < 20.0) ++first;
  excited.run_to(first);
  inhibited.run_to(2000);
  EXPECT_EQ(excited.spikes(), std::vector{first});
  EXPECT_TRUE(inhibited.spikes().empty());
}

TEST_P(LifExpDriver, FiresAgainByTheCurrentThatOutlastsTheRefractoryTime) {
  Neuron neuron({.tau_syn_exc = 50.0, .t_ref = 5.0}, Resolution(0.1),
                {.inputs = {{10, 600.0, 0}}, .driver = GetParam()});
  neuron.run_ms(300.0);
  const auto spikes = neuron.spikes();
  ASSERT_GE(spikes.size(), 2u);
  // From v_reset, held until 5 ms after the first spike, with what is left of the current.
  const double free = static_cast<double>(spikes[0] + 50 - 10) * 0.1;
  const double current = 600.0 * std::exp(-free / 50.0);
  std::int64_t next = spikes[0] + 50;
  const auto v_after = [&](double t) {
    return 10.0 * std::exp(-t / 20.0) + current * response(t, 20.0, 50.0);
  };
  while (v_after(static_cast<double>(next - spikes[0] - 50) * 0.1) < 20.0) ++next;
  EXPECT_EQ(spikes[1], next);
}

TEST_P(LifExpDriver, FollowsAStepCurrentUpAndDown) {
  // 250 pA bring v from rest towards -45 mV, across after tau_m ln 5 = 32.19 ms; 150 pA do not.
  const auto drive = [](double amplitude, double stop) {
    return std::make_unique<ConstantCurrent>(
        ConstantCurrent::Parameters{.amplitude = amplitude, .start = 10.0, .stop = stop},
        Resolution(0.1));
  };
  Neuron long_enough({}, Resolution(0.1), {.current = drive(250.0, 42.2), .driver = GetParam()});
  Neuron too_short({}, Resolution(0.1), {.current = drive(250.0, 42.1), .driver = GetParam()});
  Neuron too_weak({}, Resolution(0.1), {.current = drive(150.0, 900.0), .driver = GetParam()});
  for (Neuron* neuron : {&long_enough, &too_short, &too_weak}) neuron->run_ms(1000.0);
  EXPECT_EQ(long_enough.spikes(), std::vector<std::int64_t>{422});
  EXPECT_TRUE(too_short.spikes().empty());
  EXPECT_TRUE(too_weak.spikes().empty());
}

TEST_P(LifExpDriver, OutlivesSilencesOfAnyLength) {
  for (const double tau_syn : {2.0, 20.0, 60.0}) {
    Neuron neuron({.tau_syn_exc = tau_syn}, Resolution(0.1),
                  {.inputs = {{10, 100.0, 0}, {500'010, 100.0, 0}}, .driver = GetParam()});
    neuron.run_to(500'110);
    EXPECT_NEAR(neuron.value(v), -70.0 + 100.0 * response(10.0, 20.0, tau_syn), 1e-11);
  }
}

/// A model and a state of it, at random: inputs of both signs on both channels, any order of the
/// time constants, drive below and above threshold, refractory or not.
struct RandomCase {
  LifExp model;
  LifExp::State state;
  double current = 0.0;
  double v_th = 0.0;
};

RandomCase random_case(std::uint32_t which) {
  RandomStream random({.seed = 11}, which);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * random.uniform();
  };
  LifExp::Parameters p{.tau_m = uniform(3.0, 30.0)};
  const auto tau_syn = [&] {
    return random.uniform() < 0.2 ? p.tau_m : std::exp(uniform(std::log(0.5), std::log(100.0)));
  };
  p.tau_syn_exc = tau_syn();
  p.tau_syn_inh = random.uniform() < 0.2 ? p.tau_syn_exc : tau_syn();
  if (random.uniform() < 0.5) p.i_e = uniform(-100.0, 300.0);
  LifExp::State state{.v = uniform(-80.0, -50.0)};
  const auto size = [&] { return random.uniform() < 0.2 ? 0.0 : std::exp(uniform(0.0, 8.0)); };
  state.i_exc = (random.uniform() < 0.9 ? 1.0 : -1.0) * size();
  state.i_inh = (random.uniform() < 0.8 ? -1.0 : 1.0) * size();
  if (random.uniform() < 0.2) state.refractory = static_cast<std::int32_t>(uniform(1.0, 40.0));
  const double current = random.uniform() < 0.2 ? uniform(-200.0, 200.0) : 0.0;
  return {LifExp(p, Resolution(0.1)), state, current, p.v_th};
}

TEST(LifExp, AdvancesOneTickWithTheBitsOfAStep) {
  for (std::uint32_t k = 0; k < 2000; ++k) {
    const auto [model, start, current, v_th] = random_case(k);
    LifExp::State stepped = start, advanced = start;
    const ChannelInput<2> input{3.7, -1.3};
    const bool spike = model.step(stepped, input, current);
    const bool free = model.advance(advanced, 1, current);
    model.receive(advanced, input);
    const bool fires = free && model.fires(advanced);
    if (fires) model.fire(advanced);
    ASSERT_EQ(spike, fires) << k;
    ASSERT_EQ(stepped.v, advanced.v) << k;
    ASSERT_EQ(stepped.i_exc, advanced.i_exc) << k;
    ASSERT_EQ(stepped.i_inh, advanced.i_inh) << k;
    ASSERT_EQ(stepped.refractory, advanced.refractory) << k;
  }
}

TEST(LifExp, AdvancesManyTicksLikeOneByOne) {
  for (std::uint32_t k = 0; k < 200; ++k) {
    const auto [model, start, current, v_th] = random_case(k);
    LifExp::State slow = start;
    for (std::int64_t n = 1; n <= 6000; ++n) {
      model.advance(slow, 1, current);
      if (n > 70 && n % 97 != 0 && n < 4090) continue;
      LifExp::State fast = start;
      model.advance(fast, n, current);
      // Each of n steps rounds to a part in 2^53 of potentials and responses up to some 100 mV.
      ASSERT_NEAR(slow.v, fast.v, 1e-10) << k << " after " << n;
      ASSERT_NEAR(slow.i_exc, fast.i_exc, 1e-9) << k << " after " << n;
      ASSERT_NEAR(slow.i_inh, fast.i_inh, 1e-9) << k << " after " << n;
      ASSERT_EQ(slow.refractory, fast.refractory) << k << " after " << n;
    }
  }
}

/// The next tick in 1 … last at which the clock driver would let the neuron fire, else last + 1;
/// potentials within 1e-9 mV of the threshold are left out.
std::int64_t next_spike(const RandomCase& made, std::int64_t last) {
  LifExp::State state = made.state;
  for (std::int64_t n = 1; n <= last; ++n) {
    const bool free = made.model.advance(state, 1, made.current);
    if (free && state.v >= made.v_th + 1e-9) return n;
  }
  return last + 1;
}

TEST(LifExp, IsSilentForAtLeastTheTicksItPredicts) {
  constexpr std::int64_t last = 5000;
  int crossing = 0, never_crossing = 0, provably = 0;
  for (std::uint32_t k = 0; k < 20'000; ++k) {
    const RandomCase made = random_case(k);
    const std::int64_t spike = next_spike(made, last);
    const std::int64_t silent = made.model.silent_ticks(made.state, made.current);
    ASSERT_GE(silent, 0);
    if (spike <= last) {
      ++crossing;
      ASSERT_LE(silent, spike) << k;
    } else {
      ++never_crossing;
      provably += silent == never;
    }
  }
  EXPECT_GT(crossing, 4000);
  EXPECT_GT(never_crossing, 4000);
  EXPECT_GT(provably, never_crossing * 3 / 4);
}

/// How often the event driver looks at a neuron until it fires or is known never to.
TEST(LifExp, NeedsFewLooksToFindACrossing) {
  std::int64_t looks = 0, cases = 0;
  for (std::uint32_t k = 0; k < 5000; ++k) {
    RandomCase made = random_case(k);
    ++cases;
    for (std::int64_t silent; ++looks;) {
      silent = made.model.silent_ticks(made.state, made.current);
      if (silent == never) break;
      const bool free =
          made.model.advance(made.state, std::max<std::int64_t>(silent, 1), made.current);
      if (free && made.model.fires(made.state)) break;
    }
  }
  EXPECT_LT(looks, 2 * cases);
  RecordProperty("looks_per_case",
                 std::to_string(static_cast<double>(looks) / static_cast<double>(cases)));
}

}  // namespace
}  // namespace meniscus
