#include "sim/learning/folds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace meniscus {
namespace {

using testing::Each;
using testing::ElementsAre;

/// Labels of 23, 17 and 10 samples of three classes, mixed.
std::vector<std::uint32_t> mixed_labels() {
  std::vector<std::uint32_t> labels;
  for (std::uint32_t i = 0; i < 23; ++i) {
    labels.push_back(0);
    if (i < 17) labels.push_back(1);
    if (i < 10) labels.push_back(2);
  }
  return labels;
}

TEST(Folds, AreEvenInSizeAndInEveryClass) {
  const auto labels = mixed_labels();
  const auto folds = stratified_folds(labels, 3, 10, 1);
  std::array<std::array<int, 10>, 3> counts{};
  std::array<int, 10> sizes{};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ++counts[labels[i]][folds[i]];
    ++sizes[folds[i]];
  }
  EXPECT_THAT(sizes, Each(5));
  EXPECT_THAT(counts[0], Each(testing::AnyOf(2, 3)));
  EXPECT_THAT(counts[1], Each(testing::AnyOf(1, 2)));
  EXPECT_THAT(counts[2], Each(1));
}

TEST(Folds, DependOnTheSeedOnly) {
  const auto labels = mixed_labels();
  EXPECT_EQ(stratified_folds(labels, 3, 5, 1), stratified_folds(labels, 3, 5, 1));
  EXPECT_NE(stratified_folds(labels, 3, 5, 1), stratified_folds(labels, 3, 5, 2));
}

TEST(Folds, EachIsTestedValidatesAndTrains) {
  const std::vector<float> values{0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f};
  const std::vector<std::uint32_t> labels{0, 1, 0, 1};
  const std::vector<std::uint32_t> fold_of{2, 0, 1, 2};
  const FoldFeatures last(FeaturesView{values, labels, 2, 2}, fold_of, 3, 2);
  EXPECT_THAT(last.test.values, ElementsAre(0, 0.5f, 3, 3.5f));
  EXPECT_THAT(last.test.labels, ElementsAre(0, 1));
  EXPECT_THAT(last.validation.values, ElementsAre(1, 1.5f));
  EXPECT_THAT(last.train.values, ElementsAre(2, 2.5f));
  EXPECT_EQ(last.train.columns, 2u);
  EXPECT_EQ(last.train.classes, 2u);
}

}  // namespace
}  // namespace meniscus
