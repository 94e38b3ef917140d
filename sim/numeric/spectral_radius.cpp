// The one door to Spectra.
#include "sim/numeric/spectral_radius.hpp"

#include "sim/numeric/matrix.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <Spectra/GenEigsSolver.h>
#include <Eigen/Eigenvalues>
#pragma GCC diagnostic pop

#include <algorithm>

namespace meniscus {

namespace {

constexpr std::size_t most_dense_rows = 400;
constexpr Eigen::Index krylov_vectors = 40;
constexpr Eigen::Index most_restarts = 1000;
constexpr double residual = 1e-8;

/// y = matrix x, row by row, as Spectra wants it.
class Product {
 public:
  using Scalar = double;

  explicit Product(const SparseRows& matrix) : matrix_(matrix) {}

  Eigen::Index rows() const { return static_cast<Eigen::Index>(matrix_.size()); }
  Eigen::Index cols() const { return rows(); }
  void perform_op(const double* x, double* y) const {
    for (std::size_t row = 0; row < matrix_.size(); ++row) {
      double sum = 0.0;
      for (auto k = matrix_.row_begin[row]; k < matrix_.row_begin[row + 1]; ++k) {
        sum += matrix_.value[k] * x[matrix_.column[k]];
      }
      y[row] = sum;
    }
  }

 private:
  SparseRows matrix_;
};

std::optional<double> from_all_eigenvalues(const SparseRows& matrix) {
  const auto size = static_cast<Eigen::Index>(matrix.size());
  Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(size, size);
  for (std::size_t row = 0; row < matrix.size(); ++row) {
    for (auto k = matrix.row_begin[row]; k < matrix.row_begin[row + 1]; ++k) {
      dense(static_cast<Eigen::Index>(row), matrix.column[k]) += matrix.value[k];
    }
  }
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(dense, /*computeEigenvectors=*/false);
  if (solver.info() != Eigen::Success) return {};
  return solver.eigenvalues().cwiseAbs().maxCoeff();
}

}  // namespace

std::optional<double> spectral_radius(const SparseRows& matrix) {
  if (matrix.size() == 0) return 0.0;
  if (matrix.size() <= most_dense_rows) return from_all_eigenvalues(matrix);
  Product product(matrix);
  Spectra::GenEigsSolver<Product> solver(product, 1, krylov_vectors);
  solver.init();
  solver.compute(Spectra::SortRule::LargestMagn, most_restarts, residual);
  if (solver.info() != Spectra::CompInfo::Successful) return {};
  return std::abs(solver.eigenvalues()(0));
}

}  // namespace meniscus
