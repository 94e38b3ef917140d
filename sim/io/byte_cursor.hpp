#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meniscus {

/// Bytes of a file read from front to back, none of them beyond the end. Whatever is wrong is a
/// ConfigError with file and byte.
class ByteCursor {
 public:
  /// `name` of the file and `origin`, the byte in it where `bytes` begin, are for messages.
  ByteCursor(std::string name, std::span<const std::uint8_t> bytes, std::size_t origin = 0)
      : name_(std::move(name)), bytes_(bytes), origin_(origin) {}

  /// Complains about what stands at byte `at` of the file.
  [[noreturn]] void refuse(std::size_t at, std::string_view message) const;
  [[noreturn]] void refuse(std::string_view message) const { refuse(offset(), message); }

  const std::string& name() const { return name_; }
  std::size_t offset() const { return origin_ + at_; }  ///< of the next byte in the file
  std::size_t remaining() const { return bytes_.size() - at_; }
  std::span<const std::uint8_t> rest() const { return bytes_.subspan(at_); }

  /// The next `count` bytes; `what` they are is for the message if there are fewer.
  std::span<const std::uint8_t> take(std::size_t count, std::string_view what);

  template <std::unsigned_integral T>
  T little(std::string_view what) {
    static_assert(std::endian::native == std::endian::little);
    T value{};
    std::memcpy(&value, take(sizeof(T), what).data(), sizeof(T));
    return value;
  }
  template <std::unsigned_integral T>
  T big(std::string_view what) {
    T value{};
    for (const std::uint8_t byte : take(sizeof(T), what)) value = static_cast<T>(value << 8 | byte);
    return value;
  }

  /// The next line, without its end, if it begins with `mark` and holds text only; else nothing is
  /// read and the answer is empty.
  std::string_view header_line(char mark);

  /// The rest must be whole records of `size` bytes.
  void require_whole(std::size_t size, std::string_view what) const;

 private:
  std::string name_;
  std::span<const std::uint8_t> bytes_;
  std::size_t origin_;
  std::size_t at_ = 0;
};

/// All bytes of a file, unpacked if it is gzip. Throws ConfigError.
std::vector<std::uint8_t> file_bytes(const std::filesystem::path& name);

}  // namespace meniscus
