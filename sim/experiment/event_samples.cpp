#include "sim/experiment/event_samples.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

std::optional<std::uint32_t> EventLines::line(const Event& event) const {
  const std::uint32_t pixel = event.y / pool_y * columns() + event.x / pool_x;
  switch (polarity) {
    case PolarityUse::separate:
      return event.on ? pixel + columns() * rows() : pixel;
    case PolarityUse::on:
      return event.on ? std::optional(pixel) : std::nullopt;
    case PolarityUse::off:
      return event.on ? std::nullopt : std::optional(pixel);
    case PolarityUse::merged:
      break;
  }
  return pixel;
}

std::vector<LineEvent> EventFiles::events(std::size_t i) const {
  const EventRecording recording =
      read_events(files_[i].path, {.chip = chip_, .size = lines_.sensor});
  std::vector<LineEvent> events;
  events.reserve(recording.events.size());
  for (const Event& event : recording.events) {
    if (const auto line = lines_.line(event)) {
      events.push_back({event.t - recording.start(), *line});
    }
  }
  return events;
}

std::vector<LineEvent> SpikeListEvents::events(std::size_t i) const {
  std::vector<LineEvent> events;
  for (const ListedSpike& spike : file_->spikes(i)) events.push_back({spike.t, spike.unit});
  return events;
}

std::string SpikeListEvents::name(std::size_t i) const {
  return fmt::format("{}: sample {}", name_, i);
}

Time EventSamples::tick_of(std::int64_t microseconds) const {
  const double tick = resolution_.tick() * 1e3;  // [us]
  const double whole = std::round(tick);
  // Whole microseconds are divided as they are, so that no rounding moves an event.
  if (whole >= 1.0 && std::abs(tick - whole) < 1e-9 * whole) {
    return {microseconds / static_cast<std::int64_t>(whole)};
  }
  return {static_cast<std::int64_t>(std::floor(static_cast<double>(microseconds) / tick))};
}

Sample EventSamples::load(std::size_t i, std::uint32_t) const {
  constexpr std::int64_t most_ticks = 10'000'000;
  const std::vector<LineEvent> events = events_->events(i);
  Time end = duration_;
  if (end.ticks == 0) {
    end = events.empty() ? Time{1} : tick_of(events.back().t) + Time{1};
    if (end.ticks > most_ticks) {
      throw ConfigError(
          {Diagnostic{{events_->name(i)},
                      {},
                      fmt::format("the recording lasts {} us, more than 10^7 ticks of {} ms",
                                  events.back().t, resolution_.tick()),
                      "give input.duration"}});
    }
  }
  std::vector<Spike> spikes;
  spikes.reserve(events.size());
  for (const LineEvent& event : events) {
    const Time t = tick_of(event.t);
    if (t >= end) break;
    spikes.push_back({t, event.line});
  }
  return {SpikeTable(std::move(spikes)), end};
}

}  // namespace meniscus
