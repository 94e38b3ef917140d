#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace meniscus {

/// Samples a readout looks at, without owning them: row n of `values` is sample n.
struct FeaturesView {
  std::span<const float> values;          ///< samples x columns, row-major
  std::span<const std::uint32_t> labels;  ///< one class per sample, 0 … classes - 1
  std::size_t columns = 0;                ///< features per sample
  std::uint32_t classes = 0;

  std::size_t size() const { return labels.size(); }
  /// There are `columns` values per label, and every label is a class.
  bool is_consistent() const {
    return values.size() == labels.size() * columns &&
           std::ranges::all_of(labels, [&](std::uint32_t label) { return label < classes; });
  }
  const float* row(std::size_t sample) const { return values.data() + sample * columns; }

  /// Samples first … first + count - 1.
  FeaturesView slice(std::size_t first, std::size_t count) const {
    return {values.subspan(first * columns, count * columns), labels.subspan(first, count), columns,
            classes};
  }
};

/// What a liquid made of a data set (spike counts, traces), with the classes to be learnt.
struct LabelledFeatures {
  std::vector<float> values;          ///< samples x columns, row-major
  std::vector<std::uint32_t> labels;  ///< one class per sample, 0 … classes - 1
  std::size_t columns = 0;            ///< features per sample
  std::uint32_t classes = 0;

  std::size_t size() const { return labels.size(); }
  operator FeaturesView() const { return {values, labels, columns, classes}; }
};

/// Means and standard deviations of features over the samples it was made from, the training ones.
class Standardiser {
 public:
  /// Throws ConfigError without samples. Sums are taken in double, in the order of the samples.
  explicit Standardiser(const FeaturesView& train);

  /// One as it was: of each feature its mean, and 1 / sd or 0. Both of one size.
  Standardiser(std::vector<double> mean, std::vector<double> inverse_sd)
      : mean_(std::move(mean)), inverse_sd_(std::move(inverse_sd)) {}

  const std::vector<double>& mean() const { return mean_; }
  const std::vector<double>& inverse_sd() const { return inverse_sd_; }

  /// (x - mean) / sd of each feature; 0 for one that never varied in training.
  LabelledFeatures operator()(const FeaturesView& features) const;

 private:
  std::vector<double> mean_;
  std::vector<double> inverse_sd_;
};

}  // namespace meniscus
