#include "sim/learning/softmax_objective.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/learning/random_features.hpp"

namespace meniscus {
namespace {

constexpr std::uint32_t classes = 19;  // more than one register of classes
constexpr std::size_t columns = 21;
constexpr std::size_t samples = 27;  // groups of samples and a rest

/// Random parameters, with filling columns at 0.
MatrixF random_parameters(const SoftmaxObjective& objective) {
  RandomStream stream({7}, 0);
  MatrixF parameters = MatrixF::Zero(objective.rows(), objective.columns());
  for (Eigen::Index i = 0; i < parameters.rows(); ++i) {
    for (std::uint32_t k = 0; k < classes; ++k) {
      parameters(i, k) = static_cast<float>(standard_normal(stream));
    }
  }
  return parameters;
}

/// Scores in double by the definition.
double exact_score(const MatrixF& parameters, const ScaledSample& sample, std::uint32_t k) {
  double score = parameters(columns, k);
  for (std::size_t i = 0; i < columns; ++i) {
    score += static_cast<double>(sample.factor) * sample.values[i] * parameters(i, k);
  }
  return score;
}

/// The whole loss in double by the definition, from one-hot targets.
double exact_loss(const MatrixF& parameters, const std::vector<ScaledSample>& batch, double l2) {
  double loss = 0.0;
  for (const ScaledSample& sample : batch) {
    double sum = 0.0;
    for (std::uint32_t k = 0; k < classes; ++k) sum += std::exp(exact_score(parameters, sample, k));
    loss += std::log(sum) - exact_score(parameters, sample, sample.label);
  }
  const double norm = parameters.topRows(columns).cast<double>().squaredNorm();
  return loss / static_cast<double>(batch.size()) + 0.5 * l2 * norm;
}

class Objective : public testing::Test {
 protected:
  double l2 = 0.3;
  LabelledFeatures features = random_blobs(samples, columns, classes, 3.0);
  std::vector<ScaledSample> batch = l1_normalised(features);
  SoftmaxObjective objective{columns, classes, SoftmaxTargets::one_hot, l2};
  MatrixF parameters = random_parameters(objective);

  void SetUp() override { divide_by(batch, largest_peak(batch)); }
};

TEST_F(Objective, ScoresAreLinearInTheScaledFeatures) {
  MatrixF scores(samples, objective.columns());
  objective.scores(parameters, batch, scores.data());
  for (std::size_t n = 0; n < samples; ++n) {
    for (std::uint32_t k = 0; k < classes; ++k) {
      EXPECT_NEAR(scores(n, k), exact_score(parameters, batch[n], k), 1e-5);
    }
  }
}

TEST_F(Objective, LossAgreesWithItsDefinition) {
  MatrixF gradient = MatrixF::Zero(objective.rows(), objective.columns());
  const double loss = objective.add_gradient(parameters, batch, samples, gradient);
  EXPECT_NEAR(loss / samples, exact_loss(parameters, batch, 0.0), 1e-6);
}

TEST_F(Objective, GradientAgreesWithFiniteDifferences) {
  MatrixF gradient = MatrixF::Zero(objective.rows(), objective.columns());
  objective.add_gradient(parameters, batch, samples, gradient);
  objective.add_penalty_gradient(parameters, gradient);
  constexpr float step =
      0x1p-10f;  // exact beside parameters of order 1; truncation of order step^2
  for (Eigen::Index i = 0; i < objective.rows(); ++i) {
    for (std::uint32_t k = 0; k < classes; ++k) {
      MatrixF up = parameters;
      MatrixF down = parameters;
      up(i, k) += step;
      down(i, k) -= step;
      const double width = static_cast<double>(up(i, k)) - down(i, k);
      const double slope = (exact_loss(up, batch, l2) - exact_loss(down, batch, l2)) / width;
      ASSERT_NEAR(gradient(i, k), slope, 2e-6) << "row " << i << ", class " << k;
    }
  }
}

TEST_F(Objective, FillingColumnsHaveNoGradient) {
  MatrixF gradient = MatrixF::Zero(objective.rows(), objective.columns());
  objective.add_gradient(parameters, batch, samples, gradient);
  EXPECT_EQ(objective.columns(), 32);
  EXPECT_TRUE(gradient.rightCols(32 - classes).isZero(0.0f));
}

TEST_F(Objective, GradientOfABatchIsTheSumOverItsParts) {
  MatrixF whole = MatrixF::Zero(objective.rows(), objective.columns());
  MatrixF parts = whole;
  objective.add_gradient(parameters, batch, samples, whole);
  objective.add_gradient(parameters, std::span(batch).first(11), samples, parts);
  objective.add_gradient(parameters, std::span(batch).subspan(11), samples, parts);
  EXPECT_TRUE(whole == parts);
}

/// The target of class `k` for a sample of class 0 among ten: minus the bias gradient at zero
/// parameters, where every class has probability 0.1.
double target(SoftmaxTargets targets, Eigen::Index k) {
  const LabelledFeatures features{{1.0f}, {0}, 1, 10};
  const SoftmaxObjective objective(1, 10, targets, 0.0);
  const MatrixF zero = MatrixF::Zero(objective.rows(), objective.columns());
  MatrixF gradient = zero;
  objective.add_gradient(zero, l1_normalised(features), 1, gradient);
  return 0.1 - gradient(1, k);
}

TEST(SoftmaxTargets, OneHotIsOneForTheClassAndZeroElsewhere) {
  EXPECT_NEAR(target(SoftmaxTargets::one_hot, 0), 1.0, 1e-7);
  EXPECT_NEAR(target(SoftmaxTargets::one_hot, 9), 0.0, 1e-7);
}

// The values in the code of Ivanov & Michmizos (2021).
TEST(SoftmaxTargets, SmoothedOnesAreTheSoftmaxOfPlusAndMinusOne) {
  EXPECT_NEAR(target(SoftmaxTargets::smoothed, 0), 0.45085, 5e-6);
  EXPECT_NEAR(target(SoftmaxTargets::smoothed, 9), 0.06102, 5e-6);
}

TEST(SampleScaling, DividesByTheSumAndThenByTheLargestEntry) {
  const LabelledFeatures features{{2, 6, 0, 3, 1, 0}, {0, 1}, 3, 2};
  std::vector<ScaledSample> scaled = l1_normalised(features);
  EXPECT_FLOAT_EQ(scaled[0].factor, 1.0f / 8.0f);
  EXPECT_FLOAT_EQ(scaled[1].peak, 3.0f / 4.0f);
  EXPECT_FLOAT_EQ(largest_peak(scaled), 0.75f);
  divide_by(scaled, 0.75f);
  EXPECT_FLOAT_EQ(scaled[0].factor, 1.0f / 6.0f);
  EXPECT_FLOAT_EQ(scaled[1].peak, 1.0f);
}

TEST(SampleScaling, LeavesASilentSampleAtZero) {
  const LabelledFeatures features{{0, 0}, {0}, 2, 2};
  std::vector<ScaledSample> scaled = l1_normalised(features);
  divide_by(scaled, largest_peak(scaled));
  EXPECT_EQ(scaled[0].factor, 0.0f);
  EXPECT_EQ(scaled[0].peak, 0.0f);
}

}  // namespace
}  // namespace meniscus
