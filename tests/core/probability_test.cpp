#include "sim/core/probability.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace meniscus {
namespace {

// Against the textbook formulas in long double, whose log-gamma is good to 1e-19 of its size: for
// the arguments below, to 1e-13 of a logarithm.

long double exact_poisson(long double k, long double mean) {
  return k * std::log(mean) - mean - std::lgamma(k + 1);
}

long double exact_binomial(long double k, long double n, long double p) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
         (n - k) * std::log1p(-p);
}

TEST(LogPoissonProbability, MatchesTheFormulaFromSmallToLargeMeans) {
  for (const double mean : {1e-9, 0.3, 9.0, 15.5, 100.0, 30000.0}) {
    for (double k = 0.0; k < 2.0 * mean + 40.0; k = std::floor(1.05 * k) + 1.0) {
      const auto exact = static_cast<double>(exact_poisson(k, mean));
      EXPECT_NEAR(log_poisson_probability(k, mean), exact, 1e-13 + 1e-14 * std::abs(exact))
          << k << " at " << mean;
    }
  }
}

TEST(LogBinomialProbability, MatchesTheFormulaForFewAndManyTrials) {
  for (const double n : {1.0, 7.0, 40.0, 1000.0, 30000.0}) {
    for (const double p : {1e-6, 0.1, 0.5, 0.97}) {
      for (double k = 0.0; k <= n; k = std::floor(1.05 * k) + 1.0) {
        const auto exact = static_cast<double>(exact_binomial(k, n, p));
        EXPECT_NEAR(log_binomial_probability(k, n, p), exact, 1e-13 + 1e-14 * std::abs(exact))
            << k << " of " << n << " at " << p;
      }
    }
  }
}

TEST(LogBinomialProbability, CoversCertainOutcomes) {
  EXPECT_DOUBLE_EQ(log_binomial_probability(5.0, 5.0, 0.5), 5.0 * std::log(0.5));
  EXPECT_DOUBLE_EQ(log_binomial_probability(0.0, 5.0, 0.5), 5.0 * std::log(0.5));
}

}  // namespace
}  // namespace meniscus
