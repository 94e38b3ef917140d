#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace meniscus {

/// A table of a FlatBuffer (https://flatbuffers.dev/internals), read without its schema: fields are
/// told by their position in it. Nothing is ever read beyond the buffer: what is absent or would
/// reach outside is nothing.
class FlatTable {
 public:
  /// The root table of a buffer whose identifier, its bytes 4 to 7, is `identifier`.
  static std::optional<FlatTable> root(std::span<const std::uint8_t> buffer,
                                       std::string_view identifier);

  std::optional<std::int32_t> int32(std::uint32_t field) const;
  std::optional<std::int64_t> int64(std::uint32_t field) const;
  std::optional<std::string_view> text(std::uint32_t field) const;

  /// A vector of structures of `size` bytes each.
  std::optional<std::span<const std::uint8_t>> structures(std::uint32_t field,
                                                          std::size_t size) const;

 private:
  FlatTable(std::span<const std::uint8_t> buffer, std::size_t table)
      : buffer_(buffer), table_(table) {}

  std::size_t place(std::uint32_t field) const;
  std::optional<std::span<const std::uint8_t>> vector(std::uint32_t field, std::size_t size) const;

  std::span<const std::uint8_t> buffer_;
  std::size_t table_;
};

}  // namespace meniscus
