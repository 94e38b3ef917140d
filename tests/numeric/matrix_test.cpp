#include "sim/numeric/matrix.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sim/core/random.hpp"

namespace meniscus {
namespace {

/// Spike counts 0 … 15: every sum of their products is exact in double.
MatrixF random_counts(Eigen::Index rows, Eigen::Index columns) {
  RandomStream stream({1}, 0);
  MatrixF x(rows, columns);
  for (float& value : x.reshaped()) value = static_cast<float>(stream() >> 28);
  return x;
}

MatrixFMap map_of(const MatrixF& x) { return {x.data(), x.rows(), x.cols()}; }

TEST(Gram, IsTheSumOfOuterProductsAboutTheOrigin) {
  const MatrixF x = random_counts(300, 270);  // two blocks each way, the second incomplete
  const Vector origin = Vector::LinSpaced(x.cols(), 0.0, 269.0);
  const Matrix sums = gram(map_of(x), origin, 1);
  for (const Eigen::Index i : {0, 100, 255, 256, 269}) {
    for (const Eigen::Index j : {0, 17, 256, 269}) {
      double expected = 0.0;
      for (Eigen::Index n = 0; n < x.rows(); ++n) {
        expected += (x(n, i) - origin[i]) * (x(n, j) - origin[j]);
      }
      EXPECT_EQ(sums(i, j), expected) << i << ", " << j;
    }
  }
}

TEST(Gram, HasTheSameBitsForAnyNumberOfThreads) {
  MatrixF x = random_counts(600, 600);
  x *= 0.1f;  // sums of products are rounded now
  const Vector origin = Vector::Constant(x.cols(), 0.7);
  const Matrix one = gram(map_of(x), origin, 1);
  EXPECT_TRUE(gram(map_of(x), origin, 2) == one);
  EXPECT_TRUE(gram(map_of(x), origin, 3) == one);
}

TEST(Gram, HasTheSameBitsWhereverTheDataLie) {
  MatrixF x = random_counts(300, 33);
  x *= 0.1f;
  std::vector<float> elsewhere(x.size() + 1);
  std::copy(x.data(), x.data() + x.size(), elsewhere.begin() + 1);
  const Vector origin = Vector::Zero(x.cols());
  EXPECT_TRUE(gram(map_of(x), origin, 1) ==
              gram(MatrixFMap(&elsewhere[1], x.rows(), x.cols()), origin, 1));
}

TEST(SolvePositiveDefinite, SolvesAgainstSeveralRightHandSides) {
  const MatrixF x = random_counts(400, 150);
  Matrix a = gram(map_of(x), Vector::Zero(150), 1);
  const Matrix expected = random_counts(150, 3).cast<double>();
  const Matrix b = a * expected;
  const auto solution = solve_positive_definite(a, b);
  ASSERT_TRUE(solution.has_value());
  EXPECT_LT((*solution - expected).cwiseAbs().maxCoeff(), 1e-9);
}

TEST(SolvePositiveDefinite, ReadsOnlyTheLowerTriangle) {
  Matrix a(2, 2);
  a << 4.0, 99.0, 2.0, 5.0;
  const auto solution = solve_positive_definite(a, Vector::Ones(2));
  ASSERT_TRUE(solution.has_value());
  EXPECT_DOUBLE_EQ((*solution)(0, 0), 3.0 / 16.0);
  EXPECT_DOUBLE_EQ((*solution)(1, 0), 2.0 / 16.0);
}

TEST(SolvePositiveDefinite, RefusesASingularMatrix) {
  EXPECT_FALSE(solve_positive_definite(Matrix::Ones(2, 2), Matrix::Ones(2, 1)).has_value());
}

TEST(SolvePositiveDefinite, RefusesAnIndefiniteMatrix) {
  Matrix a(2, 2);
  a << 1.0, 2.0, 2.0, 1.0;
  EXPECT_FALSE(solve_positive_definite(a, Matrix::Ones(2, 1)).has_value());
}

}  // namespace
}  // namespace meniscus
