#include "sim/numeric/fft.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace meniscus {
namespace {

/// The definition: |sum_n x_n exp(-2 pi i j n / size)|^2.
double definition(const std::vector<double>& x, std::size_t j) {
  std::complex<double> sum;
  for (std::size_t n = 0; n < x.size(); ++n) {
    const auto turn = static_cast<double>(j * n) / static_cast<double>(x.size());
    sum += x[n] * std::polar(1.0, -2.0 * std::numbers::pi * turn);
  }
  return std::norm(sum);
}

void expect_definition(std::size_t size) {
  std::vector<double> x(size);
  for (std::size_t n = 0; n < size; ++n) x[n] = std::sin(static_cast<double>(n * n)) + 0.1;
  PowerSpectrum spectrum(size);
  for (int call = 0; call < 2; ++call) {  // the second with what the first has left
    const auto power = spectrum(x);
    ASSERT_EQ(power.size(), size / 2 + 1);
    for (std::size_t j = 0; j < power.size(); ++j) {
      EXPECT_NEAR(power[j], definition(x, j), 1e-9) << size << " samples, bin " << j;
    }
  }
}

TEST(PowerSpectrum, IsTheDefinitionForPowersOfTwo) { expect_definition(256); }
TEST(PowerSpectrum, IsTheDefinitionForOtherEvenSizes) { expect_definition(90); }
TEST(PowerSpectrum, IsTheDefinitionForTwoSamples) { expect_definition(2); }

}  // namespace
}  // namespace meniscus
