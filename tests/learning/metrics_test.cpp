#include "sim/learning/metrics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace meniscus {
namespace {

using Classes = std::vector<std::uint32_t>;

struct PublishedInterval {
  Proportion proportion;
  Interval interval;
};

class WilsonInterval : public testing::TestWithParam<PublishedInterval> {};

TEST_P(WilsonInterval, AgreesWithNewcombesTable) {
  const Interval interval = GetParam().proportion.interval();
  EXPECT_NEAR(interval.low, GetParam().interval.low, 5e-5);
  EXPECT_NEAR(interval.high, GetParam().interval.high, 5e-5);
}

// Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I,
// method 3.
INSTANTIATE_TEST_SUITE_P(Newcombe1998, WilsonInterval,
                         testing::Values(PublishedInterval{{81, 263}, {0.2553, 0.3662}},
                                         PublishedInterval{{15, 148}, {0.0624, 0.1605}},
                                         PublishedInterval{{0, 20}, {0.0000, 0.1611}},
                                         PublishedInterval{{1, 29}, {0.0061, 0.1718}}));

TEST(WilsonIntervalEnds, IsEverythingWithoutTrials) {
  EXPECT_EQ(Proportion{}.interval().low, 0.0);
  EXPECT_EQ(Proportion{}.interval().high, 1.0);
}

TEST(WilsonIntervalEnds, StaysBelowOneWhenAllSucceed) {
  const Interval interval = Proportion{20, 20}.interval();
  EXPECT_NEAR(interval.low, 1.0 - 0.1611, 5e-5);
  EXPECT_LE(interval.high, 1.0);
}

TEST(Accuracy, CountsAgreement) {
  const Proportion result = accuracy(Classes{0, 1, 2, 2}, Classes{0, 2, 2, 2});
  EXPECT_EQ(result.successes, 3u);
  EXPECT_EQ(result.trials, 4u);
  EXPECT_EQ(result.value(), 0.75);
}

TEST(ConfusionMatrix, HasLabelsAsRowsAndPredictionsAsColumns) {
  const ConfusionMatrix confusion(3, Classes{0, 0, 1, 2, 2}, Classes{0, 1, 1, 0, 0});
  EXPECT_EQ(confusion.count(0, 0), 1u);
  EXPECT_EQ(confusion.count(0, 1), 1u);
  EXPECT_EQ(confusion.count(1, 1), 1u);
  EXPECT_EQ(confusion.count(2, 0), 2u);
  EXPECT_EQ(confusion.count(0, 2), 0u);
}

TEST(ConfusionMatrix, GivesTheAccuracyOfEachClass) {
  const ConfusionMatrix confusion(3, Classes{0, 0, 1, 2, 2}, Classes{0, 1, 1, 0, 0});
  EXPECT_EQ(confusion.class_accuracy(0).value(), 0.5);
  EXPECT_EQ(confusion.class_accuracy(1).value(), 1.0);
  EXPECT_EQ(confusion.class_accuracy(2).value(), 0.0);
  EXPECT_EQ(confusion.class_accuracy(2).trials, 2u);
}

/// The first classifier alone is right `first` times, the second `second` times; both are right 3
/// times.
PairedComparison comparison(std::size_t first, std::size_t second) {
  Classes labels(first + second + 3, 1);
  Classes a(labels);
  Classes b(labels);
  for (std::size_t n = 0; n < first; ++n) b[n] = 0;
  for (std::size_t n = first; n < first + second; ++n) a[n] = 0;
  return compare_paired(labels, a, b);
}

// Fagerland et al. (2013): airway hyper-responsiveness before and after transplantation, 1 against
// 7.
TEST(PairedComparison, AgreesWithFagerlandsExample) {
  const PairedComparison result = comparison(1, 7);
  EXPECT_EQ(result.only_first, 1u);
  EXPECT_EQ(result.only_second, 7u);
  EXPECT_NEAR(result.p_exact, 18.0 / 256.0, 1e-12);
  EXPECT_NEAR(result.p_mid, 10.0 / 256.0, 1e-12);
}

TEST(PairedComparison, FindsNoDifferenceInATie) {
  const PairedComparison result = comparison(2, 2);
  EXPECT_EQ(result.p_exact, 1.0);
  EXPECT_NEAR(result.p_mid, 1.0 - 0.5 * 6.0 / 16.0, 1e-12);
}

TEST(PairedComparison, IsCertainOfNothingWhenBothAlwaysAgree) {
  EXPECT_EQ(comparison(0, 0).p_exact, 1.0);
  EXPECT_EQ(comparison(0, 0).p_mid, 1.0);
}

TEST(PairedComparison, CopesWithThousandsOfDiscordantSamples) {
  // Normal approximation: z = 400 / sqrt(10000) = 4, p = 6.33e-5.
  EXPECT_NEAR(comparison(4800, 5200).p_mid, 6.33e-5, 0.05e-5);
}

TEST(MeanAndDeviation, AreThoseOfASample) {
  const MeanAndDeviation found =
      mean_and_deviation(std::vector{2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0});
  EXPECT_DOUBLE_EQ(found.mean, 5.0);
  EXPECT_DOUBLE_EQ(found.deviation, std::sqrt(32.0 / 7.0));
  EXPECT_EQ(mean_and_deviation(std::vector{3.0}).deviation, 0.0);
}

}  // namespace
}  // namespace meniscus
