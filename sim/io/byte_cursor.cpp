#include "sim/io/byte_cursor.hpp"

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/gzip.hpp"

namespace meniscus {

void ByteCursor::refuse(std::size_t at, std::string_view message) const {
  throw ConfigError({Diagnostic{{name_}, {}, fmt::format("byte {}: {}", at, message), {}}});
}

std::span<const std::uint8_t> ByteCursor::take(std::size_t count, std::string_view what) {
  if (count > remaining()) {
    refuse(fmt::format("truncated: expected {} bytes of {}, the content ends after {}", count, what,
                       remaining()));
  }
  at_ += count;
  return bytes_.subspan(at_ - count, count);
}

std::string_view ByteCursor::header_line(char mark) {
  const auto left = rest();
  if (left.empty() || left.front() != static_cast<std::uint8_t>(mark)) return {};
  const auto end = std::ranges::find(left, std::uint8_t{'\n'});
  const auto is_text = [](std::uint8_t byte) {
    return byte >= ' ' || byte == '\t' || byte == '\r';
  };
  if (end == left.end() || !std::all_of(left.begin(), end, is_text)) return {};
  const auto length = static_cast<std::size_t>(end - left.begin());
  at_ += length + 1;
  std::string_view line(reinterpret_cast<const char*>(left.data()), length);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void ByteCursor::require_whole(std::size_t size, std::string_view what) const {
  const std::size_t odd = remaining() % size;
  if (odd == 0) return;
  refuse(
      offset() + remaining() - odd,
      fmt::format("truncated: expected {} of {} bytes each, the last one has {}", what, size, odd));
}

std::vector<std::uint8_t> file_bytes(const std::filesystem::path& name) {
  constexpr std::size_t piece = 1 << 16;
  ByteReader reader(name);
  std::vector<std::uint8_t> bytes;
  for (std::size_t size = 0;;) {
    bytes.resize(size + piece);
    const std::size_t got = reader.read(std::span(bytes).subspan(size));
    size += got;
    if (got < piece) {
      bytes.resize(size);
      return bytes;
    }
  }
}

}  // namespace meniscus
