#include "sim/learning/series_encoders.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/core/error.hpp"

namespace meniscus {
namespace {

const Resolution tick(0.5);

/// One channel that holds each value for `interval`.
Series series_of(std::vector<double> values, double interval) {
  return {.channels = 1, .step = interval, .values = std::move(values)};
}

std::vector<std::int64_t> ticks_of(const SpikeTable& spikes, std::uint32_t line) {
  std::vector<std::int64_t> ticks;
  for (std::int64_t t = 0; t < spikes.ticks(); ++t) {
    for (const std::uint32_t neuron : spikes.at(Time{t})) {
      if (neuron == line) ticks.push_back(t);
    }
  }
  return ticks;
}

std::vector<double> sine(std::size_t frames, double period, double low, double high) {
  std::vector<double> values(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const double turn = static_cast<double>(i) / period;
    const double unit = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * turn);
    values[i] = (low + (high - low) * unit);
  }
  return values;
}

TEST(IntegrateAndFireEncoder, SpikesAtTheAnalyticInterval) {
  // From 0, v = g x (1 - exp(-t/tau)) reaches 1 after tau ln(gx / (gx - 1)).
  const IntegrateAndFireEncoder encoder({.tau_m = 10.0, .gain = 3.0, .t_ref = 2.0}, tick);
  const SpikeTable spikes = encoder.encode(series_of({0.6}, 100.0), 0);
  EXPECT_EQ(spikes.ticks(), 200);
  const auto charging = static_cast<std::int64_t>(std::ceil(10.0 * std::log(1.8 / 0.8) / 0.5));
  std::vector<std::int64_t> expected;
  for (std::int64_t t = charging - 1; t < 200; t += charging + 4) expected.push_back(t);
  EXPECT_EQ(ticks_of(spikes, 0), expected);
}

TEST(IntegrateAndFireEncoder, IsSilentBelowItsThreshold) {
  const IntegrateAndFireEncoder encoder({.gain = 3.0}, tick);
  EXPECT_EQ(encoder.encode(series_of({0.33}, 10000.0), 0).size(), 0u);
  EXPECT_GT(encoder.encode(series_of({0.34}, 10000.0), 0).size(), 0u);
}

TEST(IntegrateAndFireEncoder, KeepsItsChannelsApartAndSorted) {
  const Series series{.channels = 3, .step = 50.0, .values = {1.0, 0.0, 1.0}};
  const SpikeTable spikes = IntegrateAndFireEncoder({}, tick).encode(series, 0);
  EXPECT_EQ(ticks_of(spikes, 0), ticks_of(spikes, 2));
  EXPECT_TRUE(ticks_of(spikes, 1).empty());
  EXPECT_FALSE(ticks_of(spikes, 0).empty());
  for (std::int64_t t = 0; t < spikes.ticks(); ++t) {
    EXPECT_TRUE(std::ranges::is_sorted(spikes.at(Time{t})));
  }
}

TEST(SpikeEncoders, HoldAValueForItsInterval) {
  // 0.6 ms are 1.2 ticks: of the ticks' middles 0.25, 0.75, … ms, the frames hold 1, 1, 1, 2 …
  const StepForwardEncoder encoder({.threshold = 0.5}, tick);
  const SpikeTable spikes = encoder.encode(series_of({0, 1, 2, 3, 4, 5}, 0.6), 0);
  EXPECT_EQ(spikes.ticks(), 7);  // of 3.6 ms
}

TEST(StepForwardEncoder, FollowsASeriesWithinItsThreshold) {
  const double threshold = 0.05;
  const auto values = sine(2000, 400.0, 0.2, 0.9);  // at most 0.0055 per tick
  const Series series = series_of(values, 0.5);
  const StepForwardEncoder encoder({.threshold = threshold}, tick);
  EXPECT_EQ(encoder.lines(1), 2u);
  const SpikeTable spikes = encoder.encode(series, 0);
  double baseline = values[0];
  for (std::int64_t t = 0; t < spikes.ticks(); ++t) {
    for (const std::uint32_t line : spikes.at(Time{t})) {
      baseline += line == 0 ? threshold : -threshold;
    }
    ASSERT_NEAR(baseline, values[static_cast<std::size_t>(t)], threshold + 1e-6) << t;
  }
  // 13 of the levels 0.25, 0.30, … 0.90 are exceeded on the first way up, 12 on each of the nine
  // ways after it; rounding decides on the last one of the five troughs.
  EXPECT_NEAR(static_cast<double>(spikes.size()), 13.0 + 9.0 * 12.0, 5.0);
}

TEST(StepForwardEncoder, ClimbsAJumpTickByTick) {
  const SpikeTable spikes =
      StepForwardEncoder({.threshold = 0.25}, tick).encode(series_of({0.0, 0.9, 0.0}, 5.0), 0);
  EXPECT_EQ(ticks_of(spikes, 0), (std::vector<std::int64_t>{10, 11, 12}));
  EXPECT_EQ(ticks_of(spikes, 1), (std::vector<std::int64_t>{20, 21}));  // 0.75 -> 0.25
}

TEST(DeltaEncoder, SpikesWhereTheValueChangesEnough) {
  const Series series = series_of({0.0, 0.5, 0.75, 0.625, 0.0, 0.0}, 1.0);
  const DeltaEncoder encoder({.threshold = 0.25}, tick);
  EXPECT_EQ(encoder.lines(1), 2u);
  const SpikeTable spikes = encoder.encode(series, 0);
  EXPECT_EQ(spikes.ticks(), 12);
  EXPECT_EQ(ticks_of(spikes, 0), (std::vector<std::int64_t>{2, 4}));
  EXPECT_EQ(ticks_of(spikes, 1), (std::vector<std::int64_t>{8}));
}

TEST(DeltaEncoder, NumbersDownLinesAfterUpLines) {
  const Series series{.channels = 2, .step = 0.5, .values = {1, 0, 0, 1}};
  const SpikeTable spikes = DeltaEncoder({.threshold = 0.5}, tick).encode(series, 0);
  const auto second = spikes.at(Time{1});
  EXPECT_EQ(std::vector(second.begin(), second.end()), (std::vector<std::uint32_t>{1, 2}));
}

TEST(DeltaEncoder, MissesNoChangeBetweenFramesOfOneTick) {
  // Three changes, the frames a quarter of a tick apart.
  const Series series = series_of({0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0}, 0.125);
  const SpikeTable spikes = DeltaEncoder({.threshold = 0.5}, tick).encode(series, 0);
  EXPECT_EQ(ticks_of(spikes, 0).size(), 2u);
  EXPECT_EQ(ticks_of(spikes, 1).size(), 1u);
}

/// The signal that spikes stand for: each adds the filter.
std::vector<double> decoded(const BenSpikerEncoder& encoder,
                            const std::vector<std::int64_t>& spikes, std::size_t ticks) {
  std::vector<double> signal(ticks, 0.0);
  for (const std::int64_t spike : spikes) {
    for (std::size_t k = 0; k < encoder.filter().size(); ++k) {
      signal[static_cast<std::size_t>(spike) + k] += encoder.filter()[k];
    }
  }
  return signal;
}

const BenSpikerEncoder ben({.filter = 20.0, .max_rate = 1.0}, tick);

TEST(BenSpikerEncoder, FindsTheSpikesASignalWasMadeOf) {
  // Filters that don't overlap: each is worth its sum at its own place, nowhere more.
  const std::vector<std::int64_t> spikes{3, 50, 91, 150};
  const BenSpikerEncoder exact({.filter = 20.0, .max_rate = 0.4, .threshold = 0.999}, tick);
  const auto signal = decoded(exact, spikes, 200);
  const Series series = series_of({signal.begin(), signal.end()}, 0.5);
  EXPECT_EQ(ticks_of(exact.encode(series, 0), 0), spikes);
}

TEST(BenSpikerEncoder, SpikesAtItsHighestRateForTheValueOne) {
  const SpikeTable spikes = ben.encode(series_of({1.0}, 5000.0), 0);
  EXPECT_NEAR(static_cast<double>(spikes.size()) / 5000.0, 1.0, 0.02);
}

TEST(BenSpikerEncoder, IsUndoneByItsFilter) {
  const auto values = sine(4000, 1000.0, 0.1, 0.8);
  const SpikeTable spikes = ben.encode(series_of(values, 0.5), 0);
  ASSERT_EQ(spikes.ticks(), 4000);
  const auto signal = decoded(ben, ticks_of(spikes, 0), values.size());
  double noise = 0.0, power = 0.0;
  for (std::size_t t = 100; t + 100 < values.size(); ++t) {
    noise += std::pow(signal[t] - values[t], 2);
    power += std::pow(values[t], 2);
  }
  EXPECT_GT(10.0 * std::log10(power / noise), 20.0);  // dB
}

TEST(BenSpikerEncoder, RefusesAFilterOfOneTickAndTooHighRates) {
  const auto message = [](const BenSpikerEncoder::Parameters& parameters) -> std::string {
    try {
      BenSpikerEncoder(parameters, tick);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  EXPECT_EQ(message({.filter = 0.5}), "expected a filter of at least two ticks (1 ms), got 0.5 ms");
  EXPECT_EQ(message({.filter = 1e9}),
            "expected a filter of at most a million ticks (500000 ms), got 1000000000 ms");
  EXPECT_EQ(message({.max_rate = 2.5}),
            "expected at most one spike per tick (2000 Hz), got 2500 Hz");
}

}  // namespace
}  // namespace meniscus
