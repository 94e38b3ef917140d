#include "sim/learning/features.hpp"

#include <cassert>
#include <cmath>

#include "sim/core/error.hpp"

namespace meniscus {

Standardiser::Standardiser(const FeaturesView& train)
    : mean_(train.columns), inverse_sd_(train.columns) {
  if (train.size() == 0) throw ConfigError("expected training samples, got none");
  const auto samples = static_cast<double>(train.size());
  for (std::size_t n = 0; n < train.size(); ++n) {
    for (std::size_t i = 0; i < train.columns; ++i) mean_[i] += train.row(n)[i];
  }
  for (double& mean : mean_) mean /= samples;
  std::vector<double> square(train.columns);
  for (std::size_t n = 0; n < train.size(); ++n) {
    for (std::size_t i = 0; i < train.columns; ++i) {
      const double distance = train.row(n)[i] - mean_[i];
      square[i] += distance * distance;
    }
  }
  for (std::size_t i = 0; i < train.columns; ++i) {
    const double sd = std::sqrt(square[i] / samples);
    // Of a constant feature the mean's rounding may leave something like 1e-16 of its value.
    inverse_sd_[i] = sd > 1e-9 * std::abs(mean_[i]) ? 1.0 / sd : 0.0;
  }
}

LabelledFeatures Standardiser::operator()(const FeaturesView& features) const {
  assert(features.columns == mean_.size());
  LabelledFeatures standardised{.values = std::vector<float>(features.values.size()),
                                .labels = {features.labels.begin(), features.labels.end()},
                                .columns = features.columns,
                                .classes = features.classes};
  for (std::size_t n = 0; n < features.size(); ++n) {
    float* row = standardised.values.data() + n * features.columns;
    for (std::size_t i = 0; i < features.columns; ++i) {
      row[i] = static_cast<float>((features.row(n)[i] - mean_[i]) * inverse_sd_[i]);
    }
  }
  return standardised;
}

}  // namespace meniscus
