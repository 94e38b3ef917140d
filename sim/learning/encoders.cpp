#include "sim/learning/encoders.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <vector>

#include "sim/core/bernoulli_hits.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/poisson_counts.hpp"

namespace meniscus {

namespace {

StreamKey stream_of(std::uint64_t seed, std::uint32_t sample) {
  return {.seed = seed, .domain = RandomDomain::encoder, .component = 0, .sample = sample};
}

void check_duration(Time duration) {
  if (duration.ticks >= 0) return;
  throw ConfigError(fmt::format("expected a duration >= 0, got {} ticks", duration.ticks));
}

/// Rate times tick of each value.
std::vector<double> means_per_tick(std::span<const double> values, const RateEncoding& encoding) {
  std::vector<double> means(values.begin(), values.end());
  for (double& mean : means) mean *= encoding.max_rate * encoding.resolution.tick();
  return means;
}

/// NALSM's input neurons, driven tick by tick.
class InputNeurons {
 public:
  explicit InputNeurons(std::size_t lines) : spike_(lines, -period) {}

  /// Appends the spikes of the next tick, in which `hits` are hit, to `spikes`.
  void advance(std::span<const std::uint32_t> hits, SpikeTable& spikes) {
    for (const std::uint32_t line : hits) {
      if (spike_[line] >= now_) continue;  // the hit merges with the one that waits
      spike_[line] = std::max(now_, spike_[line] + period);
      due_[spike_[line] % period].push_back(line);
    }
    std::vector<std::uint32_t>& firing = due_[now_ % period];
    std::ranges::sort(firing);
    for (const std::uint32_t line : firing) spikes.append(line);
    spikes.end_tick();
    firing.clear();
    ++now_;
  }

 private:
  static constexpr std::int64_t period = 3;  ///< shortest interval between spikes [ms]

  std::int64_t now_ = 0;
  std::vector<std::int64_t> spike_;                     ///< last or coming spike of each line
  std::array<std::vector<std::uint32_t>, period> due_;  ///< lines that spike, by tick % period
};

}  // namespace

void check_encoded_values(std::span<const double> values, std::uint32_t sample) {
  for (std::size_t line = 0; line < values.size(); ++line) {
    if (values[line] >= 0.0 && values[line] <= 1.0) continue;
    throw ConfigError(fmt::format("sample {}, value {}: expected a number between 0 and 1, got {}",
                                  sample, line, values[line]));
  }
}

PoissonRateEncoder::PoissonRateEncoder(const RateEncoding& encoding) : encoding_(encoding) {
  check_duration(encoding.duration);
  if (!(encoding.max_rate >= 0.0)) {
    throw ConfigError(fmt::format("expected a maximal rate >= 0, got {} kHz", encoding.max_rate));
  }
}

SpikeTable PoissonRateEncoder::encode(std::span<const double> values, std::uint32_t sample) const {
  check_encoded_values(values, sample);
  const PoissonRates rates(means_per_tick(values, encoding_));
  const StreamKey key = stream_of(encoding_.seed, sample);
  std::vector<std::uint16_t> counts(values.size());
  SpikeTable spikes;
  for (Time t; t < encoding_.duration; ++t) {
    rates.counts(key, t, 0, counts);
    for (std::size_t line = 0; line < counts.size(); ++line) {
      for (int i = 0; i < counts[line]; ++i) spikes.append(static_cast<std::uint32_t>(line));
    }
    spikes.end_tick();
  }
  return spikes;
}

BernoulliRateEncoder::BernoulliRateEncoder(const RateEncoding& encoding) : encoding_(encoding) {
  check_duration(encoding.duration);
  const double largest = encoding.max_rate * encoding.resolution.tick();
  if (!(largest >= 0.0 && largest <= 1.0)) {
    throw ConfigError(
        fmt::format("expected a maximal rate between 0 and one spike per tick of {} ms, "
                    "got {} kHz",
                    encoding.resolution.tick(), encoding.max_rate));
  }
}

SpikeTable BernoulliRateEncoder::encode(std::span<const double> values,
                                        std::uint32_t sample) const {
  check_encoded_values(values, sample);
  const BernoulliTable table(means_per_tick(values, encoding_));
  const StreamKey key = stream_of(encoding_.seed, sample);
  std::vector<std::uint32_t> hits;
  SpikeTable spikes;
  for (Time t; t < encoding_.duration; ++t) {
    hits.clear();
    table.hits(key, t, hits);
    for (const std::uint32_t line : hits) spikes.append(line);
    spikes.end_tick();
  }
  return spikes;
}

NalsmRateEncoder::NalsmRateEncoder(double split_max, Time duration, Resolution resolution,
                                   std::uint64_t seed)
    : split_max_(split_max), duration_(duration), seed_(seed) {
  check_duration(duration);
  if (!(split_max > 0.0 && split_max <= 1.0)) {
    throw ConfigError(
        fmt::format("expected a split with an image that is not all zero and a "
                    "maximum between 0 and 1, got {}",
                    split_max));
  }
  if (resolution.tick() != 1.0) {
    throw ConfigError(
        fmt::format("the NALSM encoder needs a resolution of 1 ms, got {} ms", resolution.tick()));
  }
}

SpikeTable NalsmRateEncoder::encode(std::span<const double> values, std::uint32_t sample) const {
  check_encoded_values(values, sample);
  std::vector<double> p(values.begin(), values.end());
  const double sum = std::accumulate(p.begin(), p.end(), 0.0);
  for (double& probability : p) {
    if (sum > 0.0) probability = probability / sum / split_max_;
    // The split's largest pixel has probability 1, which rounding may have exceeded.
    if (probability > 1.0 && probability < 1.0 + 1e-9) probability = 1.0;
  }
  const BernoulliTable table(p);
  const StreamKey key = stream_of(seed_, sample);
  InputNeurons neurons(values.size());
  std::vector<std::uint32_t> hits;
  SpikeTable spikes;
  for (Time t; t < duration_; ++t) {
    hits.clear();
    table.hits(key, t, hits);
    neurons.advance(hits, spikes);
  }
  return spikes;
}

double nalsm_split_maximum(std::span<const std::uint8_t> pixels, std::size_t pixels_per_image) {
  assert(pixels_per_image > 0 && pixels.size() % pixels_per_image == 0);
  double maximum = 0.0;
  for (std::size_t first = 0; first < pixels.size(); first += pixels_per_image) {
    const auto image = pixels.subspan(first, pixels_per_image);
    const auto sum = std::accumulate(image.begin(), image.end(), std::uint64_t{0});
    if (sum == 0) continue;
    maximum = std::max(maximum, std::ranges::max(image) / static_cast<double>(sum));
  }
  return maximum;
}

}  // namespace meniscus
