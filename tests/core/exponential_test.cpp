#include "sim/core/exponential.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace meniscus {
namespace {

/// The largest error relative to the C library's long double, in units of the type's rounding.
template <class Real>
double largest_error(Real low, Real high) {
  double largest = 0.0;
  constexpr int points = 200'000;
  for (int k = 0; k <= points; ++k) {
    const Real x = low + (high - low) * static_cast<Real>(k) / points;
    const long double exact = std::exp(static_cast<long double>(x));
    const auto error = static_cast<double>((exponential(x) - exact) / exact);
    largest = std::max(largest, std::abs(error));
  }
  return largest / static_cast<double>(std::numeric_limits<Real>::epsilon());
}

TEST(Exponential, IsExactToTwoRoundingsInDouble) {
  EXPECT_LT(largest_error(-707.0, 708.0), 2.0);
  EXPECT_LT(largest_error(-1.0, 1.0), 2.0);
}

TEST(Exponential, IsExactToTwoRoundingsInFloat) {
  EXPECT_LT(largest_error(-86.0f, 87.0f), 2.0);
  EXPECT_LT(largest_error(-1.0f, 1.0f), 2.0);
}

TEST(Exponential, OfZeroIsOne) {
  EXPECT_EQ(exponential(0.0), 1.0);
  EXPECT_EQ(exponential(0.0f), 1.0f);
}

TEST(Exponential, StaysFiniteAndPositiveBeyondItsRange) {
  EXPECT_LT(exponential(1e30), std::numeric_limits<double>::infinity());
  EXPECT_GT(exponential(1e30), 1e307);
  EXPECT_GT(exponential(-1e30), 0.0);
  EXPECT_LT(exponential(-1e30), 1e-306);
  EXPECT_GT(exponential(-1e30f), 0.0f);
  EXPECT_LT(exponential(1e30f), std::numeric_limits<float>::infinity());
}

}  // namespace
}  // namespace meniscus
