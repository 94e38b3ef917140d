#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/core/field.hpp"
#include "sim/experiment/samples.hpp"
#include "sim/io/class_folders.hpp"
#include "sim/io/events.hpp"
#include "sim/io/spike_lists.hpp"

namespace meniscus {

/// What becomes of an event's polarity: lines of their own, nothing, or a choice.
enum class PolarityUse : std::uint8_t { separate, merged, on, off };

inline constexpr std::int64_t largest_sensor = 1 << 14;  ///< [pixels], of the widest addresses

/// Which line an event is on: pixels, pooled by whole factors, row by row; with polarities kept
/// apart first all lines of OFF, then those of ON.
struct EventLines {
  SensorSize sensor;
  std::uint32_t pool_x = 1;
  std::uint32_t pool_y = 1;
  PolarityUse polarity = PolarityUse::separate;

  std::uint32_t columns() const { return (sensor.width + pool_x - 1) / pool_x; }
  std::uint32_t rows() const { return (sensor.height + pool_y - 1) / pool_y; }
  std::uint32_t count() const {
    return columns() * rows() * (polarity == PolarityUse::separate ? 2 : 1);
  }
  /// Nothing for an event of a polarity that isn't wanted.
  std::optional<std::uint32_t> line(const Event& event) const;
};

/// An event on a line of a sample.
struct LineEvent {
  std::int64_t t = 0;  ///< since the sample's beginning [us]
  std::uint32_t line = 0;
};

/// Labelled samples as lists of events, each as long as it is.
class EventSource : public LabelledList {
 public:
  virtual std::uint32_t lines() const = 0;

  /// By time, from 0 on; several threads call it at once. Throws ConfigError.
  virtual std::vector<LineEvent> events(std::size_t i) const = 0;

  virtual std::string name(std::size_t i) const = 0;  ///< for messages
};

/// Recordings of an event sensor, a file each.
class EventFiles final : public EventSource {
 public:
  EventFiles(std::vector<ClassFile> files, std::string chip, const EventLines& lines)
      : files_(std::move(files)), chip_(std::move(chip)), lines_(lines) {}

  std::size_t count() const override { return files_.size(); }
  std::uint32_t label(std::size_t i) const override { return files_[i].label; }
  std::uint32_t lines() const override { return lines_.count(); }
  std::vector<LineEvent> events(std::size_t i) const override;
  std::string name(std::size_t i) const override { return files_[i].path.string(); }

 private:
  std::vector<ClassFile> files_;
  std::string chip_;
  EventLines lines_;
};

/// The size of a population whose spikes are listed.
struct SpikeListSize {
  std::uint32_t units = 700;  ///< of the Spiking Heidelberg Digits

  static constexpr auto fields() {
    return std::tuple{field("units", &SpikeListSize::units, unit::none,
                            Range{.low = 1.0, .high = 1 << 24, .text = "from 1 to 16777216"},
                            "input lines")};
  }
};

/// Lists of spikes, a file for all.
class SpikeListEvents final : public EventSource {
 public:
  /// `file` may be null: then there are no samples.
  SpikeListEvents(std::unique_ptr<const SpikeListFile> file, std::string name, std::uint32_t units)
      : file_(std::move(file)), name_(std::move(name)), units_(units) {}

  std::size_t count() const override { return file_ ? file_->labels().size() : 0; }
  std::uint32_t label(std::size_t i) const override { return file_->labels()[i]; }
  std::uint32_t lines() const override { return units_; }
  std::vector<LineEvent> events(std::size_t i) const override;
  std::string name(std::size_t i) const override;

 private:
  std::unique_ptr<const SpikeListFile> file_;
  std::string name_;
  std::uint32_t units_;
};

/// Events as spikes: one at t is in tick floor(t / tick). A sample lasts until the tick of its last
/// event, or `duration` if that is not 0: then what comes later is cut off.
class EventSamples final : public SampleSource {
 public:
  EventSamples(std::shared_ptr<const EventSource> events, Resolution resolution, Time duration)
      : events_(std::move(events)), resolution_(resolution), duration_(duration) {}

  std::size_t count() const override { return events_->count(); }
  std::uint32_t label(std::size_t i) const override { return events_->label(i); }
  std::uint32_t lines() const override { return events_->lines(); }

  /// Throws ConfigError where a sample's own duration is beyond 10^7 ticks.
  Sample load(std::size_t i, std::uint32_t id) const override;

 private:
  Time tick_of(std::int64_t microseconds) const;

  std::shared_ptr<const EventSource> events_;
  Resolution resolution_;
  Time duration_;
};

}  // namespace meniscus
