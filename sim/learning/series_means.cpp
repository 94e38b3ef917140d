#include "sim/learning/series_means.hpp"

namespace meniscus {

std::vector<float> window_means(const Series& series, std::span<const Time> ends,
                                const Resolution& resolution) {
  std::vector<float> means;
  std::size_t frame = 0;
  for (const Time end : ends) {
    std::vector<double> sums(series.channels);
    std::size_t frames = 0;
    for (; frame < series.frames(); ++frame, ++frames) {
      if (resolution.ticks(static_cast<double>(frame) * series.step) >= end) break;
      const auto values = series.frame(frame);
      for (std::size_t c = 0; c < values.size(); ++c) sums[c] += values[c];
    }
    for (const double sum : sums) {
      means.push_back(frames == 0 ? 0.0f : static_cast<float>(sum / static_cast<double>(frames)));
    }
  }
  return means;
}

}  // namespace meniscus
