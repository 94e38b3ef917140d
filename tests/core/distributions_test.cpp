#include "sim/core/distributions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "sim/core/error.hpp"
#include "tests/support/statistics.hpp"

namespace meniscus {
namespace {

const StreamKey key{.seed = 20260101, .domain = RandomDomain::test, .component = 1, .sample = 0};

/// `n` draws of `sampler` from a stream of its own.
template <class Sampler>
auto samples_of(std::uint32_t entity, int n, Sampler sampler) {
  RandomStream stream(key, entity);
  std::vector<decltype(sampler(stream))> samples;
  for (int i = 0; i < n; ++i) samples.push_back(sampler(stream));
  return samples;
}

double uniform_index_p_value(std::uint64_t n) {
  const auto samples = samples_of(1, 200000, [n](RandomStream& s) { return uniform_index(s, n); });
  return discrete_p_value(samples, [n](std::uint64_t) { return 1.0 / static_cast<double>(n); });
}

double poisson_p_value(double mean) {
  const auto samples = samples_of(2, 200000, [mean](RandomStream& s) { return poisson(s, mean); });
  return discrete_p_value(samples,
                          [mean](std::uint64_t k) { return poisson_probability(k, mean); });
}

double binomial_p_value(std::uint64_t n, double p) {
  const auto samples = samples_of(3, 200000, [=](RandomStream& s) { return binomial(s, n, p); });
  return discrete_p_value(samples, [=](std::uint64_t k) { return binomial_probability(k, n, p); });
}

double geometric_p_value(double p) {
  const auto samples = samples_of(4, 200000, [p](RandomStream& s) { return geometric(s, p); });
  return discrete_p_value(samples, [p](std::uint64_t k) {
    return p * std::exp(static_cast<double>(k) * std::log1p(-p));
  });
}

double draw_p_value(const Distribution& law, const std::function<double(double)>& cdf) {
  return ks_p_value(samples_of(5, 100000, [&](RandomStream& s) { return draw(law, s); }), cdf);
}

TEST(UniformIndex, IsUniformOnAFewValues) { EXPECT_GT(uniform_index_p_value(7), significance); }

TEST(UniformIndex, IsUniformOnAThousandValues) {
  EXPECT_GT(uniform_index_p_value(1000), significance);
}

TEST(UniformIndex, HasNoBiasWhereWordsDoNotDivideEvenly) {
  // Of the 2^64 words, a plain multiplication would give twice as many to a third of the values.
  const std::uint64_t n = 3ull << 62;
  std::vector<double> thirds(3, 0.0);
  for (const auto i : samples_of(6, 30000, [n](RandomStream& s) { return uniform_index(s, n); })) {
    ASSERT_LT(i, n);
    ++thirds[i >> 62];
  }
  EXPECT_GT(chi_square_p_value(thirds, std::vector<double>(3, 10000.0)), significance);
  std::vector<double> residues(3, 0.0);
  for (const auto i : samples_of(7, 30000, [n](RandomStream& s) { return uniform_index(s, n); })) {
    ++residues[i % 3];
  }
  EXPECT_GT(chi_square_p_value(residues, std::vector<double>(3, 10000.0)), significance);
}

TEST(UniformIndex, OfOneValueIsZero) {
  RandomStream stream(key, 8);
  EXPECT_EQ(uniform_index(stream, 1), 0u);
}

TEST(StandardNormal, FollowsTheNormalLaw) {
  EXPECT_GT(ks_p_value(samples_of(9, 200000, standard_normal), normal_cdf), significance);
}

TEST(StandardNormal, HasTheTailsOfTheNormalLaw) {
  double beyond = 0.0;
  const int n = 1000000;
  for (const double x : samples_of(10, n, standard_normal)) beyond += std::abs(x) > 3.5;
  const double expected = n * normal_p_value(3.5);
  EXPECT_GT(normal_p_value((beyond - expected) / std::sqrt(expected)), significance);
}

TEST(StandardNormal, IsSymmetricAndFollowsTheLawWithinAndBeyondItsLowestLayer) {
  constexpr int n = 1'000'000;
  std::vector<double> observed(5), expected;
  const std::array<double, 6> edges{-HUGE_VAL, -3.442619855899, -0.2,
                                    0.2,       3.442619855899,  HUGE_VAL};
  for (const double x : samples_of(11, n, standard_normal)) {
    ++observed[static_cast<std::size_t>(std::ranges::upper_bound(edges, x) - edges.begin() - 1)];
  }
  for (std::size_t i = 0; i < 5; ++i) {
    expected.push_back(n * (normal_cdf(edges[i + 1]) - normal_cdf(edges[i])));
  }
  EXPECT_GT(chi_square_p_value(observed, expected), significance);
}

TEST(StandardExponential, FollowsTheExponentialLaw) {
  const auto samples = samples_of(12, 200000, standard_exponential);
  EXPECT_GT(ks_p_value(samples, [](double x) { return -std::expm1(-x); }), significance);
}

TEST(NormalAt, FollowsTheNormalLawOverDrawsAndEntities) {
  std::vector<double> samples;
  for (std::uint32_t draw = 0; draw < 300; ++draw) {
    for (std::uint32_t entity = 0; entity < 300; ++entity) {
      samples.push_back(normal_at(key, draw, entity));
    }
  }
  EXPECT_GT(ks_p_value(samples, normal_cdf), significance);
}

double gamma_p_value(double shape) {
  const auto samples =
      samples_of(9, 100000, [shape](RandomStream& s) { return standard_gamma(s, shape); });
  return ks_p_value(samples, [shape](double x) { return 1.0 - upper_gamma(shape, x); });
}

TEST(StandardGamma, FollowsItsLawAtASmallShape) { EXPECT_GT(gamma_p_value(0.2), significance); }
TEST(StandardGamma, FollowsItsLawAtShapeOne) { EXPECT_GT(gamma_p_value(1.0), significance); }
TEST(StandardGamma, FollowsItsLawAtALargeShape) { EXPECT_GT(gamma_p_value(30.0), significance); }

TEST(Poisson, OfMeanZeroIsZero) {
  for (const auto count : samples_of(13, 100, [](RandomStream& s) { return poisson(s, 0.0); })) {
    EXPECT_EQ(count, 0u);
  }
}

TEST(Poisson, FollowsItsLawAtASmallMean) { EXPECT_GT(poisson_p_value(0.1), significance); }
TEST(Poisson, FollowsItsLawAtTheEndOfInversion) { EXPECT_GT(poisson_p_value(9.99), significance); }
TEST(Poisson, FollowsItsLawAtTheStartOfRejection) {
  EXPECT_GT(poisson_p_value(10.0), significance);
}
TEST(Poisson, FollowsItsLawAtAModerateMean) { EXPECT_GT(poisson_p_value(77.7), significance); }
TEST(Poisson, FollowsItsLawAtALargeMean) { EXPECT_GT(poisson_p_value(5000.0), significance); }
TEST(Poisson, FollowsItsLawAtAVeryLargeMean) { EXPECT_GT(poisson_p_value(1e6), significance); }

TEST(Binomial, OfCertainOrNoTrialsIsCertain) {
  RandomStream stream(key, 14);
  EXPECT_EQ(binomial(stream, 0, 0.5), 0u);
  EXPECT_EQ(binomial(stream, 100, 0.0), 0u);
  EXPECT_EQ(binomial(stream, 100, 1.0), 100u);
}

TEST(Binomial, FollowsItsLawForFewTrials) { EXPECT_GT(binomial_p_value(10, 0.3), significance); }
TEST(Binomial, FollowsItsLawForRareSuccesses) {
  EXPECT_GT(binomial_p_value(100000, 2e-5), significance);
}
TEST(Binomial, FollowsItsLawAtTheStartOfRejection) {
  EXPECT_GT(binomial_p_value(20, 0.5), significance);
}
TEST(Binomial, FollowsItsLawForManyTrials) { EXPECT_GT(binomial_p_value(1000, 0.4), significance); }
TEST(Binomial, FollowsItsLawForLikelySuccesses) {
  EXPECT_GT(binomial_p_value(300, 0.9), significance);
}
TEST(Binomial, FollowsItsLawForAMillionTrials) {
  EXPECT_GT(binomial_p_value(1000000, 0.3), significance);
}

TEST(Geometric, FollowsItsLawForLikelySuccess) { EXPECT_GT(geometric_p_value(0.6), significance); }
TEST(Geometric, FollowsItsLawForRareSuccess) { EXPECT_GT(geometric_p_value(0.001), significance); }

TEST(Geometric, OfCertainSuccessIsZero) {
  for (const auto failures :
       samples_of(15, 100, [](RandomStream& s) { return geometric(s, 1.0); })) {
    EXPECT_EQ(failures, 0u);
  }
}

TEST(Geometric, SaturatesInsteadOfOverflowing) {
  RandomStream stream(key, 16);
  EXPECT_EQ(geometric(stream, 1e-300), std::uint64_t{1} << 62);
}

TEST(Draw, AConstantUsesNoRandomness) {
  RandomStream stream(key, 17);
  EXPECT_EQ(draw(constant(2.5), stream), 2.5);
  EXPECT_EQ(stream(), random_bits(key, 0, 17)[0]);
  EXPECT_TRUE(constant(2.5).is_constant());
}

TEST(Draw, UniformFollowsItsLaw) {
  const Distribution law{.law = UniformValue{-2.0, 6.0}};
  EXPECT_GT(draw_p_value(law, [](double x) { return (x + 2.0) / 8.0; }), significance);
}

TEST(Draw, LognormalFollowsItsLaw) {
  const Distribution law{.law = LognormalValue{0.5, 0.3}};
  EXPECT_GT(draw_p_value(law, [](double x) { return normal_cdf((std::log(x) - 0.5) / 0.3); }),
            significance);
}

TEST(Draw, LimitsGiveTheTruncatedLaw) {
  const Distribution law{.law = NormalValue{1.0, 2.0}, .low = 0.0, .high = 2.5};
  const double below = normal_cdf(-0.5), above = normal_cdf(0.75);
  const auto cdf = [=](double x) {
    return (normal_cdf(0.5 * (x - 1.0)) - below) / (above - below);
  };
  EXPECT_GT(draw_p_value(law, cdf), significance);
}

TEST(Draw, RandomSignMirrorsTheTruncatedLaw) {
  const Distribution law{
      .law = UniformValue{0.0, 4.0}, .low = 1.0, .high = 3.0, .random_sign = true};
  EXPECT_FALSE(law.is_constant());
  EXPECT_GT(draw_p_value(
                law, [](double x) { return x < 0.0 ? 0.25 * (x + 3.0) : 0.5 + 0.25 * (x - 1.0); }),
            significance);
}

TEST(Draw, SaysThatLimitsCannotBeMet) {
  RandomStream stream(key, 18);
  const Distribution law{.law = NormalValue{0.0, 1.0}, .low = 50.0};
  try {
    draw(law, stream);
    FAIL() << "expected a ConfigError";
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(),
                 "no value between 50 and inf in 1000 draws: the limits are too far from the mean");
  }
}

}  // namespace
}  // namespace meniscus
