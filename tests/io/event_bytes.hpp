#pragma once

#include <cstdint>
#include <string>

namespace meniscus {

/// An unsigned number, lowest byte first.
inline std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i);
  return text;
}

/// An unsigned number, highest byte first.
inline std::string big(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> 8 * i);
  return text;
}

/// An event as N-MNIST stores it.
inline std::string nmnist_event(unsigned x, unsigned y, bool on, std::uint32_t t) {
  return big(x, 1) + big(y, 1) + big((on ? 1u << 23 : 0u) | t, 3);
}

/// A FlatBuffer whose root table has the fields `fields`: their bytes as they stand in the table,
/// each 8 of them. What the fields point to follows in `more`.
inline std::string flat_buffer(const std::string& identifier, const std::string& fields,
                               const std::string& more) {
  const auto count = fields.size() / 8;
  const auto vtable_size = 4 + 2 * count;
  std::string vtable = little(vtable_size, 2) + little(4 + 8 * count, 2);
  for (std::size_t f = 0; f < count; ++f) vtable += little(4 + 8 * f, 2);
  const auto table_at = 8 + vtable_size;
  return little(table_at, 4) + identifier + vtable + little(vtable_size, 4) + fields + more;
}

/// A packet of AEDAT 4 with one event.
inline std::string aedat4_packet(std::int64_t t, unsigned x, unsigned y, bool on) {
  const std::string event = little(static_cast<std::uint64_t>(t), 8) + little(x, 2) + little(y, 2) +
                            little(on ? 1 : 0, 4);
  // The vector begins where the fields end, 8 bytes after its own field.
  const std::string content = flat_buffer("EVTS", little(8, 8), little(1, 4) + event);
  return little(content.size(), 4) + content;
}

/// A file of AEDAT 4 of packets that are compressed already.
inline std::string aedat4_file(int compression, const std::string& packets,
                               const std::string& xml = "") {
  const std::string info = little(xml.size(), 4) + xml;
  const std::string header = flat_buffer(
      "IOHE", little(static_cast<unsigned>(compression), 8) + little(~0ull, 8) + little(8, 8),
      info);
  return "#!AER-DAT4.0\r\n" + little(header.size(), 4) + header + packets;
}

/// What stands before a packet's content.
inline std::string aedat4_framed(const std::string& content) {
  return little(0, 4) + little(content.size(), 4) + content;
}

/// A Zstandard frame (RFC 8878) of one raw block of less than 256 bytes.
inline std::string zstd_frame(const std::string& content) {
  return little(0xfd2fb528, 4) + little(0x20, 1) + little(content.size(), 1) +
         little(content.size() << 3 | 1, 3) + content;
}

/// An LZ4 frame of one block that is stored as it is; its header's checksum is that of these
/// flags.
inline std::string lz4_frame(const std::string& content) {
  return little(0x184d2204, 4) + little(0x60, 1) + little(0x40, 1) + little(0x82, 1) +
         little(content.size() | 0x8000'0000, 4) + content + little(0, 4);
}

}  // namespace meniscus
