#include "sim/learning/optimiser.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace meniscus {
namespace {

constexpr std::size_t count = 16;

std::vector<float> filled(float value) { return std::vector<float>(count, value); }

TEST(Adam, TakesTheFirstTwoStepsOfTheAlgorithm) {
  Optimiser optimiser(OptimiserKind::adam, 0.1, count);
  std::vector<float> parameters = filled(1.0f);
  optimiser.begin_step();
  optimiser.update(parameters, filled(0.5f), 0);
  EXPECT_NEAR(parameters[3], 1.0 - 0.1, 1e-6);  // the first step is the rate, whatever the gradient
  optimiser.begin_step();
  optimiser.update(parameters, filled(-0.25f), 0);
  // m = 0.9 * 0.05 - 0.1 * 0.25 = 0.02, over 1 - 0.81: 0.105263158
  // v = 0.999 * 0.00025 + 0.001 * 0.0625 = 0.00031225, over 1 - 0.998001: 0.156203102, root
  // 0.395225380
  EXPECT_NEAR(parameters[3], 0.9 - 0.1 * 0.105263158 / 0.395225380, 1e-6);
}

TEST(Adadelta, TakesTheFirstTwoStepsOfTheAlgorithm) {
  Optimiser optimiser(OptimiserKind::adadelta, 0.1, count);
  std::vector<float> parameters = filled(0.0f);
  optimiser.begin_step();
  optimiser.update(parameters, filled(1.0f), 0);
  // E[g^2] = 0.05; update sqrt(1e-8) / sqrt(0.05) = 4.4721355e-4
  EXPECT_NEAR(parameters[15], -4.4721355e-5, 1e-10);
  optimiser.begin_step();
  optimiser.update(parameters, filled(0.5f), 0);
  // E[u^2] = 0.05 * 2e-7 = 1e-8; E[g^2] = 0.95 * 0.05 + 0.05 * 0.25 = 0.06;
  // update sqrt(1e-8 + 1e-8) / sqrt(0.06) * 0.5 = 2.8867513e-4
  EXPECT_NEAR(parameters[15], -4.4721355e-5 - 2.8867513e-5, 1e-10);
}

class AnyOptimiser : public testing::TestWithParam<OptimiserKind> {};

TEST_P(AnyOptimiser, LeavesParametersWithoutGradientAlone) {
  Optimiser optimiser(GetParam(), 0.1, count);
  std::vector<float> parameters = filled(0.25f);
  optimiser.begin_step();
  optimiser.update(parameters, filled(0.0f), 0);
  EXPECT_EQ(parameters, filled(0.25f));
}

TEST_P(AnyOptimiser, UpdatesPartsAsItUpdatesTheWhole) {
  Optimiser whole(GetParam(), 0.1, 2 * count);
  Optimiser parts(GetParam(), 0.1, 2 * count);
  std::vector<float> gradient(2 * count);
  for (std::size_t i = 0; i < gradient.size(); ++i)
    gradient[i] = 0.1f * static_cast<float>(i) - 1.0f;
  std::vector<float> a(2 * count, 0.5f);
  std::vector<float> b = a;
  for (int step = 0; step < 3; ++step) {
    whole.begin_step();
    whole.update(a, gradient, 0);
    parts.begin_step();
    parts.update(std::span(b).subspan(count), std::span(gradient).subspan(count), count);
    parts.update(std::span(b).first(count), std::span(gradient).first(count), 0);
  }
  EXPECT_EQ(a, b);
}

INSTANTIATE_TEST_SUITE_P(Both, AnyOptimiser,
                         testing::Values(OptimiserKind::adam, OptimiserKind::adadelta));

}  // namespace
}  // namespace meniscus
