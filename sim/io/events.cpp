#include "sim/io/events.hpp"

#include <algorithm>
#include <charconv>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/event_formats.hpp"

namespace meniscus {

namespace {

EventRecording read_any(ByteCursor& file, const std::filesystem::path& name,
                        const EventFileHints& hints) {
  const auto bytes = file.rest();
  const std::string_view start(reinterpret_cast<const char*>(bytes.data()),
                               std::min<std::size_t>(bytes.size(), 16));
  const std::filesystem::path unpacked = name.extension() == ".gz" ? name.stem() : name;
  const std::string extension = unpacked.extension().string();
  if (start.starts_with("#!AER-DAT2")) return detail::read_aedat2(file, hints.chip);
  if (!hints.chip.empty()) {
    file.refuse(0, fmt::format("expected AEDAT 2, the only format whose chip ({}) must be named",
                               hints.chip));
  }
  if (start.starts_with("#!AER-DAT4")) return detail::read_aedat4(file);
  if (start.starts_with("%") && extension == ".dat") return detail::read_dat(file);
  if (start.starts_with("%")) return detail::read_evt(file);
  if (extension == ".bin" || extension == ".bs2") return detail::read_nmnist(file);
  file.refuse(
      "expected an event recording: a header #!AER-DAT2.0, #!AER-DAT4.0 or % (DAT, EVT), or a name "
      "that ends in .bin or .bs2");
}

/// The hints win over the file, since some recordings are cropped.
void settle_size(EventRecording& recording, const ByteCursor& file, const SensorSize& size) {
  if (size.width > 0 && size.height > 0) {
    recording.width = size.width;
    recording.height = size.height;
  }
  if (recording.width == 0 || recording.height == 0) {
    throw ConfigError({Diagnostic{
        {file.name()}, {}, "the file doesn't say how large its sensor is", "give its size"}});
  }
}

void check_extents(const EventRecording& recording, const ByteCursor& file) {
  for (std::size_t i = 0; i < recording.events.size(); ++i) {
    const Event& event = recording.events[i];
    if (event.x < recording.width && event.y < recording.height) continue;
    throw ConfigError(
        {Diagnostic{{file.name()},
                    {},
                    fmt::format("event {}: expected an address within {} x {}, got ({}, {})", i,
                                recording.width, recording.height, event.x, event.y),
                    {}}});
  }
}

}  // namespace

EventRecording read_events(const std::filesystem::path& name, const EventFileHints& hints) {
  const std::vector<std::uint8_t> bytes = file_bytes(name);
  ByteCursor file(name.string(), bytes);
  EventRecording recording = read_any(file, name, hints);
  settle_size(recording, file, hints.size);
  check_extents(recording, file);
  // Merged read-out trees and cochleas let time step back by a little.
  std::ranges::stable_sort(recording.events, {}, &Event::t);
  return recording;
}

std::optional<std::uint32_t> detail::leading_number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} ? std::optional(value) : std::nullopt;
}

}  // namespace meniscus
