#include "sim/experiment/encoded_samples.hpp"

#include <algorithm>
#include <utility>

#include "sim/learning/series_encoders.hpp"

namespace meniscus {

std::vector<double> ImageValues::values(std::size_t i) const {
  const auto pixels = images_.image(i);
  std::vector<double> values(pixels.size());
  std::ranges::transform(pixels, values.begin(), [](std::uint8_t p) { return p / 255.0; });
  return values;
}

double ImageValues::largest_share() const {
  return nalsm_split_maximum(images_.pixels, images_.pixels_per_image());
}

namespace {

/// How long a sample lasts: `given` if that is not 0, else as long as its series.
Time length_of(const Series& series, const Resolution& resolution, Time given) {
  if (given.ticks > 0) return given;
  return std::max(Time{1}, duration_of(series, resolution));
}

}  // namespace

Sample EncodedSeries::load(std::size_t i, std::uint32_t id) const {
  Series series = series_->series(i);
  SpikeTable spikes = encoder_->encode(series, id);
  const Time duration = length_of(series, resolution_, duration_);
  return {std::move(spikes), duration, std::move(series)};
}

Sample DirectSeries::load(std::size_t i, std::uint32_t) const {
  Series series = series_->series(i);
  const Time duration = length_of(series, resolution_, duration_);
  return {.spikes = {}, .duration = duration, .values = std::move(series)};
}

}  // namespace meniscus
