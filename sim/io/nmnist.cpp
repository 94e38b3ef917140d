#include "sim/io/event_formats.hpp"

namespace meniscus::detail {

// No header; 5 bytes an event: x, y, then a big-endian word of polarity (bit 23) and time in us.
// The clock starts with the recording.
EventRecording read_nmnist(ByteCursor& file) {
  constexpr std::size_t event_bytes = 5;
  constexpr std::uint8_t overflow_y = 240;  ///< marks that the clock has begun again
  constexpr std::int64_t overflow = 8192;   ///< [us]
  file.require_whole(event_bytes, "events");
  EventRecording recording{.events = {}, .own_clock = true};
  recording.events.reserve(file.remaining() / event_bytes);
  std::int64_t base = 0;
  while (file.remaining() > 0) {
    const auto b = file.take(event_bytes, "an event");
    if (b[1] == overflow_y) {
      base += overflow;
      continue;
    }
    const std::int64_t t = (b[2] & 0x7f) << 16 | b[3] << 8 | b[4];
    recording.events.push_back({base + t, b[0], b[1], (b[2] & 0x80) != 0});
  }
  return recording;
}

}  // namespace meniscus::detail
