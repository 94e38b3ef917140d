#include "sim/network/decay.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace meniscus {
namespace {

TEST(Decay, IsExactlyOneOverNoTicks) { EXPECT_EQ(Decay(20.0, Resolution(0.1)).over(0), 1.0f); }

TEST(Decay, IsTheExponentialWithinAFewRoundings) {
  const Decay decay(20.0, Resolution(0.1));
  for (std::int32_t n = 1; n < 1380; ++n) {  // down to 1e-3
    const double exact = std::exp(-n * 0.1 / 20.0);
    EXPECT_NEAR(decay.over(n), exact, 6e-7 * exact) << n << " ticks";
  }
}

TEST(Decay, IsPositiveDownToTwoToTheMinusHundred) {
  const Decay decay(1.0, Resolution(1.0));
  EXPECT_NEAR(decay.over(69), std::exp(-69.0), 1e-5 * std::exp(-69.0));
  EXPECT_EQ(decay.over(70), 0.0f);
}

TEST(Decay, IsZeroWhenForgottenEvenWithTheLongestTimeConstant) {
  const Decay decay(Decay::longest_tau, Resolution(1.0));
  EXPECT_GT(decay.over(100'000'000), 0.0f);
  EXPECT_EQ(decay.over(Decay::forgotten), 0.0f);
}

}  // namespace
}  // namespace meniscus
