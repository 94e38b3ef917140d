#include "sim/config/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t file_limit = std::size_t{64} << 20;  // bytes

[[noreturn]] void fail(Place place, std::string message) {
  throw ConfigError({Diagnostic{std::move(place), {}, std::move(message), {}}});
}

/// How many bytes the UTF-8 character at the front of `text` has; 0 if it is none (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool no_character = (first == 0xed && byte(1) > 0x9f) || (first == 0xf4 && byte(1) > 0x8f);
  return overlong || no_character ? 0 : length;
}

}  // namespace

void check_text(std::string_view text, const std::string& name, bool has_lines) {
  int line = 1;
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t length = utf8_length(text.substr(i, 4));
    const bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    if (control || length == 0) {
      const Place place =
          has_lines ? Place{name, line, static_cast<int>(i - line_start) + 1} : Place{name, 0, 0};
      fail(place, fmt::format("not a text file: byte 0x{:02x} is {}", c,
                              control ? "a control character" : "no valid UTF-8"));
    }
    i += length;
    if (c == '\n') {
      ++line;
      line_start = i;
    }
  }
}

std::string read_text_file(const std::filesystem::path& path) {
  const Place place{path.string(), 0, 0};
  std::error_code status;
  if (!std::filesystem::exists(path, status)) fail(place, "no such file");
  if (std::filesystem::is_directory(path, status))
    fail(place, "is a directory, expected a YAML file");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(place, fmt::format("can't be read: {}", std::strerror(errno)));
  std::string text;
  std::string piece(std::size_t{1} << 16, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
    text.append(piece, 0, static_cast<std::size_t>(file.gcount()));
    if (text.size() > file_limit) fail(place, fmt::format("larger than {} MiB", file_limit >> 20));
  }
  if (file.bad()) fail(place, "reading failed");
  return text;
}

}  // namespace meniscus
