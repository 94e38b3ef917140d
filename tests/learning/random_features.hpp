#pragma once

#include <cstdint>

#include "sim/core/distributions.hpp"
#include "sim/core/random.hpp"
#include "sim/learning/features.hpp"

namespace meniscus {

/// Gaussian blobs: sample n has class n % classes; feature i of class k has mean `separation` where
/// i % classes == k and 1 elsewhere, and standard deviation 1; negative values become 0, like
/// counts.
inline LabelledFeatures random_blobs(std::size_t samples, std::size_t columns,
                                     std::uint32_t classes, double separation,
                                     std::uint32_t seed = 1) {
  LabelledFeatures features;
  features.columns = columns;
  features.classes = classes;
  RandomStream stream({seed}, 0);
  for (std::size_t n = 0; n < samples; ++n) {
    const auto label = static_cast<std::uint32_t>(n % classes);
    features.labels.push_back(label);
    for (std::size_t i = 0; i < columns; ++i) {
      const double mean = i % classes == label ? separation : 1.0;
      const double value = mean + standard_normal(stream);
      features.values.push_back(value > 0.0 ? static_cast<float>(value) : 0.0f);
    }
  }
  return features;
}

}  // namespace meniscus
