#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace meniscus {
namespace {

// Quantiles: Abramowitz & Stegun (1964), table 26.8; Smirnov (1948).

TEST(Statistics, ChiSquareQuantilesGiveTheirLevels) {
  EXPECT_NEAR(upper_gamma(0.5, 0.5 * 3.8415), 0.05, 1e-5);
  EXPECT_NEAR(upper_gamma(5.0, 0.5 * 18.307), 0.05, 1e-5);
  EXPECT_NEAR(upper_gamma(15.0, 0.5 * 59.703), 0.001, 1e-7);
  EXPECT_EQ(upper_gamma(2.0, 0.0), 1.0);
}

TEST(Statistics, ChiSquareOfTwoCellsIsTheSquareOfANormal) {
  const std::vector<double> observed{5100, 4900}, expected{5000, 5000};
  EXPECT_NEAR(chi_square_p_value(observed, expected), normal_p_value(2.0), 1e-12);
}

TEST(Statistics, ChiSquarePoolsThinCells) {
  const std::vector<double> observed{51, 43, 3, 2, 0, 1}, expected{48, 46, 3, 2, 0.5, 0.5};
  const double chi_square = 9.0 / 48 + 9.0 / 46;
  EXPECT_NEAR(chi_square_p_value(observed, expected), std::exp(-0.5 * chi_square), 1e-12);
}

TEST(Statistics, ChiSquareRefusesDifferentTotals) {
  const std::vector<double> observed{50, 51}, expected{50, 50};
  EXPECT_THROW(chi_square_p_value(observed, expected), std::invalid_argument);
}

TEST(Statistics, KolmogorovSmirnovMatchesItsCriticalValue) {
  std::vector<double> samples;  // a grid, shifted by the critical distance at 5 %
  const int n = 100000;
  for (int i = 0; i < n; ++i) samples.push_back((i + 0.5) / n + 1.3581 / std::sqrt(n));
  const double p = ks_p_value(samples, [](double x) { return std::clamp(x, 0.0, 1.0); });
  EXPECT_NEAR(p, 0.05, 0.002);
}

TEST(Statistics, DiscreteTestRejectsAWrongMean) {
  std::vector<int> samples;
  for (int i = 0; i < 10000; ++i) samples.push_back(i % 3 == 0 ? 1 : 0);
  EXPECT_LT(discrete_p_value(samples, [](std::uint64_t k) { return k == 0 ? 0.69 : 0.31; }),
            significance);
  EXPECT_GT(discrete_p_value(samples, [](std::uint64_t k) { return k == 0 ? 0.667 : 0.333; }), 0.5);
}

}  // namespace
}  // namespace meniscus
