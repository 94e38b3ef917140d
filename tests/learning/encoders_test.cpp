#include "sim/learning/encoders.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "sim/core/bernoulli_hits.hpp"
#include "sim/core/error.hpp"
#include "sim/core/random.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

/// The same spikes in the same ticks.
bool equal(const SpikeTable& a, const SpikeTable& b) {
  if (a.ticks() != b.ticks()) return false;
  for (Time t; t.ticks < a.ticks(); ++t) {
    if (!std::ranges::equal(a.at(t), b.at(t))) return false;
  }
  return true;
}

/// n values in [0, 1), a third of them 0.
std::vector<double> random_values(std::size_t n, std::uint32_t entity) {
  RandomStream stream({.seed = 3}, entity);
  std::vector<double> values(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    if (i % 3 != 0) values[i] = stream.uniform();
  }
  return values;
}

std::string message_of(const auto& action) {
  try {
    action();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

const RateEncoding fast{
    .max_rate = 2.0, .duration = Time{5000}, .resolution = Resolution(0.5), .seed = 1};

/// χ² over lines of spike counts that have these means and the variance factor `variance` / mean.
double counts_p_value(const SpikeTable& spikes, const std::vector<double>& means, auto variance) {
  std::vector<double> counts(means.size(), 0.0);
  for (const std::uint32_t line : spikes.neurons()) ++counts[line];
  double chi_square = 0.0, lines = 0.0;
  for (std::size_t line = 0; line < means.size(); ++line) {
    if (means[line] == 0.0) {
      EXPECT_EQ(counts[line], 0.0);
      continue;
    }
    chi_square += std::pow(counts[line] - means[line], 2) / variance(means[line]);
    ++lines;
  }
  return upper_gamma(0.5 * lines, 0.5 * chi_square);
}

TEST(PoissonRateEncoder, GivesEachLineItsRate) {
  const auto values = random_values(300, 1);
  const SpikeTable spikes = PoissonRateEncoder(fast).encode(values, 4);
  EXPECT_EQ(spikes.ticks(), 5000);
  std::vector<double> means;
  for (const double value : values) means.push_back(value * 2.0 * 2500.0);  // kHz times ms
  EXPECT_GT(counts_p_value(spikes, means, [](double mean) { return mean; }), significance);
}

TEST(PoissonRateEncoder, SpikesSeveralTimesInATickAsPoissonCountsDo) {
  const SpikeTable spikes = PoissonRateEncoder(fast).encode(std::vector{1.0}, 4);
  std::vector<std::size_t> counts;
  for (Time t; t.ticks < spikes.ticks(); ++t) counts.push_back(spikes.at(t).size());
  EXPECT_GT(discrete_p_value(counts, [](std::uint64_t k) { return poisson_probability(k, 1.0); }),
            significance);
}

TEST(BernoulliRateEncoder, GivesEachLineItsRateWithAtMostOneSpikePerTick) {
  const auto values = random_values(300, 2);
  const SpikeTable spikes = BernoulliRateEncoder(fast).encode(values, 4);
  EXPECT_EQ(spikes.ticks(), 5000);
  for (Time t; t.ticks < spikes.ticks(); ++t) {
    ASSERT_TRUE(std::ranges::is_sorted(spikes.at(t), std::less_equal<>()));  // no line twice
  }
  std::vector<double> means;
  for (const double value : values) means.push_back(value * 5000.0);
  const auto variance = [](double mean) { return mean * (1.0 - mean / 5000.0); };
  EXPECT_GT(counts_p_value(spikes, means, variance), significance);
}

TEST(Encoders, AreFunctionsOfSeedSampleAndValues) {
  const auto values = random_values(100, 3);
  RateEncoding other_seed = fast;
  other_seed.seed = 2;
  const BernoulliRateEncoder encoder(fast);
  const SpikeTable spikes = encoder.encode(values, 4);
  EXPECT_TRUE(equal(spikes, encoder.encode(values, 4)));
  EXPECT_FALSE(equal(spikes, encoder.encode(values, 5)));
  EXPECT_FALSE(equal(spikes, BernoulliRateEncoder(other_seed).encode(values, 4)));
}

TEST(Encoders, OfZerosAreSilentForTheWholeDuration) {
  const std::vector<double> zeros(50, 0.0);
  for (const SpikeTable& spikes :
       {PoissonRateEncoder(fast).encode(zeros, 0), BernoulliRateEncoder(fast).encode(zeros, 0),
        NalsmRateEncoder(0.1, Time{5000}, Resolution(1.0), 1).encode(zeros, 0)}) {
    EXPECT_EQ(spikes.ticks(), 5000);
    EXPECT_EQ(spikes.size(), 0u);
  }
}

TEST(Encoders, SayWhichValueIsOutOfRange) {
  const PoissonRateEncoder encoder(fast);
  EXPECT_EQ(message_of([&] {
              encoder.encode(std::vector{0.5, 1.5}, 7);
            }),
            "sample 7, value 1: expected a number between 0 and 1, got 1.5");
  EXPECT_EQ(message_of([&] { encoder.encode(std::vector{std::nan("")}, 7); }),
            "sample 7, value 0: expected a number between 0 and 1, got nan");
}

TEST(BernoulliRateEncoder, RefusesMoreThanOneSpikePerTick) {
  EXPECT_EQ(message_of([] { BernoulliRateEncoder({.max_rate = 11.0, .duration = Time{10}}); }),
            "expected a maximal rate between 0 and one spike per tick of 0.1 ms, got 11 kHz");
}

TEST(NalsmRateEncoder, RefusesASplitWithoutImagesAndOtherTicks) {
  EXPECT_EQ(message_of([] { NalsmRateEncoder(0.0, Time{250}, Resolution(1.0), 1); }),
            "expected a split with an image that is not all zero and a maximum between 0 and 1, "
            "got 0");
  EXPECT_EQ(message_of([] { NalsmRateEncoder(0.1, Time{250}, Resolution(0.1), 1); }),
            "the NALSM encoder needs a resolution of 1 ms, got 0.1 ms");
}

TEST(NalsmSplitMaximum, IsTheLargestShareOfAPixelInItsImage) {
  const std::vector<std::uint8_t> images{10, 20, 10, 0, 0, 0, 0, 0, 255, 255, 255, 255};
  EXPECT_EQ(nalsm_split_maximum(images, 4), 0.5);
  EXPECT_EQ(nalsm_split_maximum(std::vector<std::uint8_t>(8, 0), 4), 0.0);
}

TEST(NalsmRateEncoder, TakesThePixelThatSetsTheMaximum) {
  // In doubles, 217/255 over their sum over 217/604 is 1 + 2^-52.
  const std::vector<std::uint8_t> image{35, 146, 217, 206};
  std::vector<double> values;
  for (const auto pixel : image) values.push_back(pixel / 255.0);
  const NalsmRateEncoder encoder(nalsm_split_maximum(image, 4), Time{30}, Resolution(1.0), 1);
  const SpikeTable spikes = encoder.encode(values, 0);
  // Hit in every step, so it spikes at the highest rate.
  for (Time t; t.ticks < 30; ++t) {
    const bool spiked = std::ranges::count(spikes.at(t), 2u) == 1;
    EXPECT_EQ(spiked, t.ticks % 3 == 0);
  }
}

/// The input layer of NALSM in the order of specification §2.1, literally: threshold test, reset,
/// leak and input, refractory count. Gives the spikes of the steps 0 … steps-1.
std::vector<std::vector<std::uint32_t>> literal_input_layer(
    const std::vector<std::vector<std::uint32_t>>& hits, std::size_t lines, std::size_t steps) {
  std::vector<float> v(lines, 0.0f);
  std::vector<int> r(lines, 0);
  std::vector<std::vector<std::uint32_t>> spikes(steps);
  for (std::size_t t = 0; t < steps; ++t) {
    std::vector<float> input(lines, 0.0f);
    if (t < hits.size()) {
      for (const std::uint32_t line : hits[t]) input[line] = 100.0f;
    }
    for (std::uint32_t line = 0; line < lines; ++line) {
      const bool spike = v[line] >= 20.0f && r[line] <= 0;
      if (spike) v[line] = 0.0f, spikes[t].push_back(line);
      v[line] += -v[line] / 64.0f + input[line];
      r[line] = spike ? 2 : r[line] - 1;
    }
  }
  return spikes;
}

TEST(NalsmRateEncoder, SpikesAsTheLiteralInputNeuronsOneStepEarlier) {
  const std::size_t lines = 400, ticks = 500;
  const auto values = random_values(lines, 5);
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  const double split_max = 1.0 / sum;  // probabilities from 0 to 1
  const StreamKey key{.seed = 9, .domain = RandomDomain::encoder, .component = 0, .sample = 6};
  std::vector<double> p;
  for (const double value : values) p.push_back(value / sum / split_max);
  const BernoulliTable table(p);
  std::vector<std::vector<std::uint32_t>> hits(ticks);
  for (std::size_t t = 0; t < ticks; ++t)
    table.hits(key, Time{static_cast<std::int64_t>(t)}, hits[t]);

  const auto literal = literal_input_layer(hits, lines, ticks + 1);
  const auto spikes =
      NalsmRateEncoder(split_max, Time{ticks}, Resolution(1.0), 9).encode(values, 6);
  EXPECT_TRUE(literal[0].empty());
  ASSERT_EQ(spikes.ticks(), static_cast<std::int64_t>(ticks));
  for (std::size_t t = 0; t < ticks; ++t) {
    const auto now = spikes.at(Time{static_cast<std::int64_t>(t)});
    ASSERT_EQ(std::vector(now.begin(), now.end()), literal[t + 1]) << "tick " << t;
  }
}

TEST(NalsmRateEncoder, HasTheSameMeanNumberOfHitsForEveryImage) {
  // A line hit with probability p per ms spikes after 3 ms if hit in them, else at the next hit:
  // the mean interval is 3 + (1 - p)^3 / p. Intervals vary less than exponential ones, so the
  // Poisson variance is generous.
  const double split_max = 0.05;
  const std::int64_t ticks = 40000;
  for (const std::uint32_t image : {1u, 2u}) {
    const auto values = random_values(784, image);
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    double hits = 0.0, expected = 0.0;
    for (const double value : values) {
      const double p = value / sum / split_max;
      hits += p;
      if (p > 0.0) expected += 1.0 / (3.0 + std::pow(1.0 - p, 3) / p) * static_cast<double>(ticks);
    }
    EXPECT_NEAR(hits, 1.0 / split_max, 1e-9);
    const NalsmRateEncoder encoder(split_max, Time{ticks}, Resolution(1.0), 5);
    const auto spikes = static_cast<double>(encoder.encode(values, image).size());
    EXPECT_GT(normal_p_value((spikes - expected) / std::sqrt(expected)), significance);
  }
}

}  // namespace
}  // namespace meniscus
