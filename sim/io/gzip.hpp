#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace meniscus {

/// Reads a file from front to back, unpacking gzip on the way (told by its first two bytes; a name
/// ending in .gz must be gzip). Whatever is wrong with the file is a ConfigError that names it.
class ByteReader {
 public:
  explicit ByteReader(const std::filesystem::path& name);
  ~ByteReader();
  ByteReader(const ByteReader&) = delete;
  ByteReader& operator=(const ByteReader&) = delete;

  /// Fills `bytes` as far as the content reaches; returns how many it was.
  std::size_t read(std::span<std::uint8_t> bytes);

 private:
  std::string name_;
  void* stream_;  ///< zlib's gzFile
};

/// What identifies a file's bytes as they are stored.
struct Checksum {
  std::uint64_t bytes = 0;
  std::uint32_t crc32 = 0;  ///< CRC-32 of gzip and PNG
};

/// Of all bytes of a file, or the first `most`. Throws IoError when the file can't be read.
Checksum checksum(const std::filesystem::path& name, std::uint64_t most = ~std::uint64_t{0});

/// CRC-32 of bytes that follow those of which `before` is the CRC-32.
std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t before = 0);

/// Version of the library in use, e.g. "1.2.13".
std::string gzip_version();

}  // namespace meniscus
