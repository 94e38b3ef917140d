#include "sim/learning/features.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/core/error.hpp"

namespace meniscus {
namespace {

TEST(Standardiser, GivesTheTrainingSamplesMeanZeroAndDeviationOne) {
  const LabelledFeatures train{{1, 1e6f, 3, 1e6f + 8, 5, 1e6f + 4}, {0, 1, 0}, 2, 2};
  const LabelledFeatures standard = Standardiser(train)(train);
  for (std::size_t i = 0; i < 2; ++i) {
    double sum = 0.0, square = 0.0;
    for (std::size_t n = 0; n < 3; ++n) {
      const double value = standard.values[2 * n + i];
      sum += value;
      square += value * value;
    }
    EXPECT_NEAR(sum, 0.0, 1e-6);
    EXPECT_NEAR(square, 3.0, 1e-6);
  }
  EXPECT_EQ(standard.labels, train.labels);
}

TEST(Standardiser, MeasuresOtherSamplesByTheTrainingOnes) {
  const LabelledFeatures train{{1, 3}, {0, 1}, 1, 2};  // mean 2, deviation 1
  const LabelledFeatures test{{2, 10, -1}, {0, 1, 1}, 1, 2};
  EXPECT_EQ(Standardiser(train)(test).values, (std::vector<float>{0, 8, -3}));
}

TEST(Standardiser, GivesZeroForAFeatureThatNeverVariedInTraining) {
  const LabelledFeatures train{{0.1f, 1, 0.1f, 2, 0.1f, 3}, {0, 1, 1}, 2, 2};
  const LabelledFeatures test{{7, 2}, {0}, 2, 2};
  EXPECT_EQ(Standardiser(train)(train).values[0], 0.0f);
  EXPECT_EQ(Standardiser(train)(test).values, (std::vector<float>{0, 0}));
}

TEST(Standardiser, NeedsSamples) {
  const LabelledFeatures none{{}, {}, 2, 2};
  EXPECT_THROW(Standardiser{none}, ConfigError);
}

}  // namespace
}  // namespace meniscus
