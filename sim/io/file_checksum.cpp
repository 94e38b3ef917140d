#include "sim/io/file_checksum.hpp"

#include <cerrno>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/gzip.hpp"

namespace meniscus {

namespace {

constexpr std::string_view begin_of_line = "\nmeniscus checksum crc32 ";

std::string line_of(const Checksum& sum) {
  return fmt::format("{}{:08x} of {:020} bytes\n", begin_of_line, sum.crc32, sum.bytes);
}

std::string last_bytes(const std::filesystem::path& name, std::uint64_t from, std::size_t count) {
  std::ifstream file(name, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(from));
  std::string bytes(count, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(count)))
    throw IoError(fmt::format("{}: can't be read", name.string()));
  return bytes;
}

}  // namespace

void append_checksum(const std::filesystem::path& name) {
  const std::string line = line_of(checksum(name));
  std::ofstream file(name, std::ios::binary | std::ios::app);
  file.write(line.data(), static_cast<std::streamsize>(line.size()));
  file.close();
  if (!file) throw IoError(fmt::format("{}: can't write its checksum", name.string()));
}

void verify_checksum(const std::filesystem::path& name) {
  const std::size_t length = line_of({}).size();
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(name, error);
  if (error) throw IoError(fmt::format("{}: can't be read: {}", name.string(), error.message()));
  const std::string line = size < length ? "" : last_bytes(name, size - length, length);
  if (!line.starts_with(begin_of_line))
    throw IoError(
        fmt::format("{}: does not end with its checksum: truncated, damaged there, or "
                    "written by another program since",
                    name.string()));
  if (line != line_of(checksum(name, size - length)))
    throw IoError(fmt::format("{}: damaged: its bytes are not those that its checksum was made of",
                              name.string()));
}

}  // namespace meniscus
