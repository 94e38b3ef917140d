// Real data: Optical Recognition of Handwritten Digits (UCI), 8 x 8 pixels of 0 … 16, ten classes.
// The files are looked for under $MENISCUS_DATA/uci; without them the tests are skipped.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/learning/metrics.hpp"
#include "sim/learning/ridge.hpp"
#include "sim/learning/softmax.hpp"

namespace meniscus {
namespace {

std::filesystem::path data_folder() {
  const char* folder = std::getenv("MENISCUS_DATA");
  return folder == nullptr ? "" : std::filesystem::path(folder) / "uci" / "optdigits";
}

LabelledFeatures read_digits(const std::filesystem::path& path) {
  LabelledFeatures digits{{}, {}, 64, 10};
  std::ifstream file(path);
  float value = 0.0f;
  for (std::size_t i = 1; file >> value; ++i) {  // 64 pixels and the class, separated by tabs
    if (i % 65 == 0)
      digits.labels.push_back(static_cast<std::uint32_t>(value));
    else
      digits.values.push_back(value);
  }
  return digits;
}

/// Every fifth sample (the file is sorted by class) or all others.
LabelledFeatures every_fifth(const LabelledFeatures& digits, bool fifth) {
  LabelledFeatures part{{}, {}, digits.columns, digits.classes};
  for (std::size_t n = 0; n < digits.size(); ++n) {
    if ((n % 5 == 0) != fifth) continue;
    const auto row = digits.values.begin() + n * digits.columns;
    part.values.insert(part.values.end(), row, row + digits.columns);
    part.labels.push_back(digits.labels[n]);
  }
  return part;
}

class Optdigits : public testing::Test {
 protected:
  LabelledFeatures train;
  LabelledFeatures validation;
  LabelledFeatures test;

  void SetUp() override {
    if (!std::filesystem::exists(data_folder() / "optdigits.tra")) {
      GTEST_SKIP() << "set MENISCUS_DATA to a folder with uci/optdigits";
    }
    const LabelledFeatures known = read_digits(data_folder() / "optdigits.tra");
    test = read_digits(data_folder() / "optdigits.tes");
    ASSERT_EQ(known.size(), 3823u);
    ASSERT_EQ(test.size(), 1797u);
    validation = every_fifth(known, true);
    train = every_fifth(known, false);
  }
};

// Ordinary least squares on one-hot targets reads 91.9 % of these digits.
TEST_F(Optdigits, RidgeReadsMoreThan91Percent) {
  const RidgeFit fit = fit_ridge(train, validation, {.standardise = true}, 2);
  const Proportion result = accuracy(test.labels, fit.model.predict(test));
  RecordProperty("accuracy", std::to_string(result.value()));
  EXPECT_GT(result.value(), 0.915);
}

TEST_F(Optdigits, SoftmaxReadsMoreThan95Percent) {
  const SoftmaxFit fit = fit_softmax(train, validation, {.learning_rate = 0.003, .batch = 32});
  const Proportion result = accuracy(test.labels, fit.model.predict(test));
  RecordProperty("accuracy", std::to_string(result.value()));
  EXPECT_GT(result.value(), 0.95);
}

}  // namespace
}  // namespace meniscus
