#include <cstring>

#include "sim/core/format.hpp"
#include "sim/io/decompress.hpp"
#include "sim/io/event_formats.hpp"
#include "sim/io/flat_buffer.hpp"

namespace meniscus {

namespace {

constexpr std::size_t largest_packet = std::size_t{256} << 20;  ///< [B], unpacked

enum class Compression { none, lz4, zstd };

/// What the file's first FlatBuffer says.
struct Header {
  Compression compression = Compression::none;
  std::size_t data_end = 0;  ///< the packets' [B]
  SensorSize size;           ///< of the stream of events
};

/// The whole number of an attribute in DV's XML, e.g. of `<attr key="sizeX" type="int">320</attr>`.
std::optional<std::uint32_t> attribute(std::string_view xml, std::string_view key) {
  const std::size_t at = xml.find(fmt::format("key=\"{}\"", key));
  const std::size_t value = at == xml.npos ? at : xml.find('>', at);
  return value == xml.npos ? std::nullopt : detail::leading_number(xml.substr(value + 1));
}

/// Attributes of the stream of events follow its type.
SensorSize size_in(std::string_view xml) {
  const std::size_t events = xml.find(">EVTS<");
  if (events == xml.npos) return {};
  xml.remove_prefix(events);
  return {attribute(xml, "sizeX").value_or(0), attribute(xml, "sizeY").value_or(0)};
}

Header read_header(ByteCursor& file) {
  constexpr std::uint32_t compression_field = 0, table_position_field = 1, info_field = 2;
  file.take(14, "version line");
  const auto size = file.little<std::uint32_t>("header size");
  const std::size_t at = file.offset();
  const auto table = FlatTable::root(file.take(size, "header"), "IOHE");
  if (!table) file.refuse(at, "expected the FlatBuffer IOHE");
  Header header;
  const std::int32_t compression = table->int32(compression_field).value_or(0);
  if (compression < 0 || compression > 4) {
    file.refuse(at, fmt::format("expected a compression from 0 to 4, got {}", compression));
  }
  header.compression = compression == 0   ? Compression::none
                       : compression <= 2 ? Compression::lz4
                                          : Compression::zstd;
  const std::int64_t end = table->int64(table_position_field).value_or(-1);
  const std::size_t file_end = file.offset() + file.remaining();
  header.data_end = end < 0 ? file_end : static_cast<std::size_t>(end);  // -1: was never written
  if (header.data_end < file.offset() || header.data_end > file_end) {
    file.refuse(at, fmt::format("truncated: expected a table of packets at byte {}, the file has "
                                "{} bytes",
                                header.data_end, file_end));
  }
  header.size = size_in(table->text(info_field).value_or(""));
  return header;
}

std::vector<std::uint8_t> unpacked(ByteCursor& file, Compression compression, std::size_t size) {
  const std::size_t at = file.offset();
  const auto packed = file.take(size, "a packet");
  if (compression == Compression::none) return {packed.begin(), packed.end()};
  auto content = compression == Compression::lz4 ? unpack_lz4(packed, largest_packet)
                                                 : unpack_zstd(packed, largest_packet);
  if (!content) {
    file.refuse(at, fmt::format("expected a packet of {} bytes compressed by {}", size,
                                compression == Compression::lz4 ? "LZ4" : "Zstandard"));
  }
  return std::move(*content);
}

/// Adds the events of one packet; others (frames, inertial measurements, triggers) have none.
void read_packet(ByteCursor& file, std::size_t at, std::span<const std::uint8_t> content,
                 std::vector<Event>& events) {
  constexpr std::size_t event_bytes = 16;
  constexpr std::size_t prefix = 4;  // the size once more
  const auto table =
      content.size() < prefix ? std::nullopt : FlatTable::root(content.subspan(prefix), "EVTS");
  if (!table) return;
  const auto vector = table->structures(0, event_bytes);
  if (!vector) file.refuse(at, "expected a vector of events in the packet EVTS");
  for (std::size_t i = 0; i < vector->size(); i += event_bytes) {
    const std::uint8_t* b = vector->data() + i;
    Event event;
    std::memcpy(&event.t, b, sizeof event.t);
    std::memcpy(&event.x, b + 8, sizeof event.x);
    std::memcpy(&event.y, b + 10, sizeof event.y);
    event.on = b[12] != 0;
    if (event.t < 0) file.refuse(at, fmt::format("expected times from 0 on, got {}", event.t));
    events.push_back(event);
  }
}

}  // namespace

// A line of text, a FlatBuffer, then packets of little-endian stream, size and content.
EventRecording detail::read_aedat4(ByteCursor& file) {
  const Header header = read_header(file);
  EventRecording recording{.width = header.size.width, .height = header.size.height, .events = {}};
  while (file.offset() < header.data_end) {
    const std::size_t at = file.offset();
    file.little<std::uint32_t>("a packet's stream");
    const auto size = file.little<std::uint32_t>("a packet's size");
    read_packet(file, at, unpacked(file, header.compression, size), recording.events);
  }
  return recording;
}

}  // namespace meniscus
