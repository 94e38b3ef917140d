#include "sim/learning/series_encoders.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// The frame whose value holds at a tick.
std::size_t frame_at(std::int64_t tick, const Series& series, const Resolution& resolution) {
  const double middle = (static_cast<double>(tick) + 0.5) * resolution.tick();
  return std::min(series.frames() - 1, static_cast<std::size_t>(middle / series.step));
}

}  // namespace

Time duration_of(const Series& series, const Resolution& resolution) {
  return resolution.ticks(static_cast<double>(series.frames()) * series.step);
}

IntegrateAndFireEncoder::IntegrateAndFireEncoder(const Parameters& parameters,
                                                 const Resolution& resolution)
    : resolution_(resolution),
      decay_(std::exp(-resolution.tick() / parameters.tau_m)),
      gain_(parameters.gain),
      t_ref_(resolution.ticks(parameters.t_ref).ticks) {}

SpikeTable IntegrateAndFireEncoder::encode(const Series& series, std::uint32_t) const {
  std::vector<double> v(series.channels, 0.0);
  std::vector<std::int64_t> free(series.channels, 0);  // the first tick after the refractory period
  const std::int64_t ticks = duration_of(series, resolution_).ticks;
  SpikeTable spikes;
  for (std::int64_t t = 0; t < ticks; ++t) {
    const auto values = series.frame(frame_at(t, series, resolution_));
    for (std::size_t channel = 0; channel < v.size(); ++channel) {
      if (t < free[channel]) continue;
      const double v_inf = gain_ * values[channel];
      v[channel] = v_inf + (v[channel] - v_inf) * decay_;
      if (v[channel] < 1.0) continue;
      v[channel] = 0.0;
      free[channel] = t + 1 + t_ref_;
      spikes.append(static_cast<std::uint32_t>(channel));
    }
    spikes.end_tick();
  }
  return spikes;
}

SpikeTable StepForwardEncoder::encode(const Series& series, std::uint32_t) const {
  const std::size_t channels = series.channels;
  const std::int64_t ticks = duration_of(series, resolution_).ticks;
  SpikeTable spikes;
  if (ticks == 0) return spikes;
  const auto start = series.frame(0);
  std::vector<double> baseline(start.begin(), start.end());
  std::vector<std::uint32_t> downs;
  for (std::int64_t t = 0; t < ticks; ++t) {
    const auto values = series.frame(frame_at(t, series, resolution_));
    downs.clear();
    for (std::size_t channel = 0; channel < channels; ++channel) {
      if (values[channel] > baseline[channel] + threshold_) {
        baseline[channel] += threshold_;
        spikes.append(static_cast<std::uint32_t>(channel));
      } else if (values[channel] < baseline[channel] - threshold_) {
        baseline[channel] -= threshold_;
        downs.push_back(static_cast<std::uint32_t>(channels + channel));
      }
    }
    for (const std::uint32_t line : downs) spikes.append(line);
    spikes.end_tick();
  }
  return spikes;
}

SpikeTable DeltaEncoder::encode(const Series& series, std::uint32_t) const {
  const std::size_t channels = series.channels;
  const std::int64_t ticks = duration_of(series, resolution_).ticks;
  SpikeTable spikes;
  std::size_t last = 0;
  for (std::int64_t t = 0; t < ticks; ++t) {
    const std::size_t now = frame_at(t, series, resolution_);
    for (const double sign : {1.0, -1.0}) {
      for (std::size_t channel = 0; channel < channels; ++channel) {
        const std::size_t line = sign > 0.0 ? channel : channels + channel;
        for (std::size_t frame = last + 1; frame <= now; ++frame) {  // may be several in a tick
          const double change = series.frame(frame)[channel] - series.frame(frame - 1)[channel];
          if (sign * change >= threshold_) spikes.append(static_cast<std::uint32_t>(line));
        }
      }
    }
    last = now;
    spikes.end_tick();
  }
  return spikes;
}

BenSpikerEncoder::BenSpikerEncoder(const Parameters& parameters, const Resolution& resolution)
    : resolution_(resolution), threshold_(parameters.threshold) {
  const std::int64_t ticks = resolution.ticks(parameters.filter).ticks;
  if (ticks < 2) {
    throw ConfigError(fmt::format("expected a filter of at least two ticks ({} ms), got {} ms",
                                  2.0 * resolution.tick(), parameters.filter));
  }
  if (ticks > 1'000'000) {
    throw ConfigError(fmt::format("expected a filter of at most a million ticks ({} ms), got {} ms",
                                  1e6 * resolution.tick(), parameters.filter));
  }
  const double sum = 1.0 / (parameters.max_rate * resolution.tick());
  if (!(sum >= 1.0)) {
    throw ConfigError(fmt::format("expected at most one spike per tick ({} Hz), got {} Hz",
                                  1e3 / resolution.tick(), 1e3 * parameters.max_rate));
  }
  for (std::int64_t k = 0; k < ticks; ++k) {
    const double turn = (static_cast<double>(k) + 0.5) / static_cast<double>(ticks);
    const double hann = 1.0 - std::cos(2.0 * std::numbers::pi * turn);  // the mean is 1
    filter_.push_back(hann * sum / static_cast<double>(ticks));
  }
  threshold_ *= sum;
}

SpikeTable BenSpikerEncoder::encode(const Series& series, std::uint32_t) const {
  const std::int64_t ticks = duration_of(series, resolution_).ticks;
  std::vector<Spike> spikes;
  std::vector<double> left(static_cast<std::size_t>(ticks));
  for (std::size_t channel = 0; channel < series.channels; ++channel) {
    for (std::int64_t t = 0; t < ticks; ++t) {
      left[static_cast<std::size_t>(t)] = series.frame(frame_at(t, series, resolution_))[channel];
    }
    for (std::size_t t = 0; t + filter_.size() <= left.size(); ++t) {
      double gain = 0.0;
      for (std::size_t k = 0; k < filter_.size(); ++k) {
        gain += std::abs(left[t + k]) - std::abs(left[t + k] - filter_[k]);
      }
      if (gain < threshold_) continue;
      for (std::size_t k = 0; k < filter_.size(); ++k) left[t + k] -= filter_[k];
      spikes.push_back({Time{static_cast<std::int64_t>(t)}, static_cast<std::uint32_t>(channel)});
    }
  }
  SpikeTable table(std::move(spikes));
  while (table.ticks() < ticks) table.end_tick();
  return table;
}

}  // namespace meniscus
