#include "sim/engine/feature_recorders.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/neurons/lif.hpp"
#include "models/sources/spike_list.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {
namespace {

using Row = std::vector<float>;

Network list(std::vector<Spike> spikes) {
  NetworkBuilder builder(Resolution(1.0));
  builder.add("in", 2, std::make_unique<SpikeList>(SpikeTable(std::move(spikes))));
  return builder.build();
}

/// The features of a run of `duration` of two lines of spikes.
Row features_of(std::vector<Spike> spikes, FeatureRecorder& recorder, Time duration) {
  const Network network = list(std::move(spikes));
  Simulation simulation(network);
  simulation.observe(recorder);
  recorder.begin(duration);
  simulation.run(duration);
  return recorder.end();
}

TEST(SampleTimes, AreTheEndsOfEqualWindows) {
  const SampleTimes thirds{.windows = 3};
  EXPECT_EQ(thirds.in(Time{9}), (std::vector{Time{3}, Time{6}, Time{9}}));
  EXPECT_EQ(thirds.in(Time{10}), (std::vector{Time{4}, Time{7}, Time{10}}));
  EXPECT_EQ(thirds.in(Time{2}), (std::vector{Time{1}, Time{2}, Time{2}}));
}

TEST(SampleTimes, AreThoseGivenIfAny) {
  const SampleTimes given{.at = {Time{2}, Time{7}}};
  EXPECT_EQ(given.count(), 2u);
  EXPECT_EQ(given.in(Time{9}), (std::vector{Time{2}, Time{7}}));
}

const std::vector<Spike> five{
    {Time{1}, 0}, {Time{5}, 0}, {Time{6}, 1}, {Time{10}, 1}, {Time{10}, 1}};

TEST(CountRecorder, CutsARunIntoEqualWindows) {
  CountRecorder counts(0, 2, {.windows = 2});
  EXPECT_EQ(features_of(five, counts, Time{10}), (Row{2, 0, 0, 3}));
}

TEST(CountRecorder, CountsBetweenGivenTimesAndNotAfterTheLast) {
  CountRecorder counts(0, 2, {.at = {Time{1}, Time{6}}});
  EXPECT_EQ(features_of(five, counts, Time{10}), (Row{1, 0, 1, 1}));
}

TEST(CountRecorder, LeavesWindowsEmptyThatHaveNoTick) {
  CountRecorder counts(0, 2, {.windows = 4});
  EXPECT_EQ(features_of({{Time{1}, 0}, {Time{2}, 1}}, counts, Time{2}),
            (Row{1, 0, 0, 0, 0, 1, 0, 0}));
}

TEST(TraceRecorder, SumsExponentialsOfTheSpikesSoFar) {
  TraceRecorder traces(0, 2, 4.0, {.at = {Time{1}, Time{5}, Time{9}, Time{12}}});
  const Row row = features_of(five, traces, Time{12});
  const auto decayed = [](double ticks) { return std::exp(-ticks / 4.0); };
  ASSERT_EQ(row.size(), 8u);
  EXPECT_FLOAT_EQ(row[0], 1.0f);  // a spike counts at its own tick
  EXPECT_FLOAT_EQ(row[2], static_cast<float>(decayed(4) + 1.0));
  EXPECT_FLOAT_EQ(row[4], static_cast<float>(decayed(8) + decayed(4)));
  EXPECT_FLOAT_EQ(row[6], static_cast<float>(decayed(11) + decayed(7)));
  EXPECT_EQ(row[1], 0.0f);
  EXPECT_EQ(row[3], 0.0f);
  EXPECT_FLOAT_EQ(row[5], static_cast<float>(decayed(3)));
  EXPECT_FLOAT_EQ(row[7], static_cast<float>(decayed(6) + 2.0 * decayed(2)));
}

TEST(StateSampler, TakesTheMembranePotentialAtTheSampleTimes) {
  NetworkBuilder builder(Resolution(1.0));
  builder.add<Lif>("cell", 2, {.tau_m = 10.0, .v_th = 1e9});
  builder.initial(0, "v", constant(8.0));
  const Network network = builder.build();
  Simulation simulation(network);
  StateSampler v(0, 2, 0, {.windows = 3});
  simulation.observe(v);
  v.begin(Time{10});  // 4, 7 and 10
  simulation.run(Time{10});
  const Row row = v.end();
  ASSERT_EQ(row.size(), 6u);
  for (std::size_t i = 0; i < 3; ++i) {
    const double expected = 8.0 * std::exp(-0.4 - 0.3 * static_cast<double>(i));
    EXPECT_FLOAT_EQ(row[2 * i], static_cast<float>(expected));
    EXPECT_EQ(row[2 * i], row[2 * i + 1]);
  }
}

TEST(FeatureRecorders, ForgetTheRunBefore) {
  const Network network = list(five);
  CountRecorder counts(0, 2, {.windows = 2});
  TraceRecorder traces(0, 2, 4.0, {.windows = 2});
  Simulation simulation(network);
  for (Observer* observer : std::initializer_list<Observer*>{&counts, &traces}) {
    simulation.observe(*observer);
  }
  const auto run = [&](Time duration) {
    counts.begin(duration);
    traces.begin(duration);
    simulation.restart(0);
    simulation.run(duration);
    Row both = counts.end();
    both.insert(both.end(), traces.end().begin(), traces.end().end());
    return both;
  };
  const Row first = run(Time{10});
  EXPECT_NE(run(Time{5}), first);
  EXPECT_EQ(run(Time{10}), first);
}

}  // namespace
}  // namespace meniscus
