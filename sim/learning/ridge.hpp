#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "sim/core/field.hpp"
#include "sim/core/units.hpp"
#include "sim/learning/features.hpp"
#include "sim/numeric/matrix.hpp"

namespace meniscus {

struct RidgeOptions {
  /// Penalties to choose from, > 0, in units of the mean variance of the features.
  std::vector<double> lambdas = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0};
  /// Divide each feature by its standard deviation, so that the penalty weighs all alike.
  bool standardise = false;

  static constexpr auto fields() {
    return std::tuple{field("lambdas", &RidgeOptions::lambdas, unit::none, positive,
                            "penalties to choose from, in units of the features' mean variance")};
  }
};

/// A linear classifier: scores are weights^T x + bias, the class with the largest one wins.
struct RidgeModel {
  Matrix weights;  ///< features x classes; 0 for a feature that never varied
  Vector bias;     ///< one per class
  double lambda = 0.0;

  /// Samples x classes.
  Matrix scores(const FeaturesView& features, int threads = 1) const;
  std::vector<std::uint32_t> predict(const FeaturesView& features, int threads = 1) const;
};

/// One point of the curve from which lambda was chosen.
struct RidgePoint {
  double lambda = 0.0;
  double validation_accuracy = 0.0;
};

struct RidgeFit {
  RidgeModel model;
  std::vector<RidgePoint> curve;  ///< in the order of the options, without those that failed
};

/// Features that a ridge regression takes; the matrix of their covariances has 2 GiB then.
inline constexpr std::size_t most_ridge_features = 16'384;

/// Ridge regression on one-hot targets t (Hoerl & Kennard 1970,
/// doi:10.1080/00401706.1970.10488634): minimises
///   mean_n |t_n - weights^T x_n - bias|^2 + lambda v |weights|^2,   v the features' mean variance
/// (both after standardising, if asked for). Sums over samples are taken once; each lambda then
/// costs a Cholesky factorisation of a matrix of features^2 doubles, one per thread at a time; a
/// lambda too small for the rounding errors fails. The lambda with the best accuracy on
/// `validation` is kept, the largest of equals. Same bits for any number of threads.
/// Throws ConfigError without samples, with too many features, or if every lambda fails.
RidgeFit fit_ridge(const FeaturesView& train, const FeaturesView& validation,
                   const RidgeOptions& options, int threads = 1);

}  // namespace meniscus
