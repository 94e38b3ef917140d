#include "sim/learning/ridge.hpp"

#include <cassert>
#include <cmath>
#include <optional>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/parallel.hpp"
#include "sim/learning/metrics.hpp"

namespace meniscus {
namespace {

/// Least squares without the penalty, in scaled features z = scale (x - mean).
struct NormalEquations {
  Vector mean;            ///< of the features
  Vector scale;           ///< 0 for a feature that never varied
  Matrix covariance;      ///< of z
  Matrix cross;           ///< covariance of z and the targets
  Vector target_mean;     ///< share of each class
  double variance = 0.0;  ///< mean over the features that vary
};

MatrixFMap as_matrix(const FeaturesView& features) {
  return {features.values.data(), static_cast<Eigen::Index>(features.size()),
          static_cast<Eigen::Index>(features.columns)};
}

/// classes x columns: the sum of x - origin over the samples of each class, in sample order.
Matrix class_sums(const FeaturesView& features, const Vector& origin, int threads) {
  const MatrixFMap x = as_matrix(features);
  Matrix sums = Matrix::Zero(features.classes, x.cols());
  const std::vector<Chunk> chunks = fixed_chunks(features.columns, matrix_block);
  for_each_piece(threads, chunks.size(), [&](std::size_t piece, int) {
    const auto first = static_cast<Eigen::Index>(chunks[piece].first);
    const auto width = static_cast<Eigen::Index>(chunks[piece].last) - first;
    for (Eigen::Index n = 0; n < x.rows(); ++n) {
      sums.row(features.labels[n]).segment(first, width) +=
          x.row(n).segment(first, width).cast<double>() - origin.segment(first, width).transpose();
    }
  });
  return sums;
}

/// Everything the fit needs to know of the samples. Sums are taken about the first sample, so that
/// a feature that never varies has exactly no variance and a large offset doesn't cost digits.
NormalEquations accumulate(const FeaturesView& features, bool standardise, int threads) {
  const double samples = static_cast<double>(features.size());
  const Vector origin = as_matrix(features).row(0).cast<double>();
  const Matrix sums = class_sums(features, origin, threads) / samples;

  NormalEquations result;
  Matrix& moments = result.covariance;
  moments = gram(as_matrix(features), origin, threads);
  moments /= samples;
  const Vector shift = sums.colwise().sum();
  result.mean = origin + shift;
  result.target_mean = Vector::Zero(features.classes);
  for (const std::uint32_t label : features.labels) result.target_mean[label] += 1.0;
  result.target_mean /= samples;
  result.scale = Vector::Zero(origin.size());
  int varying = 0;
  for (Eigen::Index i = 0; i < origin.size(); ++i) {
    const double variance = moments(i, i) - shift[i] * shift[i];
    if (!(variance > 1e-12 * moments(i, i))) continue;  // no more than rounding errors
    result.scale[i] = standardise ? 1.0 / std::sqrt(variance) : 1.0;
    result.variance += standardise ? 1.0 : variance;
    ++varying;
  }
  result.variance = varying == 0 ? 1.0 : result.variance / varying;
  moments.noalias() -= shift * shift.transpose();
  moments.array().colwise() *= result.scale.array();
  moments.array().rowwise() *= result.scale.transpose().array();
  result.cross =
      result.scale.asDiagonal() * (sums.transpose() - shift * result.target_mean.transpose());
  return result;
}

std::optional<RidgeModel> solve(const NormalEquations& equations, double lambda) {
  Matrix a = equations.covariance;
  a.diagonal().array() += lambda * equations.variance;
  const std::optional<Matrix> solution = solve_positive_definite(std::move(a), equations.cross);
  if (!solution) return std::nullopt;
  RidgeModel model;
  model.weights = equations.scale.asDiagonal() * *solution;
  model.bias = equations.target_mean - model.weights.transpose() * equations.mean;
  model.lambda = lambda;
  return model;
}

}  // namespace

Matrix RidgeModel::scores(const FeaturesView& features, int threads) const {
  assert(static_cast<Eigen::Index>(features.columns) == weights.rows());
  const MatrixFMap x = as_matrix(features);
  Matrix all(x.rows(), weights.cols());
  const std::vector<Chunk> chunks = fixed_chunks(features.size(), matrix_block);
  for_each_piece(threads, chunks.size(), [&](std::size_t piece, int) {
    const auto first = static_cast<Eigen::Index>(chunks[piece].first);
    const auto count = static_cast<Eigen::Index>(chunks[piece].last) - first;
    const Matrix block = x.middleRows(first, count).cast<double>();
    Matrix scores = block * weights;
    scores.rowwise() += bias.transpose();
    all.middleRows(first, count) = scores;
  });
  return all;
}

std::vector<std::uint32_t> RidgeModel::predict(const FeaturesView& features, int threads) const {
  const Matrix all = scores(features, threads);
  std::vector<std::uint32_t> predictions(features.size());
  for (std::size_t n = 0; n < predictions.size(); ++n) {
    Eigen::Index best = 0;
    all.row(static_cast<Eigen::Index>(n)).maxCoeff(&best);
    predictions[n] = static_cast<std::uint32_t>(best);
  }
  return predictions;
}

RidgeFit fit_ridge(const FeaturesView& train, const FeaturesView& validation,
                   const RidgeOptions& options, int threads) {
  assert(train.is_consistent() && validation.is_consistent());
  assert(train.columns == validation.columns && train.classes == validation.classes);
  if (train.columns > most_ridge_features) {
    throw ConfigError(fmt::format("expected at most {} features for ridge regression, got {}",
                                  most_ridge_features, train.columns));
  }
  if (train.size() == 0) throw ConfigError("the ridge readout has no training samples");
  if (validation.size() == 0) throw ConfigError("the ridge readout has no validation samples");
  const NormalEquations equations = accumulate(train, options.standardise, threads);
  std::vector<std::optional<RidgeModel>> models(options.lambdas.size());
  for_each_piece(threads, models.size(),
                 [&](std::size_t i, int) { models[i] = solve(equations, options.lambdas[i]); });

  RidgeFit fit;
  double best = -1.0;
  for (std::optional<RidgeModel>& model : models) {
    if (!model) continue;
    const double score = accuracy(validation.labels, model->predict(validation, threads)).value();
    fit.curve.push_back({model->lambda, score});
    const bool better = score > best || (score == best && model->lambda > fit.model.lambda);
    if (!better) continue;
    best = score;
    fit.model = std::move(*model);
  }
  if (fit.curve.empty())
    throw ConfigError("every lambda of the ridge readout is too small to solve");
  return fit;
}

}  // namespace meniscus
