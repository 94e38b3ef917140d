#include "sim/numeric/matrix.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cassert>
#include <vector>

#include "sim/core/parallel.hpp"

namespace meniscus {
namespace {

struct Tile {
  Eigen::Index row = 0;
  Eigen::Index column = 0;
};

/// Where the blocks of the lower triangle begin.
std::vector<Tile> lower_tiles(Eigen::Index size) {
  std::vector<Tile> tiles;
  for (Eigen::Index row = 0; row < size; row += matrix_block) {
    for (Eigen::Index column = 0; column <= row; column += matrix_block)
      tiles.push_back({row, column});
  }
  return tiles;
}

/// Columns [column, column + width) of rows [row, row + height), about the origin.
Matrix centred_block(const MatrixFMap& x, const Vector& origin, Tile at, Eigen::Index height,
                     Eigen::Index width) {
  return x.block(at.row, at.column, height, width).cast<double>().rowwise() -
         origin.segment(at.column, width).transpose();
}

}  // namespace

Matrix gram(const MatrixFMap& x, const Vector& origin, int threads) {
  assert(origin.size() == x.cols());
  Matrix result(x.cols(), x.cols());
  const std::vector<Tile> tiles = lower_tiles(x.cols());
  for_each_piece(threads, tiles.size(), [&](std::size_t piece, int) {
    const auto [row, column] = tiles[piece];
    const Eigen::Index height = std::min(matrix_block, x.cols() - row);
    const Eigen::Index width = std::min(matrix_block, x.cols() - column);
    Matrix sum = Matrix::Zero(height, width);
    for (Eigen::Index n = 0; n < x.rows(); n += matrix_block) {
      const Eigen::Index count = std::min(matrix_block, x.rows() - n);
      const Matrix left = centred_block(x, origin, {n, row}, count, height);
      const Matrix right = centred_block(x, origin, {n, column}, count, width);
      sum.noalias() += left.transpose() * right;
    }
    result.block(row, column, height, width) = sum;
    if (row != column) result.block(column, row, width, height) = sum.transpose();
  });
  return result;
}

std::optional<Matrix> solve_positive_definite(Matrix a, const Matrix& b) {
  assert(a.rows() == a.cols() && a.rows() == b.rows());
  const Eigen::LLT<Eigen::Ref<Matrix>> factors(a);  // in place
  if (factors.info() != Eigen::Success) return std::nullopt;
  return factors.solve(b);
}

}  // namespace meniscus
