#include "sim/learning/temporal_encoders.hpp"

#include <cmath>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

void check_duration(Time duration, std::int64_t least) {
  if (duration.ticks >= least) return;
  throw ConfigError(
      fmt::format("expected a duration of at least {} ticks, got {}", least, duration.ticks));
}

/// The tick at which a line of this excitation spikes: 1 is the first, 0 the last.
Time latency(double excitation, Time duration) {
  return Time{std::llround((1.0 - excitation) * static_cast<double>(duration.ticks - 1))};
}

/// The table of `spikes`, with every tick of the duration.
SpikeTable table_of(std::vector<Spike> spikes, Time duration) {
  SpikeTable table(std::move(spikes));
  while (table.ticks() < duration.ticks) table.end_tick();
  return table;
}

}  // namespace

LatencyEncoder::LatencyEncoder(const Parameters& parameters, Time duration)
    : threshold_(parameters.threshold), duration_(duration) {
  check_duration(duration, 1);
}

SpikeTable LatencyEncoder::encode(std::span<const double> values, std::uint32_t sample) const {
  check_encoded_values(values, sample);
  std::vector<Spike> spikes;
  for (std::size_t line = 0; line < values.size(); ++line) {
    if (values[line] <= threshold_) continue;
    spikes.push_back({latency(values[line], duration_), static_cast<std::uint32_t>(line)});
  }
  return table_of(std::move(spikes), duration_);
}

PhaseEncoder::PhaseEncoder(const Parameters& parameters, Time duration)
    : bits_(parameters.bits), duration_(duration) {
  check_duration(duration, bits_);
}

SpikeTable PhaseEncoder::encode(std::span<const double> values, std::uint32_t sample) const {
  check_encoded_values(values, sample);
  const double largest = static_cast<double>((std::uint32_t{1} << bits_) - 1);
  std::vector<std::uint32_t> digits;
  for (const double value : values) {
    digits.push_back(static_cast<std::uint32_t>(std::llround(value * largest)));
  }
  SpikeTable spikes;
  for (std::int64_t t = 0; t < duration_.ticks; ++t) {
    const auto place = bits_ - 1 - static_cast<std::uint32_t>(t % bits_);
    for (std::size_t line = 0; line < digits.size(); ++line) {
      if ((digits[line] >> place & 1u) != 0) spikes.append(static_cast<std::uint32_t>(line));
    }
    spikes.end_tick();
  }
  return spikes;
}

PopulationEncoder::PopulationEncoder(const Parameters& parameters, Time duration)
    : parameters_(parameters), duration_(duration) {
  check_duration(duration, 1);
}

SpikeTable PopulationEncoder::encode(std::span<const double> values, std::uint32_t sample) const {
  check_encoded_values(values, sample);
  const std::uint32_t fields = parameters_.fields_per_value;
  const double spacing = 1.0 / (fields - 2.0);
  const double width = spacing / parameters_.beta;
  std::vector<Spike> spikes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::uint32_t f = 0; f < fields; ++f) {
      const double distance = values[i] - (f - 0.5) * spacing;
      const double excitation = std::exp(-0.5 * distance * distance / (width * width));
      if (excitation <= parameters_.threshold) continue;
      spikes.push_back(
          {latency(excitation, duration_), static_cast<std::uint32_t>(i * fields + f)});
    }
  }
  return table_of(std::move(spikes), duration_);
}

}  // namespace meniscus
