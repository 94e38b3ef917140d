#include "sim/learning/temporal_encoders.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sim/core/error.hpp"

namespace meniscus {
namespace {

std::vector<std::int64_t> ticks_of(const SpikeTable& spikes, std::uint32_t line) {
  std::vector<std::int64_t> ticks;
  for (std::int64_t t = 0; t < spikes.ticks(); ++t) {
    for (const std::uint32_t neuron : spikes.at(Time{t})) {
      if (neuron == line) ticks.push_back(t);
    }
  }
  return ticks;
}

using Ticks = std::vector<std::int64_t>;

std::string message_of(const auto& action) {
  try {
    action();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

TEST(LatencyEncoder, SpikesTheEarlierTheLargerTheValue) {
  const LatencyEncoder encoder({.threshold = 0.2}, Time{101});
  const SpikeTable spikes = encoder.encode(std::vector{1.0, 0.75, 0.21, 0.2, 0.0}, 0);
  EXPECT_EQ(spikes.ticks(), 101);
  EXPECT_EQ(ticks_of(spikes, 0), Ticks{0});
  EXPECT_EQ(ticks_of(spikes, 1), Ticks{25});
  EXPECT_EQ(ticks_of(spikes, 2), Ticks{79});
  EXPECT_EQ(spikes.size(), 3u);
}

TEST(LatencyEncoder, SpikesForEveryPositiveValueWithoutAThreshold) {
  const SpikeTable spikes = LatencyEncoder({}, Time{10}).encode(std::vector{0.0, 1e-9}, 0);
  EXPECT_EQ(ticks_of(spikes, 1), Ticks{9});
  EXPECT_EQ(spikes.size(), 1u);
}

TEST(PhaseEncoder, SpikesTheBinaryDigitsOfAValueOverAndOver) {
  const PhaseEncoder encoder({.bits = 4}, Time{10});
  // Of 15: 15, 9 and 0.
  const SpikeTable spikes = encoder.encode(std::vector{1.0, 0.6, 0.0}, 0);
  EXPECT_EQ(spikes.ticks(), 10);
  EXPECT_EQ(ticks_of(spikes, 0), (Ticks{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(ticks_of(spikes, 1), (Ticks{0, 3, 4, 7, 8}));
  EXPECT_TRUE(ticks_of(spikes, 2).empty());
}

TEST(PhaseEncoder, KeepsEveryByteInEightTicks) {
  std::vector<double> pixels;
  for (int pixel = 0; pixel < 256; ++pixel) pixels.push_back(pixel / 255.0);
  const SpikeTable spikes = PhaseEncoder({}, Time{8}).encode(pixels, 0);
  std::vector<int> decoded(256, 0);
  for (std::int64_t t = 0; t < 8; ++t) {
    for (const std::uint32_t line : spikes.at(Time{t})) decoded[line] += 128 >> t;
  }
  for (int pixel = 0; pixel < 256; ++pixel) EXPECT_EQ(decoded[pixel], pixel);
}

TEST(PopulationEncoder, HasBohtesReceptiveFields) {
  const PopulationEncoder encoder({.fields_per_value = 4, .beta = 1.5, .threshold = 0.1},
                                  Time{1001});
  EXPECT_EQ(encoder.lines(3), 12u);
  // Centres -0.25, 0.25, 0.75, 1.25; width 1/3.
  const SpikeTable spikes = encoder.encode(std::vector{0.5, 0.25}, 0);
  const auto tick = [](double distance) {
    return Ticks{std::llround(1000.0 * (1.0 - std::exp(-4.5 * distance * distance)))};
  };
  EXPECT_TRUE(ticks_of(spikes, 0).empty());  // exp(-4.5 0.75^2) = 0.08
  EXPECT_EQ(ticks_of(spikes, 1), tick(0.25));
  EXPECT_EQ(ticks_of(spikes, 2), tick(0.25));
  EXPECT_TRUE(ticks_of(spikes, 3).empty());
  EXPECT_EQ(ticks_of(spikes, 4), tick(0.5));
  EXPECT_EQ(ticks_of(spikes, 5), Ticks{0});
  EXPECT_EQ(ticks_of(spikes, 6), tick(0.5));
  EXPECT_TRUE(ticks_of(spikes, 7).empty());
}

TEST(TemporalEncoders, SayWhichValueIsOutOfRange) {
  const std::vector values{0.5, -0.1};
  const std::string expected = "sample 3, value 1: expected a number between 0 and 1, got -0.1";
  EXPECT_EQ(message_of([&] { LatencyEncoder({}, Time{9}).encode(values, 3); }), expected);
  EXPECT_EQ(message_of([&] { PhaseEncoder({}, Time{9}).encode(values, 3); }), expected);
  EXPECT_EQ(message_of([&] { PopulationEncoder({}, Time{9}).encode(values, 3); }), expected);
}

TEST(TemporalEncoders, NeedTimeForASpike) {
  EXPECT_EQ(message_of([] { LatencyEncoder({}, Time{0}); }),
            "expected a duration of at least 1 ticks, got 0");
  EXPECT_EQ(message_of([] { PhaseEncoder({}, Time{7}); }),
            "expected a duration of at least 8 ticks, got 7");
  EXPECT_EQ(message_of([] { PopulationEncoder({}, Time{0}); }),
            "expected a duration of at least 1 ticks, got 0");
}

}  // namespace
}  // namespace meniscus
