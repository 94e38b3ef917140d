#include "sim/learning/softmax.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/core/error.hpp"
#include "sim/learning/metrics.hpp"
#include "tests/learning/random_features.hpp"

namespace meniscus {
namespace {

double accuracy_of(const SoftmaxModel& model, const LabelledFeatures& features) {
  return accuracy(features.labels, model.predict(features)).value();
}

bool same_bits(const SoftmaxModel& a, const SoftmaxModel& b) {
  return a.weights == b.weights && a.bias == b.bias;
}

struct Recipe {
  OptimiserKind optimiser;
  SoftmaxScale scale;
  double learning_rate;
};

class SoftmaxRecipe : public testing::TestWithParam<Recipe> {
 protected:
  SoftmaxOptions options{.optimiser = GetParam().optimiser,
                         .scale = GetParam().scale,
                         .learning_rate = GetParam().learning_rate,
                         .epochs = 60,
                         .batch = 50};
};

TEST_P(SoftmaxRecipe, LearnsSeparableClassesPerfectly) {
  const LabelledFeatures train = random_blobs(400, 30, 5, 8.0);
  const LabelledFeatures test = random_blobs(400, 30, 5, 8.0, 2);
  const SoftmaxFit fit = fit_softmax(train, train, options);
  EXPECT_EQ(accuracy_of(fit.model, train), 1.0);
  EXPECT_EQ(accuracy_of(fit.model, test), 1.0);
}

TEST_P(SoftmaxRecipe, IsNotPoisonedBySilentSamplesAndFeatures) {
  LabelledFeatures train = random_blobs(200, 20, 4, 8.0);
  for (std::size_t n = 0; n < train.size(); ++n) train.values[n * 20 + 3] = 0.0f;
  std::fill_n(train.values.begin() + 17 * 20, 20, 0.0f);
  std::fill_n(train.values.begin() + 50 * 20, 50 * 20, 0.0f);  // a silent batch
  options.order = SampleOrder::fixed;
  const SoftmaxFit fit = fit_softmax(train, train, options);
  EXPECT_TRUE(fit.model.weights.allFinite());
  EXPECT_TRUE(fit.model.bias.allFinite());
  EXPECT_TRUE(fit.model.weights.row(3).isZero(0.0f));
  EXPECT_EQ(accuracy_of(fit.model, random_blobs(200, 20, 4, 8.0, 2)), 1.0);
}

INSTANTIATE_TEST_SUITE_P(
    Recipes, SoftmaxRecipe,
    testing::Values(Recipe{OptimiserKind::adam, SoftmaxScale::training_max, 0.05},
                    Recipe{OptimiserKind::adam, SoftmaxScale::batch_max, 0.05},
                    Recipe{OptimiserKind::adadelta, SoftmaxScale::training_max, 10.0},
                    Recipe{OptimiserKind::adadelta, SoftmaxScale::batch_max, 10.0}));

TEST(Softmax, LearnsMoreClassesThanARegisterHolds) {
  const LabelledFeatures train = random_blobs(800, 40, 20, 12.0);
  SoftmaxOptions options;
  options.learning_rate = 0.05;
  options.epochs = 60;
  options.batch = 50;
  EXPECT_EQ(accuracy_of(fit_softmax(train, train, options).model, train), 1.0);
}

TEST(Softmax, SurvivesADataSetWithoutAnySpike) {
  const LabelledFeatures silent{std::vector<float>(60), {0, 1, 1, 0, 1, 1}, 10, 2};
  const SoftmaxFit fit = fit_softmax(silent, silent, {.epochs = 50});
  EXPECT_TRUE(fit.model.weights.isZero(0.0f));
  EXPECT_EQ(fit.model.predict(silent), std::vector<std::uint32_t>(6, 1));
}

/// Overlapping classes and few samples: validation accuracy rises and falls.
class NoisySoftmax : public testing::Test {
 protected:
  LabelledFeatures train = random_blobs(150, 60, 3, 1.6);
  LabelledFeatures validation = random_blobs(300, 60, 3, 1.6, 2);
  SoftmaxOptions options{.learning_rate = 0.3, .epochs = 40, .batch = 64};
};

TEST_F(NoisySoftmax, KeepsTheFirstEpochWithTheBestValidationAccuracy) {
  const SoftmaxFit fit = fit_softmax(train, validation, options);
  ASSERT_EQ(fit.curve.size(), 40u);
  const auto best = std::max_element(fit.curve.begin(), fit.curve.end(),
                                     [](const SoftmaxEpoch& a, const SoftmaxEpoch& b) {
                                       return a.validation_accuracy < b.validation_accuracy;
                                     });
  EXPECT_EQ(fit.best_epoch, best->epoch);
  EXPECT_LT(fit.curve.back().validation_accuracy, best->validation_accuracy);
  EXPECT_EQ(accuracy_of(fit.model, validation), best->validation_accuracy);
}

TEST_F(NoisySoftmax, StopsWhenPatienceEnds) {
  options.patience = 3;
  const SoftmaxFit fit = fit_softmax(train, validation, options);
  EXPECT_LT(fit.curve.back().epoch, 40);
  EXPECT_EQ(fit.curve.back().epoch, fit.best_epoch + 3);
}

TEST_F(NoisySoftmax, EvaluatesEveryFewEpochsAndTheLast) {
  options.epochs = 8;
  options.evaluate_every = 3;
  std::vector<int> epochs;
  const SoftmaxHooks hooks{[&](const SoftmaxEpoch& state) { epochs.push_back(state.epoch); }, {}};
  fit_softmax(train, validation, options, 1, hooks);
  EXPECT_EQ(epochs, (std::vector<int>{3, 6, 8}));
}

TEST_F(NoisySoftmax, StartsFromEqualProbabilities) {
  options.epochs = 1;
  options.batch = 150;
  EXPECT_NEAR(fit_softmax(train, validation, options).curve[0].train_loss, std::log(3.0), 1e-6);
}

TEST_F(NoisySoftmax, LowersTheTrainingLoss) {
  options.learning_rate = 0.02;
  const SoftmaxFit fit = fit_softmax(train, validation, options);
  EXPECT_LT(fit.curve[19].train_loss, fit.curve[0].train_loss);
  EXPECT_LT(fit.curve[39].train_loss, fit.curve[19].train_loss);
}

TEST_F(NoisySoftmax, PenaltyShrinksTheWeights) {
  const SoftmaxFit free = fit_softmax(train, train, options);
  options.l2 = 0.1;
  const SoftmaxFit bound = fit_softmax(train, train, options);
  EXPECT_LT(bound.model.weights.norm(), 0.5f * free.model.weights.norm());
}

TEST_F(NoisySoftmax, HasTheSameBitsForAnyNumberOfThreads) {
  options.batch = 140;  // three pieces
  const SoftmaxFit one = fit_softmax(train, validation, options, 1);
  for (const int threads : {2, 3}) {
    const SoftmaxFit many = fit_softmax(train, validation, options, threads);
    EXPECT_TRUE(same_bits(one.model, many.model));
    EXPECT_EQ(one.curve.back().train_loss, many.curve.back().train_loss);
    EXPECT_EQ(one.model.predict(train, 1), many.model.predict(train, threads));
  }
}

TEST_F(NoisySoftmax, ShufflesBySeed) {
  const SoftmaxModel first = fit_softmax(train, validation, options).model;
  EXPECT_TRUE(same_bits(first, fit_softmax(train, validation, options).model));
  options.seed = 2;
  EXPECT_FALSE(same_bits(first, fit_softmax(train, validation, options).model));
}

TEST_F(NoisySoftmax, FixedOrderDoesNotDependOnTheSeed) {
  options.order = SampleOrder::fixed;
  const SoftmaxModel first = fit_softmax(train, validation, options).model;
  options.seed = 2;
  EXPECT_TRUE(same_bits(first, fit_softmax(train, validation, options).model));
}

TEST_F(NoisySoftmax, StopsWhenCancelled) {
  int batches = 0;
  const SoftmaxHooks hooks{{}, [&] { return ++batches == 5; }};
  EXPECT_THROW(fit_softmax(train, validation, options, 1, hooks), Interrupted);
  EXPECT_EQ(batches, 5);
}

TEST_F(NoisySoftmax, RefusesToLearnFromNothing) {
  const LabelledFeatures none{{}, {}, 60, 3};
  EXPECT_THROW(fit_softmax(none, validation, options), ConfigError);
  EXPECT_THROW(fit_softmax(train, none, options), ConfigError);
}

/// Class 0 wins if the scaled first feature is above 0.6.
SoftmaxModel threshold_model(SoftmaxScale scale) {
  SoftmaxModel model;
  model.weights = MatrixF::Zero(2, 2);
  model.weights(0, 0) = 1.0f;
  model.bias = VectorF::Zero(2);
  model.bias[1] = 0.6f;
  model.scale = scale;
  model.peak = 1.0f;
  model.batch = 2;
  return model;
}

// L1-normalised: (0.5, 0.5), (0.5, 0.5) in one batch, (0.5, 0.5), (0.1, 0.9) in the next.
const LabelledFeatures four_samples{{2, 2, 3, 3, 4, 4, 1, 9}, {0, 0, 0, 0}, 2, 2};

TEST(SoftmaxPrediction, UsesTheTrainingMaximumByDefault) {
  EXPECT_EQ(threshold_model(SoftmaxScale::training_max).predict(four_samples),
            (std::vector<std::uint32_t>{1, 1, 1, 1}));
}

TEST(SoftmaxPrediction, UsesTheMaximumOfEachBatchAsPublished) {
  EXPECT_EQ(threshold_model(SoftmaxScale::batch_max).predict(four_samples),
            (std::vector<std::uint32_t>{0, 0, 1, 1}));
}

}  // namespace
}  // namespace meniscus
