#include "sim/io/result_records.hpp"

#include <array>
#include <cstring>
#include <type_traits>
#include <utility>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// Data begin at such a byte of the frame, so that they can be used where they are.
constexpr std::size_t alignment = 8;

class Encoder {
 public:
  explicit Encoder(std::vector<std::uint8_t>& frame) : frame_(frame) {}

  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void operator()(T value) { append(&value, sizeof value); }

  void operator()(const std::string& text) {
    (*this)(std::uint64_t{text.size()});
    append(text.data(), text.size());
  }
  template <class T>
  void operator()(const std::vector<T>& values) {
    (*this)(std::uint64_t{values.size()});
    for (const T& value : values) (*this)(value);
  }

  /// What stands before data.
  void operator()(std::span<const std::uint8_t> bytes) {
    (*this)(std::uint64_t{bytes.size()});
    frame_.resize((frame_.size() + alignment - 1) / alignment * alignment);
  }

 private:
  void append(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    frame_.insert(frame_.end(), bytes, bytes + size);
  }

  std::vector<std::uint8_t>& frame_;
};

class Decoder {
 public:
  explicit Decoder(ByteCursor& frame) : frame_(frame) {}

  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(T& value) {
    std::memcpy(&value, frame_.take(sizeof value, "a value").data(), sizeof value);
  }

  void operator()(Hdf5Type& type) {
    const auto value = frame_.little<std::uint8_t>("a type");
    if (value > static_cast<std::uint8_t>(Hdf5Type::f64))
      frame_.refuse(fmt::format("expected a type of numbers, got {}", value));
    type = static_cast<Hdf5Type>(value);
  }
  void operator()(TextsRecord::Shape& shape) {
    shape = frame_.little<std::uint8_t>("a shape") == 0 ? TextsRecord::Shape::one
                                                        : TextsRecord::Shape::list;
  }
  void operator()(std::string& text) {
    const auto bytes = frame_.take(count(1), "a text");
    text.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  template <class T>
  void operator()(std::vector<T>& values) {
    // A text takes 8 bytes at least.
    values.resize(count(std::is_arithmetic_v<T> ? sizeof(T) : 8));
    for (T& value : values) (*this)(value);
  }
  void operator()(std::span<const std::uint8_t>& bytes) {
    std::uint64_t size = 0;
    (*this)(size);
    frame_.take((alignment - frame_.offset() % alignment) % alignment, "padding");
    bytes = frame_.take(size, "data");
  }

 private:
  /// The length of a list, whose values take `each` bytes at least.
  std::size_t count(std::size_t each) {
    std::uint64_t count = 0;
    (*this)(count);
    if (count > frame_.remaining() / each)
      frame_.refuse(
          fmt::format("expected at most {} values, got {}", frame_.remaining() / each, count));
    return count;
  }

  ByteCursor& frame_;
};

// The order of each record's members, once for both directions.

template <class Coder, class R>
void visit_members(Coder& code, R& record) {
  using T = std::remove_const_t<R>;
  if constexpr (std::is_same_v<T, DataRecord>) {
    code(record.path), code(record.unit), code(record.type), code(record.extents);
    code(record.bytes);
  } else if constexpr (std::is_same_v<T, TextsRecord>) {
    code(record.path), code(record.shape), code(record.texts);
  } else if constexpr (std::is_same_v<T, AttributeRecord>) {
    code(record.path), code(record.name), code(record.text);
  } else if constexpr (std::is_same_v<T, SpikeSeries>) {
    code(record.population), code(record.size), code(record.tick);
  } else if constexpr (std::is_same_v<T, StateSeries>) {
    code(record.population), code(record.variable), code(record.unit), code(record.neurons);
    code(record.step);
  } else if constexpr (std::is_same_v<T, FeatureSeries>) {
    code(record.part), code(record.type), code(record.columns), code(record.labels);
  } else if constexpr (std::is_same_v<T, PieceRecord>) {
    code(record.series), code(record.index), code(record.bytes);
  } else if constexpr (std::is_same_v<T, ReachedRecord>) {
    code(record.ms);
  }
}

template <std::size_t kind = 0>
Record empty_record(std::size_t wanted) {
  if constexpr (kind + 1 < std::variant_size_v<Record>) {
    if (wanted != kind) return empty_record<kind + 1>(wanted);
  }
  return Record(std::in_place_index<kind>);
}

std::span<const std::uint8_t> bytes_of(const Record& record) {
  if (const auto* data = std::get_if<DataRecord>(&record)) return data->bytes;
  if (const auto* piece = std::get_if<PieceRecord>(&record)) return piece->bytes;
  return {};
}

}  // namespace

std::size_t size_of(Hdf5Type type) {
  return std::array<std::size_t, 7>{1, 2, 4, 8, 8, 4, 8}[static_cast<std::size_t>(type)];
}

void encode_head(std::vector<std::uint8_t>& frame, const Record& record) {
  Encoder code(frame);
  code(static_cast<std::uint8_t>(record.index()));
  std::visit([&](const auto& r) { visit_members(code, r); }, record);
}

void encode(std::vector<std::uint8_t>& frame, const Record& record) {
  encode_head(frame, record);
  const auto bytes = bytes_of(record);
  frame.insert(frame.end(), bytes.begin(), bytes.end());
}

Record decode(ByteCursor& frame) {
  const std::size_t begin = frame.offset();
  const auto kind = frame.little<std::uint8_t>("a record's kind");
  if (kind >= std::variant_size_v<Record>)
    frame.refuse(begin, fmt::format("expected a record, got one of the unknown kind {}", kind));
  Record record = empty_record(kind);
  Decoder code(frame);
  std::visit([&](auto& r) { visit_members(code, r); }, record);
  return record;
}

}  // namespace meniscus
