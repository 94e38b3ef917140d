#pragma once

// The one door to Eigen, without a BLAS behind it: Eigen's own kernels are fixed at compile time
// and never start a thread. Products of matrices are the same bits wherever they lie in memory;
// sums and dot products are so only for matrices that own their (aligned) memory, never for maps.
//
// GCC 12's own AVX-512 intrinsics trip two warnings when they are inlined (GCC bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <Eigen/Core>
#pragma GCC diagnostic pop

#include <optional>

namespace meniscus {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixF = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixFMap = Eigen::Map<const MatrixF>;
using Vector = Eigen::VectorXd;
using VectorF = Eigen::VectorXf;

/// Rows and columns of the blocks in which large sums are taken: part of "same build, same bits".
inline constexpr Eigen::Index matrix_block = 256;

/// The product of every pair of columns, sum over rows n of (x_n - origin)(x_n - origin)^T, in
/// double. Each tile of the result adds the rows in their order, whatever the number of threads.
/// rows * columns^2 / 2 multiply-adds.
Matrix gram(const MatrixFMap& x, const Vector& origin, int threads);

/// The x of a x = b for a symmetric positive definite a, of which the lower triangle is read
/// (Cholesky); nothing if a is not positive definite to working precision. rows^3 / 6
/// multiply-adds.
std::optional<Matrix> solve_positive_definite(Matrix a, const Matrix& b);

}  // namespace meniscus
