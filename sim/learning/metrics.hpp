#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace meniscus {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// Successes among independent trials.
struct Proportion {
  std::size_t successes = 0;
  std::size_t trials = 0;

  /// Between 0 and 1; 0 without trials.
  double value() const;

  /// 95 % confidence interval of Wilson (1927), doi:10.1080/01621459.1927.10502953, without
  /// continuity correction: good for few trials and at 0 and 1, where the normal one fails. [0, 1]
  /// without trials.
  Interval interval() const;
};

/// How often the prediction is the label. Both have the same size.
Proportion accuracy(std::span<const std::uint32_t> labels,
                    std::span<const std::uint32_t> predictions);

/// Of some numbers: their mean and their sample standard deviation (n - 1); both 0 of none, the
/// deviation of one.
struct MeanAndDeviation {
  double mean = 0.0;
  double deviation = 0.0;
};
MeanAndDeviation mean_and_deviation(std::span<const double> values);

/// How often a sample of one class was taken for each class.
class ConfusionMatrix {
 public:
  /// Labels and predictions are below `classes`.
  ConfusionMatrix(std::uint32_t classes, std::span<const std::uint32_t> labels,
                  std::span<const std::uint32_t> predictions);

  std::uint32_t classes() const { return classes_; }
  std::size_t count(std::uint32_t label, std::uint32_t prediction) const {
    return counts_[std::size_t{label} * classes_ + prediction];
  }
  /// Row-major, one row per label.
  std::span<const std::size_t> counts() const { return counts_; }

  /// The share of the samples of class `label` that were recognised.
  Proportion class_accuracy(std::uint32_t label) const;

 private:
  std::uint32_t classes_;
  std::vector<std::size_t> counts_;
};

/// Two classifiers on the same samples, by McNemar's test on those that exactly one of them got
/// right.
struct PairedComparison {
  std::size_t only_first = 0;  ///< right by the first, wrong by the second
  std::size_t only_second = 0;
  double p_exact = 1.0;  ///< two-sided binomial test; never above its nominal level
  double p_mid = 1.0;    ///< mid-p: close to its nominal level
};

/// McNemar's exact and mid-p test that both classifiers are right equally often (Fagerland et al.
/// 2013, doi:10.1186/1471-2288-13-91). All three have the same size.
PairedComparison compare_paired(std::span<const std::uint32_t> labels,
                                std::span<const std::uint32_t> first,
                                std::span<const std::uint32_t> second);

}  // namespace meniscus
