// The twenty firing patterns of Izhikevich (2004), "Which model to use for cortical spiking
// neurons?", doi:10.1109/TNN.2004.832719, figure 1: parameters, inputs and steps of the author's
// program for it (izhikevich.org/publications/figure1.m), and what each pattern is.

#include "models/neurons/izhikevich.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "models/sources/currents.hpp"
#include "sim/core/distributions.hpp"
#include "tests/models/single_neuron.hpp"

namespace meniscus {
namespace {

using Input = std::function<double(double t)>;
using Times = std::vector<double>;

/// A neuron of figure 1: it starts at v (and u = b v), in steps of `tick`.
struct Experiment {
  Izhikevich::Parameters parameters = {};
  double v = -70.0;
  double tick = 0.25;       ///< [ms]
  double duration = 100.0;  ///< [ms]
  Input input;
};

struct Course {
  Times spikes;  ///< [ms]
  Times v;       ///< after every tick [mV]
  double at(double ms, double tick) const {
    return v[static_cast<std::size_t>(std::lround(ms / tick)) - 1];
  }
};

Course course(Experiment experiment, double u) {
  experiment.parameters.v_steps = 1;
  const Resolution resolution(experiment.tick);
  const auto ticks = static_cast<std::int64_t>(std::lround(experiment.duration / experiment.tick));
  StepCurrent::Parameters current;
  for (std::int64_t k = 0; k < ticks; ++k) {
    const double t = static_cast<double>(k) * experiment.tick;
    current.times.push_back(t);
    current.amplitudes.push_back(experiment.input(t));
  }
  NetworkBuilder builder(resolution);
  const auto neuron = builder.add<Izhikevich>("neuron", 1, experiment.parameters);
  builder.initial(neuron, "v", constant(experiment.v));
  builder.initial(neuron, "u", constant(u));
  builder.inject(neuron, std::make_unique<StepCurrent>(current, resolution));
  const Network network = builder.build();
  Simulation simulation(network);
  SpikeLog log(simulation);
  Course result;
  for (std::int64_t k = 0; k < ticks; ++k) {
    simulation.run(Time{1});
    result.v.push_back(simulation.value(neuron, 0, 0));
  }
  for (const std::int64_t tick : log.ticks(neuron))
    result.spikes.push_back(resolution.ms(Time{tick}));
  return result;
}

Course course(const Experiment& experiment) {
  return course(experiment, experiment.parameters.b * experiment.v);
}

/// `low` up to and including `onset`, then `high`.
Input step(double onset, double high, double low = 0.0) {
  return [=](double t) { return t > onset ? high : low; };
}

struct Pulse {
  double begin, end, amplitude;
};
Input pulses(std::vector<Pulse> all) {
  return [all = std::move(all)](double t) {
    double sum = 0.0;
    for (const Pulse& p : all) sum += t > p.begin && t < p.end ? p.amplitude : 0.0;
    return sum;
  };
}

Times intervals(const Times& spikes) {
  Times result;
  for (std::size_t n = 1; n < spikes.size(); ++n) result.push_back(spikes[n] - spikes[n - 1]);
  return result;
}

/// How many groups of spikes closer than `gap` [ms], of at least two, there are.
std::size_t bursts(const Times& spikes, double gap) {
  std::size_t count = 0, size = 1;
  for (const double interval : intervals(spikes)) {
    size = interval < gap ? size + 1 : 1;
    count += size == 2;
  }
  return count;
}

TEST(IzhikevichPattern, ATonicSpiking) {
  const Course c = course({.parameters = {.d = 6.0}, .input = step(10.0, 14.0)});
  ASSERT_EQ(c.spikes.size(), 5u);
  EXPECT_GT(c.spikes.front(), 10.0);
  EXPECT_NEAR(intervals(c.spikes)[2], 27.75, 0.5);  // regular once settled
  EXPECT_NEAR(intervals(c.spikes)[3], 27.5, 0.5);
}

TEST(IzhikevichPattern, BPhasicSpiking) {
  const Course c = course({.parameters = {.b = 0.25, .d = 6.0},
                           .v = -64.0,
                           .duration = 200.0,
                           .input = step(20.0, 0.5)});
  EXPECT_EQ(c.spikes.size(), 1u);  // although the current stays
}

TEST(IzhikevichPattern, CTonicBursting) {
  const Course c =
      course({.parameters = {.c = -50.0, .d = 2.0}, .duration = 220.0, .input = step(22.0, 15.0)});
  EXPECT_GE(bursts(c.spikes, 10.0), 4u);
  EXPECT_GT(c.spikes.back(), 180.0);
}

TEST(IzhikevichPattern, DPhasicBursting) {
  const Course c = course({.parameters = {.b = 0.25, .c = -55.0, .d = 0.05},
                           .v = -64.0,
                           .tick = 0.2,
                           .duration = 200.0,
                           .input = step(20.0, 0.6)});
  EXPECT_EQ(c.spikes.size(), 6u);
  EXPECT_EQ(bursts(c.spikes, 12.0), 1u);
  EXPECT_LT(c.spikes.back(), 80.0);
}

TEST(IzhikevichPattern, EMixedMode) {
  const Course c =
      course({.parameters = {.c = -55.0, .d = 4.0}, .duration = 160.0, .input = step(16.0, 10.0)});
  const Times gaps = intervals(c.spikes);
  ASSERT_EQ(gaps.size(), 5u);
  EXPECT_LT(gaps[0], 5.0);  // a burst of three,
  EXPECT_LT(gaps[1], 5.0);
  for (std::size_t n = 2; n < 5; ++n) EXPECT_NEAR(gaps[n], 33.0, 8.0);  // then single spikes
}

TEST(IzhikevichPattern, FSpikeFrequencyAdaptation) {
  const Course c = course({.parameters = {.a = 0.01}, .duration = 85.0, .input = step(8.5, 30.0)});
  const Times gaps = intervals(c.spikes);
  ASSERT_GE(gaps.size(), 5u);
  EXPECT_TRUE(std::ranges::is_sorted(gaps));
  EXPECT_GT(gaps.back(), 10.0 * gaps.front());
}

/// The frequency [Hz] of the first two spikes under a slow ramp.
double onset_frequency(const Course& c) { return 1000.0 / intervals(c.spikes).front(); }

const Izhikevich::Parameters integrating{
    .b = -0.1, .c = -55.0, .d = 6.0, .linear = 4.1, .constant = 108.0};

TEST(IzhikevichPattern, GClass1Excitable) {
  const Course c =
      course({.parameters = integrating, .v = -60.0, .duration = 300.0, .input = [](double t) {
                return t > 30.0 ? 0.075 * (t - 30.0) : 0.0;
              }});
  const Times gaps = intervals(c.spikes);
  ASSERT_GE(gaps.size(), 8u);
  EXPECT_TRUE(std::ranges::is_sorted(gaps, std::greater{}));
  EXPECT_LT(onset_frequency(c), 26.0);         // begins slowly and
  EXPECT_GT(gaps.front(), 2.0 * gaps.back());  // encodes the strength of the input
}

TEST(IzhikevichPattern, HClass2Excitable) {
  const Course c =
      course({.parameters = {.a = 0.2, .b = 0.26, .d = 0.0},
              .v = -64.0,
              .duration = 300.0,
              .input = [](double t) { return -0.5 + (t > 30.0 ? 0.015 * (t - 30.0) : 0.0); }});
  ASSERT_GE(c.spikes.size(), 10u);
  EXPECT_GT(onset_frequency(c), 40.0);  // begins at a high frequency or not at all
}

TEST(IzhikevichPattern, ISpikeLatency) {
  const Course c =
      course({.parameters = {.d = 6.0}, .tick = 0.2, .input = pulses({{10.0, 13.0, 7.04}})});
  ASSERT_EQ(c.spikes.size(), 1u);
  EXPECT_GT(c.spikes.front(), 13.0 + 10.0);  // long after the pulse
}

TEST(IzhikevichPattern, JSubthresholdOscillations) {
  const Course c = course({.parameters = {.a = 0.05, .b = 0.26, .c = -60.0, .d = 0.0},
                           .v = -62.0,
                           .duration = 200.0,
                           .input = pulses({{20.0, 25.0, 2.0}})});
  ASSERT_EQ(c.spikes.size(), 1u);
  std::vector<double> turns;
  for (std::size_t k = 201; k < c.v.size(); ++k) {  // from 50 ms on
    const double before = c.v[k - 1] - c.v[k - 2], after = c.v[k] - c.v[k - 1];
    if (before > 0.0 && after <= 0.0) turns.push_back(static_cast<double>(k) * 0.25);
  }
  ASSERT_GE(turns.size(), 2u);
  EXPECT_NEAR(turns[1] - turns[0], 50.0, 20.0);  // a rhythm of its own
}

TEST(IzhikevichPattern, KResonator) {
  const Course c = course(
      {.parameters = {.a = 0.1, .b = 0.26, .c = -60.0, .d = -1.0},
       .v = -62.0,
       .duration = 400.0,
       .input = pulses(
           {{40.0, 44.0, 0.65}, {60.0, 64.0, 0.65}, {280.0, 284.0, 0.65}, {320.0, 324.0, 0.65}})});
  ASSERT_EQ(c.spikes.size(), 1u);      // to the pair that matches its rhythm,
  EXPECT_GT(c.spikes.front(), 320.0);  // not to the closer one
}

TEST(IzhikevichPattern, LIntegrator) {
  const double first = 100.0 / 11.0;
  const Course c = course({.parameters = integrating,
                           .v = -60.0,
                           .input = pulses({{first, first + 2.0, 9.0},
                                            {first + 5.0, first + 7.0, 9.0},
                                            {70.0, 72.0, 9.0},
                                            {80.0, 82.0, 9.0}})});
  ASSERT_EQ(c.spikes.size(), 1u);     // to the close pair,
  EXPECT_LT(c.spikes.front(), 30.0);  // not to the distant one
}

TEST(IzhikevichPattern, MReboundSpike) {
  const Course c = course({.parameters = {.a = 0.03, .b = 0.25, .c = -60.0, .d = 4.0},
                           .v = -64.0,
                           .tick = 0.2,
                           .duration = 200.0,
                           .input = pulses({{20.0, 25.0, -15.0}})});
  ASSERT_EQ(c.spikes.size(), 1u);
  EXPECT_GT(c.spikes.front(), 25.0);  // after inhibition
}

TEST(IzhikevichPattern, NReboundBurst) {
  const Course c = course({.parameters = {.a = 0.03, .b = 0.25, .c = -52.0, .d = 0.0},
                           .v = -64.0,
                           .tick = 0.2,
                           .duration = 200.0,
                           .input = pulses({{20.0, 25.0, -15.0}})});
  EXPECT_EQ(c.spikes.size(), 7u);
  EXPECT_EQ(bursts(c.spikes, 10.0), 1u);
}

TEST(IzhikevichPattern, OThresholdVariability) {
  const Course c =
      course({.parameters = {.a = 0.03, .b = 0.25, .c = -60.0, .d = 4.0},
              .v = -64.0,
              .input = pulses({{10.0, 15.0, 1.0}, {70.0, 75.0, -6.0}, {80.0, 85.0, 1.0}})});
  ASSERT_EQ(c.spikes.size(), 1u);     // the same pulse is enough
  EXPECT_GT(c.spikes.front(), 80.0);  // only after inhibition
}

TEST(IzhikevichPattern, PBistability) {
  const Input rest_and_pulses = [](double t) {
    return (t > 37.5 && t < 42.5) || (t > 216.0 && t < 221.0) ? 1.24 : 0.24;
  };
  const Course c = course({.parameters = {.a = 0.1, .b = 0.26, .c = -60.0, .d = 0.0},
                           .v = -61.0,
                           .duration = 300.0,
                           .input = rest_and_pulses});
  ASSERT_EQ(c.spikes.size(), 5u);  // one pulse switches spiking on,
  EXPECT_GT(c.spikes.front(), 37.5);
  EXPECT_LT(c.spikes.back(), 221.0);  // another one off
}

TEST(IzhikevichPattern, QDepolarisingAfterPotential) {
  const Course c = course({.parameters = {.a = 1.0, .c = -60.0, .d = -21.0},
                           .tick = 0.1,
                           .duration = 50.0,
                           .input = pulses({{9.0, 11.0, 20.0}})});
  ASSERT_EQ(c.spikes.size(), 1u);
  EXPECT_NEAR(c.at(15.0, 0.1), -51.0, 1.0);  // above its reset, without input,
  EXPECT_NEAR(c.v.back(), -70.0, 0.1);       // and back to rest
}

TEST(IzhikevichPattern, RAccommodation) {
  // Here u' = a b (v + 65): u doesn't leak.
  const Course c =
      course({.parameters = {.b = 1.0, .c = -55.0, .d = 4.0, .v_u = -65.0, .leak_u = 0.0},
              .v = -65.0,
              .tick = 0.5,
              .duration = 400.0,
              .input =
                  [](double t) {
                    if (t < 200.0) return t / 25.0;
                    return t >= 300.0 && t < 312.5 ? (t - 300.0) / 12.5 * 4.0 : 0.0;
                  }},
             -16.0);
  ASSERT_EQ(c.spikes.size(), 1u);      // not to the slow ramp, although it is twice as high,
  EXPECT_GT(c.spikes.front(), 300.0);  // but to the quick one
}

const Input interrupted = [](double t) { return t < 50.0 || t > 250.0 ? 80.0 : 75.0; };

TEST(IzhikevichPattern, SInhibitionInducedSpiking) {
  const Course c = course({.parameters = {.a = -0.02, .b = -1.0, .c = -60.0, .d = 8.0},
                           .v = -63.8,
                           .tick = 0.5,
                           .duration = 350.0,
                           .input = interrupted});
  ASSERT_EQ(c.spikes.size(), 3u);
  EXPECT_GT(c.spikes.front(), 50.0);  // while the current is less
  EXPECT_LT(c.spikes.back(), 250.0);
}

TEST(IzhikevichPattern, TInhibitionInducedBursting) {
  const Course c = course({.parameters = {.a = -0.026, .b = -1.0, .c = -45.0, .d = -2.0},
                           .v = -63.8,
                           .tick = 0.5,
                           .duration = 350.0,
                           .input = interrupted});
  EXPECT_EQ(bursts(c.spikes, 10.0), 2u);
  EXPECT_GT(c.spikes.front(), 50.0);
  EXPECT_LT(c.spikes.back(), 250.0);
}

TEST(Izhikevich, TakesTheTwoHalfStepsOfThePaperOf2003) {
  // One tick of 1 ms by hand: v = -65, u = -13, I = 10.
  SingleNeuron<Izhikevich> neuron({.i_e = 10.0}, Resolution(1.0));
  neuron.run_to(1);
  const auto slope = [](double v) { return 0.04 * v * v + 5.0 * v + 140.0 + 13.0 + 10.0; };
  double v = -65.0;
  v += 0.5 * slope(v);
  v += 0.5 * slope(v);
  EXPECT_NEAR(neuron.value(0), v, 1e-12);
  EXPECT_NEAR(neuron.value(1), -13.0 + 0.02 * (0.2 * v + 13.0), 1e-12);
}

TEST(Izhikevich, JumpsByTheWeightOfAnInput) {
  SingleNeuron<Izhikevich> hit({}, Resolution(0.1), {.inputs = {{20, 3.0, 0}}});
  SingleNeuron<Izhikevich> spared({}, Resolution(0.1));
  hit.run_to(20);
  spared.run_to(20);
  EXPECT_NEAR(hit.value(0) - spared.value(0), 3.0, 1e-12);
}

}  // namespace
}  // namespace meniscus
