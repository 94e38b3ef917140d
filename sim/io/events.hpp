#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace meniscus {

/// What an event sensor saw or heard at one of its pixels: x, y of a camera, channel and ear of a
/// cochlea.
struct Event {
  std::int64_t t = 0;  ///< [us]
  std::uint16_t x = 0;
  std::uint16_t y = 0;
  bool on = false;  ///< polarity
};

/// One recording of an event sensor.
struct EventRecording {
  std::uint32_t width = 0;    ///< [pixels]
  std::uint32_t height = 0;   ///< [pixels]
  std::vector<Event> events;  ///< by time, those of the same time as in the file
  bool own_clock = false;     ///< time 0 is the recording's beginning

  /// When the recording begins: with its first event where its clock is the camera's [us].
  std::int64_t start() const { return own_clock || events.empty() ? 0 : events.front().t; }
};

/// The extents of a sensor; 0 stands for what the file says.
struct SensorSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

/// What the file may not say.
struct EventFileHints {
  std::string_view chip = {};  ///< one of event_chips(): the address layout of AEDAT 2
  SensorSize size = {};
};

/// The chips whose AEDAT 2 addresses are known: dvs128, davis240, davis346, davis640 and cochlea.
std::span<const std::string_view> event_chips();

/// Reads a recording whose format is told by its first bytes, or by its extension where it has no
/// header:
///   AEDAT 2 and 4 (jAER, DV; https://docs.inivation.com/software/software-advanced-usage/
///   file-formats), Prophesee DAT, EVT 2 and EVT 3 (https://docs.prophesee.ai/stable/data), and the
///   .bin or .bs2 of N-MNIST (Orchard et al. 2015, doi:10.3389/fnins.2015.00437) and SLAYER.
/// Throws ConfigError with file and byte where the file is none of these, truncated or damaged, or
/// an event lies outside the sensor; also where neither file nor hints tell the sensor's size or
/// chip.
EventRecording read_events(const std::filesystem::path& name, const EventFileHints& hints = {});

}  // namespace meniscus
