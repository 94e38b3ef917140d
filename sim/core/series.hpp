#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace meniscus {

/// A signal of several channels in equal steps: sound behind a filter bank, a sensor's readings.
struct Series {
  std::size_t channels = 0;
  double step = 1.0;           ///< from one frame to the next [ms]
  std::vector<double> values;  ///< frames x channels, row-major

  std::size_t frames() const { return channels == 0 ? 0 : values.size() / channels; }
  std::span<const double> frame(std::size_t i) const {
    return std::span(values).subspan(i * channels, channels);
  }
};

}  // namespace meniscus
