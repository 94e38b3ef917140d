#include "sim/numeric/spectral_radius.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "sim/core/distributions.hpp"

namespace meniscus {
namespace {

/// A matrix by its entries.
struct Entries {
  std::size_t size;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> at = {};

  std::optional<double> radius() const {
    std::vector<std::uint64_t> row_begin(size + 1, 0);
    std::vector<std::uint32_t> column;
    std::vector<double> value;
    for (const auto& [place, entry] : at) {
      ++row_begin[place.first + 1];
      column.push_back(place.second);
      value.push_back(entry);
    }
    for (std::size_t row = 0; row < size; ++row) row_begin[row + 1] += row_begin[row];
    return spectral_radius({row_begin, column, value});
  }
};

/// Blocks scale * [[cos, -sin], [sin, cos]] along the diagonal: eigenvalues scale exp(+-i angle).
void add_rotation(Entries& matrix, std::uint32_t first, double scale, double angle) {
  matrix.at[{first, first}] = matrix.at[{first + 1, first + 1}] = scale * std::cos(angle);
  matrix.at[{first, first + 1}] = -scale * std::sin(angle);
  matrix.at[{first + 1, first}] = scale * std::sin(angle);
}

TEST(SpectralRadius, OfNothingIsZero) { EXPECT_EQ(Entries{0}.radius(), 0.0); }

TEST(SpectralRadius, OfADefectiveTriangleIsItsDiagonal) {
  Entries matrix{3, {{{0, 0}, -2.0}, {{0, 1}, 100.0}, {{1, 1}, 0.5}, {{2, 0}, 3.0}}};
  EXPECT_NEAR(matrix.radius().value(), 2.0, 1e-9);
}

TEST(SpectralRadius, OfASmallRotationIsItsScale) {
  Entries matrix{2};
  add_rotation(matrix, 0, 1.5, 1.0);
  EXPECT_NEAR(matrix.radius().value(), 1.5, 1e-12);
}

// 1,000 rows: by Arnoldi.

TEST(SpectralRadius, FindsADominantComplexPairOfALargeMatrix) {
  Entries matrix{1000};
  for (std::uint32_t block = 0; block < 500; ++block) {
    add_rotation(matrix, 2 * block, block == 321 ? 1.25 : 0.001 * block, 0.37 * block);
  }
  EXPECT_NEAR(matrix.radius().value(), 1.25, 1e-7);
}

TEST(SpectralRadius, FindsADominantNegativeValueOfALargeMatrix) {
  Entries matrix{1000};
  for (std::uint32_t k = 0; k < 1000; ++k) matrix.at[{k, k}] = k == 500 ? -3.0 : 0.002 * k;
  EXPECT_NEAR(matrix.radius().value(), 3.0, 1e-7);
}

TEST(SpectralRadius, OfALongChainWithAnImpurityIsTheBoundState) {
  // Hops b to both neighbours fill the band [-2 b, 2 b]; a on the end's diagonal, a > b, binds one
  // state above it, at a + b^2 / a. Its decay b / a per site makes 600 sites as good as infinite.
  constexpr std::uint32_t n = 600;
  Entries matrix{n};
  for (std::uint32_t k = 0; k + 1 < n; ++k) {
    matrix.at[{k, k + 1}] = 0.5;
    matrix.at[{k + 1, k}] = 0.5;
  }
  matrix.at[{0, 0}] = 1.0;
  EXPECT_NEAR(matrix.radius().value(), 1.25, 1e-7);
}

TEST(SpectralRadius, OfIndependentEntriesFollowsTheCircularLaw) {
  // Girko (1984): n entries of variance 1/n fill the unit disc; the radius tends to 1 (Geman 1986).
  constexpr std::uint32_t n = 800;
  Entries matrix{n};
  RandomStream stream({.seed = 1}, 0);
  for (std::uint32_t row = 0; row < n; ++row) {
    for (std::uint32_t column = 0; column < n; ++column) {
      matrix.at[{row, column}] = standard_normal(stream) / std::sqrt(double{n});
    }
  }
  const auto radius = matrix.radius();
  ASSERT_TRUE(radius);
  EXPECT_NEAR(*radius, 1.0, 0.05);
}

TEST(SpectralRadius, SaysWhenItDoesNotConverge) {
  // A cycle of n: all eigenvalues are n-th roots of one.
  constexpr std::uint32_t n = 2000;
  Entries matrix{n};
  for (std::uint32_t k = 0; k < n; ++k) matrix.at[{k, (k + 1) % n}] = 1.0;
  EXPECT_EQ(matrix.radius(), std::nullopt);
}

}  // namespace
}  // namespace meniscus
