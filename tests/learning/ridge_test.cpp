#include "sim/learning/ridge.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/learning/metrics.hpp"
#include "tests/learning/random_features.hpp"

namespace meniscus {
namespace {

/// The x of a x = b by Gaussian elimination with pivoting.
Matrix eliminate(Matrix a, Matrix b) {
  const Eigen::Index size = a.rows();
  for (Eigen::Index i = 0; i < size; ++i) {
    Eigen::Index pivot = i;
    for (Eigen::Index j = i + 1; j < size; ++j) {
      if (std::fabs(a(j, i)) > std::fabs(a(pivot, i))) pivot = j;
    }
    a.row(i).swap(a.row(pivot));
    b.row(i).swap(b.row(pivot));
    for (Eigen::Index j = 0; j < size; ++j) {
      if (j == i) continue;
      const double factor = a(j, i) / a(i, i);
      a.row(j) -= factor * a.row(i);
      b.row(j) -= factor * b.row(i);
    }
  }
  for (Eigen::Index i = 0; i < size; ++i) b.row(i) /= a(i, i);
  return b;
}

/// Samples as doubles with a last column of ones.
Matrix with_ones(const LabelledFeatures& features) {
  Matrix x(features.size(), features.columns + 1);
  for (std::size_t n = 0; n < features.size(); ++n) {
    for (std::size_t i = 0; i < features.columns; ++i) {
      x(n, i) = features.values[n * features.columns + i];
    }
    x(n, features.columns) = 1.0;
  }
  return x;
}

Matrix one_hot(const LabelledFeatures& features) {
  Matrix targets = Matrix::Zero(features.size(), features.classes);
  for (std::size_t n = 0; n < features.size(); ++n) targets(n, features.labels[n]) = 1.0;
  return targets;
}

/// The normal equations of the documented objective with the bias as an unpenalised weight:
/// weights and, in the last row, the bias.
Matrix closed_form(const LabelledFeatures& features, double lambda) {
  const Matrix x = with_ones(features);
  const double samples = static_cast<double>(features.size());
  Matrix a = x.transpose() * x / samples;
  double variance = 0.0;
  const auto columns = static_cast<Eigen::Index>(features.columns);
  for (Eigen::Index i = 0; i < columns; ++i) variance += a(i, i) - std::pow(a(i, columns), 2);
  for (Eigen::Index i = 0; i < columns; ++i) {
    a(i, i) += lambda * variance / static_cast<double>(columns);
  }
  return eliminate(a, x.transpose() * one_hot(features) / samples);
}

RidgeModel fit(const LabelledFeatures& features, double lambda, bool standardise = false) {
  return fit_ridge(features, features, {.lambdas = {lambda}, .standardise = standardise}).model;
}

/// What the model says of each sample.
Matrix scores(const RidgeModel& model, const LabelledFeatures& features) {
  Matrix parameters(model.weights.rows() + 1, model.weights.cols());
  parameters << model.weights, model.bias.transpose();
  return with_ones(features) * parameters;
}

double largest_difference(const Matrix& a, const Matrix& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

class RidgeClosedForm : public testing::TestWithParam<double> {};

TEST_P(RidgeClosedForm, SolvesTheNormalEquations) {
  const LabelledFeatures features = random_blobs(200, 12, 4, 2.0);
  const RidgeModel model = fit(features, GetParam());
  const Matrix expected = closed_form(features, GetParam());
  EXPECT_LT(largest_difference(model.weights, expected.topRows(12)), 1e-12);
  EXPECT_LT(largest_difference(model.bias.transpose(), expected.bottomRows(1)), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Lambdas, RidgeClosedForm, testing::Values(1e-6, 1e-3, 1.0, 1e3));

TEST(Ridge, RecoversAnExactLinearRelationWithoutPenalty) {
  LabelledFeatures features{{}, {}, 3, 3};
  const float patterns[3][3] = {{5.0f, 1.0f, 0.0f}, {0.0f, 2.0f, 7.0f}, {3.0f, 0.0f, 1.0f}};
  for (std::uint32_t n = 0; n < 30; ++n) {
    features.labels.push_back(n % 3);
    features.values.insert(features.values.end(), patterns[n % 3], patterns[n % 3] + 3);
  }
  EXPECT_LT(largest_difference(scores(fit(features, 1e-12), features), one_hot(features)), 1e-9);
}

TEST(Ridge, ShrinksToTheClassFrequenciesUnderAnInfinitePenalty) {
  LabelledFeatures features = random_blobs(100, 5, 2, 3.0);
  for (std::size_t n = 0; n < 25; ++n) features.labels[n] = 0;
  const RidgeModel model = fit(features, 1e12);
  const double first = accuracy(features.labels, std::vector<std::uint32_t>(100, 0)).value();
  EXPECT_LT(model.weights.cwiseAbs().maxCoeff(), 1e-10);
  EXPECT_NEAR(model.bias[0], first, 1e-9);
  EXPECT_NEAR(model.bias[1], 1.0 - first, 1e-9);
}

/// The features with a silent and a constant one put in front.
LabelledFeatures with_idle_features(const LabelledFeatures& features) {
  LabelledFeatures result{{}, features.labels, features.columns + 2, features.classes};
  for (std::size_t n = 0; n < features.size(); ++n) {
    result.values.insert(result.values.end(), {0.0f, 7.7f});
    const auto row = features.values.begin() + n * features.columns;
    result.values.insert(result.values.end(), row, row + features.columns);
  }
  return result;
}

class RidgeIdleFeatures : public testing::TestWithParam<bool> {};

TEST_P(RidgeIdleFeatures, ChangeNothing) {
  const LabelledFeatures features = random_blobs(150, 10, 3, 2.0);
  const RidgeModel expected = fit(features, 1e-2, GetParam());
  const RidgeModel model = fit(with_idle_features(features), 1e-2, GetParam());
  EXPECT_TRUE(model.weights.topRows(2).isZero(0.0));
  EXPECT_LT(largest_difference(model.weights.bottomRows(10), expected.weights), 1e-12);
  EXPECT_LT(largest_difference(model.bias.transpose(), expected.bias.transpose()), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Standardised, RidgeIdleFeatures, testing::Bool());

TEST(Ridge, GivesTheFrequenciesWhenEveryFeatureIsSilent) {
  const LabelledFeatures features{std::vector<float>(40), {0, 1, 1, 1, 0, 1, 1, 1}, 5, 2};
  const RidgeModel model = fit(features, 1.0);
  EXPECT_TRUE(model.weights.isZero(0.0));
  EXPECT_DOUBLE_EQ(model.bias[1], 0.75);
}

TEST(Ridge, DoesNotLoseDigitsToALargeOffset) {
  LabelledFeatures features = random_blobs(200, 6, 3, 2.0);
  for (float& value : features.values) value = std::round(value * 8.0f);
  const RidgeModel expected = fit(features, 1e-3);
  for (float& value : features.values) value += 1e6f;
  EXPECT_LT(largest_difference(fit(features, 1e-3).weights, expected.weights), 1e-12);
}

TEST(Ridge, IsBlindToTheScaleOfAStandardisedFeature) {
  LabelledFeatures features = random_blobs(200, 6, 3, 2.0);
  const RidgeModel expected = fit(features, 0.1, true);
  for (std::size_t n = 0; n < features.size(); ++n) features.values[n * 6 + 2] *= 1024.0f;
  const RidgeModel model = fit(features, 0.1, true);
  EXPECT_LT(largest_difference(1024.0 * model.weights.row(2), expected.weights.row(2)), 1e-12);
  EXPECT_LT(largest_difference(model.weights.row(3), expected.weights.row(3)), 1e-12);
}

TEST(Ridge, HasTheSameBitsForAnyNumberOfThreads) {
  const LabelledFeatures features = random_blobs(700, 300, 5, 1.5);
  const LabelledFeatures validation = random_blobs(600, 300, 5, 1.5, 2);
  const RidgeFit one = fit_ridge(features, validation, {}, 1);
  for (const int threads : {2, 3}) {
    const RidgeFit many = fit_ridge(features, validation, {}, threads);
    EXPECT_TRUE(many.model.weights == one.model.weights);
    EXPECT_TRUE(many.model.bias == one.model.bias);
    EXPECT_EQ(many.model.predict(validation, threads), one.model.predict(validation, 1));
  }
}

TEST(Ridge, KeepsTheLambdaWithTheBestValidationAccuracy) {
  // More features than samples: too small a penalty fits noise, too large a one is a worse
  // direction.
  const LabelledFeatures features = random_blobs(60, 200, 4, 1.4);
  const LabelledFeatures validation = random_blobs(400, 200, 4, 1.4, 2);
  const RidgeFit fit = fit_ridge(features, validation, {.lambdas = {1e-9, 1e-2, 1.0, 1e2}});
  ASSERT_EQ(fit.curve.size(), 4u);
  double best = 0.0;
  for (const RidgePoint& point : fit.curve) best = std::max(best, point.validation_accuracy);
  EXPECT_GT(best, fit.curve[0].validation_accuracy);
  EXPECT_EQ(accuracy(validation.labels, fit.model.predict(validation)).value(), best);
}

TEST(Ridge, PrefersTheLargerOfEquallyGoodLambdas) {
  const LabelledFeatures features = random_blobs(90, 6, 3, 50.0);
  EXPECT_EQ(fit_ridge(features, features, {.lambdas = {1e-4, 1e-3}}).model.lambda, 1e-3);
  EXPECT_EQ(fit_ridge(features, features, {.lambdas = {1e-3, 1e-4}}).model.lambda, 1e-3);
}

TEST(Ridge, LeavesOutALambdaTooSmallForRedundantFeatures) {
  // Two copies of one feature with variance 1.
  const LabelledFeatures features{{0, 0, 2, 2, 0, 0, 2, 2}, {0, 1, 0, 1}, 2, 2};
  const RidgeFit fit = fit_ridge(features, features, {.lambdas = {1e-300, 1e-3}});
  ASSERT_EQ(fit.curve.size(), 1u);
  EXPECT_EQ(fit.curve[0].lambda, 1e-3);
  EXPECT_THROW(fit_ridge(features, features, {.lambdas = {1e-300}}), ConfigError);
}

TEST(Ridge, RefusesToLearnFromNothing) {
  const LabelledFeatures none{{}, {}, 3, 2};
  const LabelledFeatures some = random_blobs(4, 3, 2, 2.0);
  EXPECT_THROW(fit_ridge(none, some, {}), ConfigError);
  EXPECT_THROW(fit_ridge(some, none, {}), ConfigError);
}

}  // namespace
}  // namespace meniscus
