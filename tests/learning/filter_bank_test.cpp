#include "sim/learning/filter_bank.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <numeric>

#include "sim/core/error.hpp"

namespace meniscus {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double rate = 8.0;  // kHz

std::vector<float> tone(double frequency, double amplitude, std::size_t samples) {
  std::vector<float> values(samples);
  for (std::size_t n = 0; n < samples; ++n) {
    const double angle = 2.0 * pi * frequency * static_cast<double>(n) / rate;
    values[n] = static_cast<float>(amplitude * std::sin(angle));
  }
  return values;
}

TEST(ErbScale, HasThePublishedValues) {
  // Glasberg & Moore (1990), equations 3 and 4: 132.6 Hz and 15.6 at 1 kHz, 24.7 Hz and 0 at 0.
  EXPECT_NEAR(1e3 * equivalent_rectangular_bandwidth(1.0), 132.6, 0.05);
  EXPECT_EQ(1e3 * equivalent_rectangular_bandwidth(0.0), 24.7);
  EXPECT_NEAR(erb_rate(1.0), 15.62, 0.005);
  EXPECT_EQ(erb_rate(0.0), 0.0);
}

TEST(ErbScale, CountsBandwidths) {
  // d(erb_rate)/df is one per ERB: 21.4 4.37 / ln 10 / 4.37 * 0.0247 is 1 within half a percent.
  for (const double f : {0.1, 1.0, 4.0}) {
    const double slope = (erb_rate(f + 1e-4) - erb_rate(f - 1e-4)) / 2e-4;
    EXPECT_NEAR(slope * equivalent_rectangular_bandwidth(f), 1.0, 0.005);
    EXPECT_NEAR(frequency_of_erb_rate(erb_rate(f)), f, 1e-12);
  }
}

TEST(MelScale, HasThePublishedValues) {
  EXPECT_NEAR(mel(1.0), 1000.0, 0.02);  // its definition
  EXPECT_NEAR(mel(4.0), 2146.06, 0.01);
  EXPECT_NEAR(mel(0.7), 2595.0 * std::log10(2.0), 1e-9);
  EXPECT_NEAR(frequency_of_mel(mel(3.3)), 3.3, 1e-12);
}

TEST(GammatoneFilter, HasItsImpulseResponse) {
  const double centre = 0.9;
  GammatoneFilter filter(centre, rate);
  const double b = equivalent_rectangular_bandwidth(centre) / 0.98174770424681;
  const double radius = std::exp(-2.0 * pi * b / rate);
  for (int n = 0; n < 400; ++n) {
    const auto [real, imaginary] = filter(n == 0 ? 1.0 : 0.0);
    const double envelope =
        2.0 * std::pow(1.0 - radius, 4) * (n + 1) * (n + 2) * (n + 3) / 6.0 * std::pow(radius, n);
    const auto expected = std::polar(envelope, 2.0 * pi * centre / rate * n);
    ASSERT_NEAR(real, expected.real(), 1e-14) << n;
    ASSERT_NEAR(imaginary, expected.imag(), 1e-14) << n;
  }
}

/// The envelope of a unit tone behind a filter, long after it set in.
double response(double centre, double frequency) {
  GammatoneFilter filter(centre, 64.0);
  std::array<double, 2> y{};
  for (int n = 0; n < 20'000; ++n) y = filter(std::cos(2.0 * pi * frequency / 64.0 * n));
  return std::hypot(y[0], y[1]);
}

TEST(GammatoneFilter, GivesTheAmplitudeOfAToneAtItsCentre) {
  EXPECT_NEAR(response(1.0, 1.0), 1.0, 1e-3);  // the negative frequency leaks in
  EXPECT_NEAR(response(4.0, 4.0), 1.0, 1e-3);
  EXPECT_LT(response(1.0, 1.5), 0.05);
}

TEST(GammatoneFilter, HasTheBandwidthOfTheEar) {
  // Energy of the impulse response is that of a rectangle of height 4 and width ERB.
  for (const double centre : {0.3, 1.0, 3.0}) {
    GammatoneFilter filter(centre, 64.0);
    double energy = 0.0;
    for (int n = 0; n < 20'000; ++n) {
      const auto [real, imaginary] = filter(n == 0 ? 1.0 : 0.0);
      energy += real * real + imaginary * imaginary;
    }
    const double erb = equivalent_rectangular_bandwidth(centre);
    EXPECT_NEAR(energy * 64.0 / 4.0 / erb, 1.0, 0.02) << centre << " kHz";
  }
}

const FilterBankOptions gammatones{.channels = 20, .low = 0.1, .high = 3.5, .interval = 10.0};
const FilterBankOptions mels{.kind = FilterBankKind::mel,
                             .channels = 20,
                             .low = 0.1,
                             .high = 3.8,
                             .interval = 10.0,
                             .window = 25.0};

std::size_t loudest(std::span<const double> frame) {
  return static_cast<std::size_t>(std::ranges::max_element(frame) - frame.begin());
}

TEST(GammatoneBank, PutsTheToneOfACentreIntoItsChannel) {
  for (const std::size_t channel : {0u, 7u, 19u}) {
    const double step = (erb_rate(3.5) - erb_rate(0.1)) / 19.0;
    const double centre =
        frequency_of_erb_rate(erb_rate(0.1) + step * static_cast<double>(channel));
    const Series series = filter_bank(tone(centre, 0.5, 8000), rate, gammatones);
    ASSERT_EQ(series.frames(), 100u);
    EXPECT_EQ(loudest(series.frame(90)), channel);
    EXPECT_NEAR(series.frame(90)[channel], 0.5, 0.02);
  }
}

TEST(GammatoneBank, AveragesTheEnvelopeOverEachInterval) {
  FilterBankOptions one = gammatones;
  one.channels = 1;
  one.interval = 12.3;  // 98.4 samples
  const auto sound = tone(0.13, 0.7, 1000);
  const Series series = filter_bank(sound, rate, one);
  GammatoneFilter filter(0.1, rate);
  std::vector<double> envelope;
  for (const float sample : sound) {
    const auto y = filter(sample);
    envelope.push_back(std::hypot(y[0], y[1]));
  }
  const std::vector<std::size_t> ends{98, 197, 295, 394, 492, 590, 689, 787, 886, 984, 1000};
  ASSERT_EQ(series.frames(), ends.size());
  for (std::size_t i = 0, first = 0; i < ends.size(); first = ends[i++]) {
    const double sum = std::accumulate(envelope.begin() + first, envelope.begin() + ends[i], 0.0);
    EXPECT_NEAR(series.frame(i)[0], sum / static_cast<double>(ends[i] - first), 1e-7);
  }
}

TEST(MelBank, KeepsThePowerOfATone) {
  for (const double frequency : {0.5, 1.0, 2.2}) {
    const Series series = filter_bank(tone(frequency, 0.5, 8000), rate, mels);
    ASSERT_EQ(series.frames(), 100u);
    double power = 0.0;
    for (const double value : series.frame(50)) power += value * value;
    EXPECT_NEAR(power, 0.25, 0.25 * 1e-3) << frequency << " kHz";
  }
}

TEST(MelBank, SharesAToneBetweenTheTrianglesAroundIt) {
  // Half way in frequency between two peaks, both triangles weigh 1/2; the window's main lobe
  // (80 Hz to either side) lies within the straight parts, so each gets half the power.
  const double step = (mel(3.8) - mel(0.1)) / 21.0;
  const double left = frequency_of_mel(mel(0.1) + 15.0 * step);
  const double right = frequency_of_mel(mel(0.1) + 16.0 * step);
  const Series series = filter_bank(tone(0.5 * (left + right), 1.0, 8000), rate, mels);
  EXPECT_NEAR(series.frame(50)[14] * series.frame(50)[14], 0.5, 0.005);
  EXPECT_NEAR(series.frame(50)[15] * series.frame(50)[15], 0.5, 0.005);
}

TEST(MelBank, HasNoChannelThatHearsNothing) {
  FilterBankOptions narrow = mels;
  narrow.channels = 128;  // half a triangle is down to 12 Hz, the window resolves 40 Hz
  std::vector<float> click(800, 0.0f);
  click[400] = 1.0f;
  const Series series = filter_bank(click, rate, narrow);
  EXPECT_GT(std::ranges::min(series.frame(5)), 0.0f);
}

TEST(FilterBank, GivesAFrameForEveryIntervalBegun) {
  for (const FilterBankOptions& options : {gammatones, mels}) {
    EXPECT_EQ(filter_bank(tone(1.0, 1.0, 800), rate, options).frames(), 10u);
    EXPECT_EQ(filter_bank(tone(1.0, 1.0, 801), rate, options).frames(), 11u);
    EXPECT_EQ(filter_bank(tone(1.0, 1.0, 1), rate, options).frames(), 1u);
  }
}

std::string complaint(const std::function<void(FilterBankOptions&)>& change) {
  FilterBankOptions options;
  change(options);
  try {
    check_filter_bank(options, rate);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(FilterBank, RefusesFrequenciesOutsideTheRecording) {
  const std::string start =
      "expected frequencies with 0 < low < high < 4000 Hz, half the sampling rate, got ";
  EXPECT_EQ(complaint([](auto& o) { o.high = 4.0; }), start + "100 Hz and 4000 Hz");
  EXPECT_EQ(complaint([](auto& o) { o.low = 5.0; }), start + "5000 Hz and 3800 Hz");
  EXPECT_EQ(complaint([](auto& o) { o.interval = 0.1; }),
            "expected an interval of at least a sample (0.125 ms), got 0.1 ms");
  const auto mel_complaint = [](double window, double low) {
    return complaint([=](auto& o) {
      o.kind = FilterBankKind::mel;
      o.window = window;
      o.low = low;
    });
  };
  const std::string enough =
      "expected a window and triangles for which a spectrum of 1048576 lines is enough, got a ";
  EXPECT_EQ(mel_complaint(1e9, 0.1),
            enough + "window of 1000000000 ms and 32 channels from 100 to 3800 Hz");
  EXPECT_TRUE(mel_complaint(25.0, 3.79999999).starts_with(enough + "window of 25 ms"));
  EXPECT_EQ(complaint([](auto&) {}), "nothing thrown");
}

}  // namespace
}  // namespace meniscus
