#include "sim/learning/metrics.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace meniscus {

double Proportion::value() const {
  return trials == 0 ? 0.0 : static_cast<double>(successes) / static_cast<double>(trials);
}

Interval Proportion::interval() const {
  if (trials == 0) return {0.0, 1.0};
  constexpr double z = 1.959963984540054;  // 97.5 % quantile of the standard normal
  const double n = static_cast<double>(trials);
  const double p = value();
  const double centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
  const double half = z * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / (1.0 + z * z / n);
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Proportion accuracy(std::span<const std::uint32_t> labels,
                    std::span<const std::uint32_t> predictions) {
  assert(labels.size() == predictions.size());
  Proportion result{0, labels.size()};
  for (std::size_t n = 0; n < labels.size(); ++n) result.successes += labels[n] == predictions[n];
  return result;
}

MeanAndDeviation mean_and_deviation(std::span<const double> values) {
  if (values.empty()) return {};
  const auto n = static_cast<double>(values.size());
  MeanAndDeviation result{.mean = std::accumulate(values.begin(), values.end(), 0.0) / n};
  if (values.size() == 1) return result;
  double squares = 0.0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.deviation = std::sqrt(squares / (n - 1.0));
  return result;
}

ConfusionMatrix::ConfusionMatrix(std::uint32_t classes, std::span<const std::uint32_t> labels,
                                 std::span<const std::uint32_t> predictions)
    : classes_(classes), counts_(std::size_t{classes} * classes) {
  assert(labels.size() == predictions.size());
  for (std::size_t n = 0; n < labels.size(); ++n) {
    assert(labels[n] < classes && predictions[n] < classes);
    ++counts_[std::size_t{labels[n]} * classes + predictions[n]];
  }
}

Proportion ConfusionMatrix::class_accuracy(std::uint32_t label) const {
  Proportion result{count(label, label), 0};
  for (std::uint32_t k = 0; k < classes_; ++k) result.trials += count(label, k);
  return result;
}

namespace {

/// Probability of k heads in n tosses of a fair coin.
double coin_probability(std::size_t n, std::size_t k) {
  const double heads = static_cast<double>(k);
  const double tails = static_cast<double>(n - k);
  return std::exp(std::lgamma(heads + tails + 1.0) - std::lgamma(heads + 1.0) -
                  std::lgamma(tails + 1.0) - (heads + tails) * std::log(2.0));
}

}  // namespace

PairedComparison compare_paired(std::span<const std::uint32_t> labels,
                                std::span<const std::uint32_t> first,
                                std::span<const std::uint32_t> second) {
  assert(labels.size() == first.size() && labels.size() == second.size());
  PairedComparison result;
  for (std::size_t n = 0; n < labels.size(); ++n) {
    const bool first_right = first[n] == labels[n];
    const bool second_right = second[n] == labels[n];
    result.only_first += first_right && !second_right;
    result.only_second += second_right && !first_right;
  }
  const std::size_t discordant = result.only_first + result.only_second;
  const std::size_t fewer = std::min(result.only_first, result.only_second);
  double tail = 0.0;
  for (std::size_t k = 0; k <= fewer; ++k) tail += coin_probability(discordant, k);
  const double point = coin_probability(discordant, fewer);
  const bool tie = result.only_first == result.only_second;
  result.p_exact = std::min(1.0, 2.0 * tail);
  result.p_mid = tie ? 1.0 - 0.5 * point : 2.0 * tail - point;
  if (discordant == 0) result.p_mid = 1.0;
  return result;
}

}  // namespace meniscus
