#include "sim/experiment/encoded_samples.hpp"

#include <algorithm>

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

Sample EncodedSeries::load(std::size_t i, std::uint32_t id) const {
  const Series series = series_->series(i);
  const double length = static_cast<double>(series.frames()) * series.step;
  const Time own{std::max<std::int64_t>(1, resolution_.ticks(length).ticks)};
  return {encoder_->encode(series, id), duration_.ticks > 0 ? duration_ : own};
}

}  // namespace meniscus
