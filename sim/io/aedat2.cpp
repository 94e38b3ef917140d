#include <algorithm>
#include <array>

#include "sim/core/format.hpp"
#include "sim/io/event_formats.hpp"

namespace meniscus {

namespace {

/// How a chip's 32-bit addresses are read; nothing for a word that is no event.
using Decode = std::optional<Event> (*)(std::uint32_t address);

/// Its bit 0 is 0 for ON, other than a DAVIS's bit 11 (jAER, chip class DVS128).
std::optional<Event> decode_dvs128(std::uint32_t a) {
  const bool special = (a & 0x8000'8000u) != 0;  // external events and marks of synchronisation
  if (special) return std::nullopt;
  return Event{0, static_cast<std::uint16_t>(a >> 1 & 0x7f),
               static_cast<std::uint16_t>(a >> 8 & 0x7f), (a & 1) == 0};
}

std::optional<Event> decode_davis(std::uint32_t a) {
  const bool other_sensor = (a >> 31 & 1) != 0;  // samples of frames and of the inertial unit
  const bool trigger = (a >> 10 & 1) != 0;
  if (other_sensor || trigger) return std::nullopt;
  return Event{0, static_cast<std::uint16_t>(a >> 12 & 0x3ff),
               static_cast<std::uint16_t>(a >> 22 & 0x1ff), (a >> 11 & 1) != 0};
}

std::optional<Event> decode_cochlea(std::uint32_t a) {
  if ((a >> 31 & 1) != 0) return std::nullopt;  // the clock has begun again
  return Event{0, static_cast<std::uint16_t>(a >> 2 & 0x3f), static_cast<std::uint16_t>(a >> 1 & 1),
               (a & 1) != 0};
}

struct Chip {
  std::string_view name;
  std::string_view mark;  ///< in the header's line AEChip
  SensorSize size;
  Decode decode;
};

constexpr std::array<Chip, 5> chips{{{"dvs128", "DVS128", {128, 128}, decode_dvs128},
                                     {"davis240", "DAVIS240", {240, 180}, decode_davis},
                                     {"davis346", "Davis346", {346, 260}, decode_davis},
                                     {"davis640", "Davis640", {640, 480}, decode_davis},
                                     {"cochlea", "ochlea", {64, 2}, decode_cochlea}}};
constexpr auto chip_names = [] {
  std::array<std::string_view, chips.size()> names;
  std::ranges::transform(chips, names.begin(), &Chip::name);
  return names;
}();

/// Skips the header; returns the chip that it names, if any.
const Chip* read_header(ByteCursor& file) {
  const Chip* chip = nullptr;
  for (std::string_view line = file.header_line('#'); !line.empty(); line = file.header_line('#')) {
    if (line.find("AEChip:") != line.npos) {
      const auto* named = std::ranges::find_if(
          chips, [&](const Chip& c) { return line.find(c.mark) != line.npos; });
      if (named != chips.end()) chip = named;
    }
    if (line.starts_with("#End Of ASCII Header")) break;
  }
  return chip;
}

}  // namespace

std::span<const std::string_view> event_chips() { return chip_names; }

// Lines that begin with '#', then 8 bytes an event: big-endian address and time in us.
EventRecording detail::read_aedat2(ByteCursor& file, std::string_view chip_name) {
  constexpr std::size_t event_bytes = 8;
  const Chip* chip = read_header(file);
  if (!chip_name.empty()) chip = std::ranges::find(chips, chip_name, &Chip::name);
  if (chip == nullptr || chip == chips.end()) {
    file.refuse(0, fmt::format("the header names no chip that is known, give one of {}",
                               fmt::join(chip_names, ", ")));
  }
  file.require_whole(event_bytes, "events");
  EventRecording recording{.width = chip->size.width, .height = chip->size.height, .events = {}};
  recording.events.reserve(file.remaining() / event_bytes);
  Unwrapped time(std::int64_t{1} << 32);
  while (file.remaining() > 0) {
    const auto event = chip->decode(file.big<std::uint32_t>("an address"));
    const std::int64_t t = time(file.big<std::uint32_t>("a time"));
    if (!event) continue;
    recording.events.push_back(*event);
    recording.events.back().t = t;
  }
  return recording;
}

}  // namespace meniscus
