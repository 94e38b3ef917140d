#include <array>
#include <string>

#include "sim/core/format.hpp"
#include "sim/io/event_formats.hpp"

namespace meniscus::detail {

namespace {

/// What the text at the head of a Prophesee file says.
struct Header {
  SensorSize size;
  int evt = 0;  ///< major version of EVT; 0: none
};

/// The number after `key` in a line, anywhere.
std::optional<std::uint32_t> number_after(std::string_view line, std::string_view key) {
  const std::size_t at = line.find(key);
  return at == line.npos ? std::nullopt : leading_number(line.substr(at + key.size()));
}

/// Older recordings name their camera only.
std::optional<SensorSize> size_of_plugin(std::string_view line) {
  struct Camera {
    std::string_view plugin;
    SensorSize size;
  };
  constexpr std::array<Camera, 2> cameras{
      {{"hal_plugin_gen3", {640, 480}}, {"hal_plugin_gen4", {1280, 720}}}};
  for (const Camera& camera : cameras) {
    if (line.find(camera.plugin) != line.npos) return camera.size;
  }
  return std::nullopt;
}

void read_line(std::string_view line, Header& header) {
  if (const auto size = size_of_plugin(line); size && header.size.width == 0) header.size = *size;
  for (const std::string_view key : {"% Width ", "width=", "% geometry "}) {
    if (const auto width = number_after(line, key)) header.size.width = *width;
  }
  for (const std::string_view key : {"% Height ", "height="}) {
    if (const auto height = number_after(line, key)) header.size.height = *height;
  }
  if (line.starts_with("% geometry ")) {
    if (const auto height = number_after(line, "x")) header.size.height = *height;
  }
  for (const std::string_view key : {"% evt ", "% format EVT"}) {
    if (const auto version = number_after(line, key)) header.evt = static_cast<int>(*version);
  }
}

Header read_header(ByteCursor& file) {
  Header header;
  for (std::string_view line = file.header_line('%'); !line.empty() && line != "% end";
       line = file.header_line('%')) {
    read_line(line, header);
  }
  return header;
}

void read_evt2(ByteCursor& file, std::vector<Event>& events) {
  file.require_whole(sizeof(std::uint32_t), "words");
  Unwrapped high(std::int64_t{1} << 28);
  std::int64_t base = -1;  // what comes before the first TIME_HIGH has no time
  while (file.remaining() > 0) {
    const auto word = file.little<std::uint32_t>("a word");
    const std::uint32_t type = word >> 28;
    if (type == 8) {
      base = high(word & 0x0fff'ffff) << 6;
    } else if (type <= 1 && base >= 0) {
      events.push_back({base + (word >> 22 & 0x3f), static_cast<std::uint16_t>(word >> 11 & 0x7ff),
                        static_cast<std::uint16_t>(word & 0x7ff), type == 1});
    }
  }
}

/// The state that EVT 3's words change one by one.
class Evt3 {
 public:
  explicit Evt3(std::vector<Event>& events) : events_(events) {}

  void word(std::uint16_t word) {
    const auto value = static_cast<std::uint16_t>(word & 0x0fff);
    switch (word >> 12) {
      case 0x0:
        y_ = value & 0x7ff;
        break;
      case 0x2:
        add(value & 0x7ff, (value & 0x800) != 0);
        break;
      case 0x3:
        base_x_ = value & 0x7ff;
        on_ = (value & 0x800) != 0;
        break;
      case 0x4:
        vector(value, 12);
        break;
      case 0x5:
        vector(value & 0xff, 8);
        break;
      case 0x6:
        low_ = value;
        break;
      case 0x8:
        high_ = unwrapped_(value);
        break;
      default:
        break;  // triggers and the camera's own messages
    }
  }

 private:
  void add(std::uint32_t x, bool on) {
    if (high_ < 0) return;  // before the first TIME_HIGH there is no time
    events_.push_back({high_ << 12 | low_, static_cast<std::uint16_t>(x), y_, on});
  }

  void vector(std::uint32_t mask, std::uint32_t size) {
    for (std::uint32_t i = 0; i < size; ++i) {
      if ((mask >> i & 1) != 0) add(base_x_ + i, on_);
    }
    base_x_ += size;
  }

  std::vector<Event>& events_;
  Unwrapped unwrapped_{std::int64_t{1} << 12};
  std::int64_t high_ = -1;
  std::int64_t low_ = 0;
  std::uint32_t base_x_ = 0;
  std::uint16_t y_ = 0;
  bool on_ = false;
};

void read_evt3(ByteCursor& file, std::vector<Event>& events) {
  file.require_whole(sizeof(std::uint16_t), "words");
  Evt3 decoder(events);
  while (file.remaining() > 0) decoder.word(file.little<std::uint16_t>("a word"));
}

}  // namespace

EventRecording read_evt(ByteCursor& file) {
  const Header header = read_header(file);
  EventRecording recording{.width = header.size.width, .height = header.size.height, .events = {}};
  if (header.evt == 2) {
    read_evt2(file, recording.events);
  } else if (header.evt == 3) {
    read_evt3(file, recording.events);
  } else {
    file.refuse(0, "expected a header with \"% evt 2.0\" or \"% evt 3.0\"");
  }
  return recording;
}

// A text header, a byte each of event type and size, then time in us and packed address.
EventRecording read_dat(ByteCursor& file) {
  constexpr std::uint8_t change_type = 0, wide_change_type = 12;
  constexpr std::uint8_t event_bytes = 8;
  const Header header = read_header(file);
  const auto kind = file.take(2, "event type and size");
  if ((kind[0] != change_type && kind[0] != wide_change_type) || kind[1] != event_bytes) {
    file.refuse(file.offset() - 2, fmt::format("expected events of type 0 or 12 and size 8, got "
                                               "type {} and size {}",
                                               kind[0], kind[1]));
  }
  file.require_whole(event_bytes, "events");
  EventRecording recording{.width = header.size.width, .height = header.size.height, .events = {}};
  recording.events.reserve(file.remaining() / event_bytes);
  Unwrapped time(std::int64_t{1} << 32);
  while (file.remaining() > 0) {
    const std::int64_t t = time(file.little<std::uint32_t>("a time"));
    const auto a = file.little<std::uint32_t>("an address");
    recording.events.push_back({t, static_cast<std::uint16_t>(a & 0x3fff),
                                static_cast<std::uint16_t>(a >> 14 & 0x3fff), (a >> 28 & 1) != 0});
  }
  return recording;
}

}  // namespace meniscus::detail
