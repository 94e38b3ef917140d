#include "sim/learning/softmax_objective.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <type_traits>

#include "sim/numeric/lanes.hpp"

namespace meniscus {
namespace {

/// Samples that share one walk over the parameters. The loops over them are unrolled by hand, so
/// that their sums stay in registers at -O2 (twice as fast).
constexpr std::size_t group = 8;

template <std::size_t count>
using Count = std::integral_constant<std::size_t, count>;

/// Calls body(first, count) for the samples in groups of `group`, the rest one by one; `count` is a
/// compile-time constant.
template <class Body>
void for_each_group(std::size_t samples, Body body) {
  std::size_t n = 0;
  for (; n + group <= samples; n += group) body(n, Count<group>());
  for (; n < samples; ++n) body(n, Count<1>());
}

/// scores = W^T x + b of `count` samples.
template <std::size_t count>
void score_group(const ScaledSample* samples, const MatrixF& parameters, float* scores) {
  const auto features = static_cast<std::size_t>(parameters.rows()) - 1;
  const auto stride = static_cast<std::size_t>(parameters.cols());
  for (std::size_t lane = 0; lane < stride; lane += lane_count) {
    const float* const weights = parameters.data() + lane;
    std::array<const float*, count> x;
    std::array<Lanes, count> sums;
#pragma GCC unroll 8
    for (std::size_t n = 0; n < count; ++n) {
      x[n] = samples[n].values;
      sums[n].setZero();
    }
    for (std::size_t i = 0; i < features; ++i) {
      const Lanes weight = lanes(weights + i * stride);
#pragma GCC unroll 8
      for (std::size_t n = 0; n < count; ++n) sums[n] += x[n][i] * weight;
    }
    const Lanes bias = lanes(weights + features * stride);
#pragma GCC unroll 8
    for (std::size_t n = 0; n < count; ++n) {
      lanes(scores + n * stride + lane) = samples[n].factor * sums[n] + bias;
    }
  }
}

/// gradient += x residual^T of `count` samples.
template <std::size_t count>
void add_outer_products(const ScaledSample* samples, const float* residuals, MatrixF& gradient) {
  const auto features = static_cast<std::size_t>(gradient.rows()) - 1;
  const auto stride = static_cast<std::size_t>(gradient.cols());
  for (std::size_t lane = 0; lane < stride; lane += lane_count) {
    float* const sums = gradient.data() + lane;
    std::array<const float*, count> x;
    std::array<Lanes, count> errors;
#pragma GCC unroll 8
    for (std::size_t n = 0; n < count; ++n) {
      x[n] = samples[n].values;
      errors[n] = lanes(residuals + n * stride + lane);
      lanes(sums + features * stride) += errors[n];
      errors[n] *= samples[n].factor;
    }
    for (std::size_t i = 0; i < features; ++i) {
      Lanes sum = lanes(sums + i * stride);
#pragma GCC unroll 8
      for (std::size_t n = 0; n < count; ++n) sum += x[n][i] * errors[n];
      lanes(sums + i * stride) = sum;
    }
  }
}

}  // namespace

std::vector<ScaledSample> l1_normalised(const FeaturesView& features) {
  std::vector<ScaledSample> samples(features.size());
  for (std::size_t n = 0; n < samples.size(); ++n) {
    double norm = 0.0;
    float largest = 0.0f;
    for (const float value : features.values.subspan(n * features.columns, features.columns)) {
      norm += std::fabs(value);
      largest = std::max(largest, std::fabs(value));
    }
    const float factor = norm > 0.0 ? static_cast<float>(1.0 / norm) : 0.0f;
    samples[n] = {features.row(n), factor, factor * largest, features.labels[n]};
  }
  return samples;
}

float largest_peak(std::span<const ScaledSample> samples) {
  float peak = 0.0f;
  for (const ScaledSample& sample : samples) peak = std::max(peak, sample.peak);
  return peak;
}

void divide_by(std::span<ScaledSample> samples, float peak) {
  if (peak == 0.0f) return;
  for (ScaledSample& sample : samples) {
    sample.factor /= peak;
    sample.peak /= peak;
  }
}

SoftmaxObjective::SoftmaxObjective(std::size_t features, std::uint32_t classes,
                                   SoftmaxTargets targets, double l2)
    : features_(features),
      classes_(classes),
      stride_((classes + lane_count - 1) / lane_count * lane_count),
      on_target_(1.0f),
      off_target_(0.0f),
      l2_(static_cast<float>(l2)) {
  if (targets == SoftmaxTargets::smoothed) {
    const double sum = std::exp(1.0) + (classes - 1) * std::exp(-1.0);
    on_target_ = static_cast<float>(std::exp(1.0) / sum);
    off_target_ = static_cast<float>(std::exp(-1.0) / sum);
  }
}

void SoftmaxObjective::scores(const MatrixF& parameters, std::span<const ScaledSample> samples,
                              float* scores) const {
  assert(parameters.rows() == rows() && parameters.cols() == columns());
  for_each_group(samples.size(), [&]<std::size_t count>(std::size_t n, Count<count>) {
    score_group<count>(&samples[n], parameters, scores + n * stride_);
  });
}

std::uint32_t SoftmaxObjective::best_class(const float* scores) const {
  return static_cast<std::uint32_t>(std::max_element(scores, scores + classes_) - scores);
}

double SoftmaxObjective::add_gradient(const MatrixF& parameters,
                                      std::span<const ScaledSample> samples, std::size_t batch_size,
                                      MatrixF& gradient) const {
  assert(gradient.rows() == rows() && gradient.cols() == columns());
  const float inverse_batch = 1.0f / static_cast<float>(batch_size);
  std::vector<float> residuals(group * stride_);
  double loss = 0.0;
  for_each_group(samples.size(), [&]<std::size_t count>(std::size_t first, Count<count>) {
    score_group<count>(&samples[first], parameters, residuals.data());
    for (std::size_t n = 0; n < count; ++n) {
      loss += to_residual(samples[first + n].label, inverse_batch, &residuals[n * stride_]);
    }
    add_outer_products<count>(&samples[first], residuals.data(), gradient);
  });
  return loss;
}

void SoftmaxObjective::add_penalty_gradient(const MatrixF& parameters, MatrixF& gradient) const {
  const auto features = static_cast<Eigen::Index>(features_);
  gradient.topRows(features) += l2_ * parameters.topRows(features);
}

/// Turns one sample's scores z into its residuals and returns its loss, log sum_k e^z_k - sum_k t_k
/// z_k.
double SoftmaxObjective::to_residual(std::uint32_t label, float inverse_batch,
                                     float* scores) const {
  const float largest = *std::max_element(scores, scores + classes_);
  float sum = 0.0f;
  float expected = 0.0f;  // sum_k t_k (z_k - largest)
  for (std::uint32_t k = 0; k < classes_; ++k) {
    const float shifted = scores[k] - largest;
    expected += (k == label ? on_target_ : off_target_) * shifted;
    scores[k] = std::exp(shifted);
    sum += scores[k];
  }
  for (std::uint32_t k = 0; k < classes_; ++k) {
    scores[k] = (scores[k] / sum - (k == label ? on_target_ : off_target_)) * inverse_batch;
  }
  std::fill(scores + classes_, scores + stride_, 0.0f);
  return std::log(sum) - expected;
}

}  // namespace meniscus
