#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/config/quantity.hpp"
#include "sim/config/source.hpp"
#include "sim/experiment/sweep_space.hpp"
#include "tests/experiment/model_files.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SweepSpace space_of(const std::string& yaml, std::uint64_t seed = 1) {
  Diagnostics diagnostics;
  const Node section = parse_yaml(yaml, "m.yaml");
  SweepSpace space = read_sweep(section, seed, diagnostics);
  diagnostics.throw_if_any();
  return space;
}

std::vector<std::string> values_of(const std::string& values) {
  std::vector<std::string> texts;
  const SweepSpace space = space_of("over: {a.b: " + values + "}");
  for (const Node& value : space.axes.at(0).values) texts.push_back(value.text());
  return texts;
}

std::vector<double> draws_of(const std::string& law, std::uint64_t samples,
                             std::uint64_t seed = 1) {
  const auto space =
      space_of("samples: " + std::to_string(samples) + "\nover: {a.b: " + law + "}", seed);
  std::vector<double> values;
  for (const Node& value : space.axes.at(0).values) {
    values.push_back(parse_quantity(value.text()).value);
  }
  return values;
}

std::string refusal(const std::string& yaml) {
  try {
    space_of(yaml);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "valid";
}

/// The largest distance between the empirical and the given distribution function.
double kolmogorov_distance(std::vector<double> values, double (*cdf)(double)) {
  std::ranges::sort(values);
  double distance = 0.0;
  const auto n = static_cast<double>(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double at = cdf(values[k]), below = static_cast<double>(k) / n;
    distance = std::max({distance, std::abs(at - below), std::abs(at - below - 1.0 / n)});
  }
  return distance;
}

constexpr std::uint64_t many = 10'000;
/// Exceeded by 1 of 1,000 samples (Kolmogorov's limit law); the draws here are fixed.
const double largest_distance = 1.95 / std::sqrt(static_cast<double>(many));

TEST(SweepSpace, TakesListsAndRangesWithBothEnds) {
  EXPECT_THAT(values_of("[1 ms, 5 ms]"), ElementsAre("1 ms", "5 ms"));
  EXPECT_THAT(values_of("3"), ElementsAre("3"));
  EXPECT_THAT(values_of("-1..2"), ElementsAre("-1", "0", "1", "2"));
  EXPECT_THAT(values_of("{from: 100, to: 400, step: 100}"),
              ElementsAre("100", "200", "300", "400"));
  EXPECT_THAT(values_of("{from: 0.1, to: 0.5, step: 0.1}"),
              ElementsAre("0.1", "0.2", "0.3", "0.4", "0.5"));
  EXPECT_THAT(values_of("{from: 3 mV, to: 1 mV, step: -1 mV}"),
              ElementsAre("3 mV", "2 mV", "1 mV"));
  EXPECT_THAT(values_of("{from: 0, to: 1, step: 0.4}"), ElementsAre("0", "0.4", "0.8"));
  EXPECT_THAT(values_of("{from: 500 us, to: 2 ms, number: 4}"),
              ElementsAre("0.5 ms", "1 ms", "1.5 ms", "2 ms"));
  EXPECT_THAT(values_of("{from: 1 Hz, to: 1 kHz, number: 4, spacing: log}"),
              ElementsAre("0.001 kHz", "0.01 kHz", "0.1 kHz", "1 kHz"));
}

TEST(SweepSpace, CombinesAllValuesTheLastKeyFastestAndSamplesFasterStill) {
  const SweepSpace space =
      space_of("samples: 2\nover: {a: [1, 2], r: {uniform: {low: 0, high: 1}}, b: [x, y, z]}");
  ASSERT_EQ(space.points(), 12u);
  std::string order;
  for (std::uint64_t p = 0; p < space.points(); ++p) {
    order += space.value(p, 0).text() + space.value(p, 2).text() + " ";
    EXPECT_EQ(space.value(p, 1).text(), space.axes[1].values[p % 2].text());
  }
  EXPECT_EQ(order, "1x 1x 1y 1y 1z 1z 2x 2x 2y 2y 2z 2z ");
}

TEST(SweepSpace, DrawsFromItsLaws) {
  EXPECT_LT(kolmogorov_distance(draws_of("{uniform: {low: 2 ms, high: 6 ms}}", many),
                                [](double x) { return (x - 2.0) / 4.0; }),
            largest_distance);
  EXPECT_LT(kolmogorov_distance(draws_of("{log_uniform: {low: 0.1, high: 1000}}", many),
                                [](double x) { return std::log(x / 0.1) / std::log(1e4); }),
            largest_distance);
  EXPECT_LT(
      kolmogorov_distance(draws_of("{normal: {mean: 10 mV, sd: 2 mV}}", many),
                          [](double x) { return 0.5 * std::erfc((10.0 - x) / std::sqrt(8)); }),
      largest_distance);
  const auto truncated = draws_of("{normal: {mean: 0 mV, sd: 2 mV}, min: 0 mV, max: 1 mV}", 500);
  for (const double value : truncated) EXPECT_TRUE(value >= 0.0 && value <= 1.0) << value;
}

TEST(SweepSpace, DrawsIntegersAndChoicesEvenly) {
  std::map<double, double> counts;
  for (const double value : draws_of("{integer: {low: -1, high: 2}}", many)) counts[value] += 1.0;
  EXPECT_THAT(counts, testing::SizeIs(4));
  double chi_square = 0.0;
  for (const auto& [value, count] : counts) {
    EXPECT_TRUE(value >= -1.0 && value <= 2.0) << value;
    chi_square += (count - many / 4.0) * (count - many / 4.0) / (many / 4.0);
  }
  EXPECT_LT(chi_square, 16.3);  // 3 degrees of freedom, 1 of 1,000
  const auto chosen = draws_of("{choice: [3, 5]}", many);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(chosen, 3.0)), many / 2.0, 165.0);  // 3.3 sd
}

TEST(SweepSpace, DrawsTheSameWhateverElseIsSweptAndHoweverManySamples) {
  const std::string law = "{uniform: {low: 0, high: 1}}";
  const auto alone = draws_of(law, 3);
  const auto more = draws_of(law, 5);
  EXPECT_THAT(std::vector(more.begin(), more.begin() + 3), testing::ElementsAreArray(alone));
  const SweepSpace with_others =
      space_of("samples: 3\nover: {c: " + law + ", x: [1, 2], a.b: " + law + "}");
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(parse_quantity(with_others.axes[2].values[k].text()).value, alone[k]);
    EXPECT_NE(parse_quantity(with_others.axes[0].values[k].text()).value, alone[k]);
  }
  EXPECT_NE(draws_of(law, 3, 2), alone);  // another seed
}

/// Whoever changes how points are drawn changes everybody's sweeps. The numbers are those of
/// another implementation of Philox4x32-10, key 1, counters (0, sample, FNV-1a of "a.b", 50 << 24).
TEST(SweepSpace, DrawsThePointsThatItHasAlwaysDrawn) {
  EXPECT_THAT(draws_of("{uniform: {low: 0, high: 1}}", 3),
              ElementsAre(0.242713, 0.201768, 0.859897));
}

TEST(SweepSpace, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(refusal("over: {a.b: {from: 1 ms, to: 2 mV, step: 1 ms}}"),
            "m.yaml:1:30: over.a.b.to: expected a time, as the values before, got \"2 mV\"");
  EXPECT_THAT(refusal("over: {a.b: {from: 1 ms, to: 2 ms}}"),
              HasSubstr("expected either a step or a number of values"));
  EXPECT_THAT(refusal("over: {a.b: {from: 1, to: 2, step: -1}}"),
              HasSubstr("expected a step that leads from 1 to 2, got \"-1\""));
  EXPECT_THAT(refusal("over: {a.b: {from: 1, to: 2, step: 0}}"), HasSubstr("expected a step"));
  EXPECT_THAT(refusal("over: {a.b: {from: 1, to: 2, stp: 0.5}}"),
              HasSubstr("unknown key \"stp\" in range of a sweep (did you mean \"step\"?)"));
  EXPECT_THAT(refusal("over: {a.b: {from: 0, to: 2, number: 3, spacing: log}}"),
              HasSubstr("spacing: log wants a range above 0"));
  EXPECT_THAT(refusal("samples: 2\nover: {a.b: {loguniform: {low: 1, high: 2}}}"),
              HasSubstr("did you mean \"log_uniform\"?"));
  EXPECT_THAT(refusal("samples: 2\nover: {a.b: {uniform: {low: 3, high: 2}}}"),
              HasSubstr("low is above high"));
  EXPECT_THAT(refusal("samples: 2\nover: {a.b: {integer: {low: 1.5, high: 2}}}"),
              HasSubstr("an integer law wants whole numbers"));
  EXPECT_THAT(refusal("samples: 2\nover: {a.b: {choice: 3}}"),
              HasSubstr("expected a list to choose from"));
  EXPECT_THAT(refusal("over: {a.b: {uniform: {low: 1, high: 2}}}"),
              HasSubstr("expected \"samples\" beside a distribution"));
  EXPECT_THAT(refusal("samples: 2\nover: {a.b: [1, 2]}"), HasSubstr("no key is drawn at random"));
  EXPECT_THAT(refusal("over: {a.b: []}"), HasSubstr("expected at least one value"));
  EXPECT_THAT(refusal("over: {output: [a, b]}"), HasSubstr("\"output\" can't be swept"));
  EXPECT_THAT(refusal("replicates: 2\nover: {seed: 1..3}"),
              HasSubstr("expected either a swept seed or replicates"));
  EXPECT_THAT(refusal("over: {a: 1..1000, b: 1..1000}"), HasSubstr("expected at most 100000 runs"));
  EXPECT_THAT(refusal("over: {a: 1..1000000000000}"), HasSubstr("expected 1 to 100000"));
  EXPECT_THAT(refusal("replicate: 2"), HasSubstr("did you mean \"replicates\"?"));
  EXPECT_THAT(refusal("samples: 2\nover: {a: {normal: {mean: 0, sd: 1}, min: 90}}"),
              HasSubstr("1000 draws"));
}

TEST(SweepSpace, IsCheckedInEveryModelFile) {
  const std::string model = "duration: 1 s\npopulations: {a: {model: lif, size: 2}}\n";
  EXPECT_EQ(complaints(model + "sweep: {over: {populations.a.size: [1, 2]}}\n"), "valid");
  EXPECT_EQ(complaints(model + "sweep: {over: {populations.a.size: {form: 1}}}\n"),
            "m.yaml:3:36: sweep.over.populations.a.size: expected a list, a range or a "
            "distribution, got a map with \"form\" (did you mean \"from\"?)");
}

}  // namespace
}  // namespace meniscus
