#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/learning/features.hpp"
#include "sim/numeric/matrix.hpp"

namespace meniscus {

/// A sample as a softmax readout sees it: x = factor * values.
struct ScaledSample {
  const float* values = nullptr;
  float factor = 0.0f;  ///< 0 for a silent sample
  float peak = 0.0f;    ///< largest |x|
  std::uint32_t label = 0;
};

/// The samples divided by their L1 norm; a silent one stays at zero.
std::vector<ScaledSample> l1_normalised(const FeaturesView& features);

/// The largest |x| of the samples.
float largest_peak(std::span<const ScaledSample> samples);

/// Divides the samples by `peak`; if that is 0 all are silent and stay as they are.
void divide_by(std::span<ScaledSample> samples, float peak);

/// What a softmax readout is trained towards; smoothed is what the code of Ivanov & Michmizos
/// (2021) does.
enum class SoftmaxTargets : std::uint8_t {
  one_hot,
  smoothed,  ///< softmax of +1 for the class and -1 for the others
};

/// Multinomial logistic regression as a function of its parameters: scores z = W^T x + b,
/// probabilities p = softmax(z), loss = mean over a batch of -sum_k t_k log p_k, plus l2/2 |W|^2.
/// Parameters are a matrix with one row per feature and the bias as last row; columns are classes,
/// filled up to a multiple of lane_count with columns that stay 0. Arithmetic is float32, in sample
/// order.
class SoftmaxObjective {
 public:
  SoftmaxObjective(std::size_t features, std::uint32_t classes, SoftmaxTargets targets, double l2);

  Eigen::Index rows() const { return static_cast<Eigen::Index>(features_) + 1; }
  Eigen::Index columns() const { return static_cast<Eigen::Index>(stride_); }

  /// scores: one row of columns() per sample.
  void scores(const MatrixF& parameters, std::span<const ScaledSample> samples,
              float* scores) const;

  /// The class with the largest of one sample's scores, the first of equals.
  std::uint32_t best_class(const float* scores) const;

  /// Adds what `samples`, a part of a batch, contribute to the gradient of the batch's loss without
  /// the penalty, sum_n x_n (p_n - t_n)^T / batch_size. Returns the sum of the samples' losses.
  double add_gradient(const MatrixF& parameters, std::span<const ScaledSample> samples,
                      std::size_t batch_size, MatrixF& gradient) const;

  /// Adds the gradient of the penalty, l2 W.
  void add_penalty_gradient(const MatrixF& parameters, MatrixF& gradient) const;

 private:
  double to_residual(std::uint32_t label, float inverse_batch, float* scores) const;

  std::size_t features_;
  std::uint32_t classes_;
  std::size_t stride_;  ///< classes with filling
  float on_target_;     ///< target of the sample's class
  float off_target_;    ///< target of every other class
  float l2_;            ///< weight of the penalty
};

}  // namespace meniscus
