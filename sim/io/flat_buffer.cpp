#include "sim/io/flat_buffer.hpp"

#include <bit>
#include <cstring>

namespace meniscus {

namespace {

template <class T>
std::optional<T> number(std::span<const std::uint8_t> buffer, std::size_t at) {
  static_assert(std::endian::native == std::endian::little);
  if (at > buffer.size() || buffer.size() - at < sizeof(T)) return std::nullopt;
  T value{};
  std::memcpy(&value, buffer.data() + at, sizeof(T));
  return value;
}

}  // namespace

std::optional<FlatTable> FlatTable::root(std::span<const std::uint8_t> buffer,
                                         std::string_view identifier) {
  if (buffer.size() < 8) return std::nullopt;
  if (std::memcmp(buffer.data() + 4, identifier.data(), 4) != 0) return std::nullopt;
  const auto table = number<std::uint32_t>(buffer, 0);
  if (!number<std::int32_t>(buffer, *table)) return std::nullopt;
  return FlatTable(buffer, *table);
}

/// Where a field stands in the buffer; 0 if it is absent.
std::size_t FlatTable::place(std::uint32_t field) const {
  const auto back = number<std::int32_t>(buffer_, table_);
  const std::int64_t vtable = static_cast<std::int64_t>(table_) - *back;
  if (vtable < 0) return 0;
  const auto at = static_cast<std::size_t>(vtable);
  const auto size = number<std::uint16_t>(buffer_, at);
  const std::size_t entry = 4 + 2 * std::size_t{field};
  if (!size || entry + 2 > *size) return 0;
  const auto offset = number<std::uint16_t>(buffer_, at + entry);
  return !offset || *offset == 0 ? 0 : table_ + *offset;
}

std::optional<std::int32_t> FlatTable::int32(std::uint32_t field) const {
  const std::size_t at = place(field);
  return at == 0 ? std::nullopt : number<std::int32_t>(buffer_, at);
}

std::optional<std::int64_t> FlatTable::int64(std::uint32_t field) const {
  const std::size_t at = place(field);
  return at == 0 ? std::nullopt : number<std::int64_t>(buffer_, at);
}

std::optional<std::span<const std::uint8_t>> FlatTable::vector(std::uint32_t field,
                                                               std::size_t size) const {
  const std::size_t at = place(field);
  const auto offset = at == 0 ? std::nullopt : number<std::uint32_t>(buffer_, at);
  const auto count = offset ? number<std::uint32_t>(buffer_, at + *offset) : std::nullopt;
  if (!count) return std::nullopt;
  const std::size_t begin = at + *offset + 4;
  if (*count > (buffer_.size() - begin) / size) return std::nullopt;
  return buffer_.subspan(begin, *count * size);
}

std::optional<std::string_view> FlatTable::text(std::uint32_t field) const {
  const auto bytes = vector(field, 1);
  if (!bytes) return std::nullopt;
  return std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

std::optional<std::span<const std::uint8_t>> FlatTable::structures(std::uint32_t field,
                                                                   std::size_t size) const {
  return vector(field, size);
}

}  // namespace meniscus
