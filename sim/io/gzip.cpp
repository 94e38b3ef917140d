#include "sim/io/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

[[noreturn]] void refuse(const std::string& file, std::string message) {
  throw ConfigError({Diagnostic{{file}, {}, std::move(message), {}}});
}

std::string system_message() { return std::generic_category().message(errno); }

gzFile gz(void* stream) { return static_cast<gzFile>(stream); }

}  // namespace

ByteReader::ByteReader(const std::filesystem::path& name) : name_(name.string()), stream_(nullptr) {
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored)) refuse(name_, "expected a file, got a folder");
  if (std::filesystem::is_fifo(name, ignored)) refuse(name_, "expected a file, got a named pipe");
  std::ifstream file(name, std::ios::binary);
  if (!file) refuse(name_, "can't be opened: " + system_message());
  std::array<char, 2> start{};
  file.read(start.data(), start.size());
  if (name.extension() == ".gz" && start != std::array{'\x1f', '\x8b'})
    refuse(name_,
           fmt::format("expected a gzip file (first bytes 1f 8b), got {:02x} {:02x}",
                       static_cast<unsigned char>(start[0]), static_cast<unsigned char>(start[1])));
  stream_ = gzopen(name_.c_str(), "rb");
  if (stream_ == nullptr) refuse(name_, "can't be opened: " + system_message());
  gzbuffer(gz(stream_), 1u << 17);
}

ByteReader::~ByteReader() { gzclose(gz(stream_)); }

std::size_t ByteReader::read(std::span<std::uint8_t> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto wanted = static_cast<unsigned>(std::min<std::size_t>(bytes.size() - done, 1u << 30));
    const int got = gzread(gz(stream_), bytes.data() + done, wanted);
    int status = Z_OK;
    std::string complaint = gzerror(gz(stream_), &status);
    if (complaint.starts_with(name_ + ": ")) complaint.erase(0, name_.size() + 2);
    if (status == Z_BUF_ERROR) refuse(name_, "truncated: the gzip data end too early");
    if (got < 0) refuse(name_, "damaged gzip data: " + complaint);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

Checksum checksum(const std::filesystem::path& name, std::uint64_t most) {
  std::ifstream file(name, std::ios::binary);
  if (!file) throw IoError(fmt::format("{}: can't be opened: {}", name.string(), system_message()));
  Checksum sum;
  std::vector<char> piece(1 << 16);
  const auto wanted = [&] {
    return static_cast<std::streamsize>(std::min<std::uint64_t>(piece.size(), most - sum.bytes));
  };
  while (file.read(piece.data(), wanted()), file.gcount() > 0) {
    const auto count = static_cast<std::size_t>(file.gcount());
    sum.crc32 = crc32({reinterpret_cast<const std::uint8_t*>(piece.data()), count}, sum.crc32);
    sum.bytes += count;
  }
  if (file.bad())
    throw IoError(fmt::format("{}: can't be read: {}", name.string(), system_message()));
  return sum;
}

std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t before) {
  // Given no bytes by null, zlib would begin anew.
  if (bytes.empty()) return before;
  return static_cast<std::uint32_t>(crc32_z(before, bytes.data(), bytes.size()));
}

std::string gzip_version() { return zlibVersion(); }

}  // namespace meniscus
