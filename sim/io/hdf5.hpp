#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meniscus {

/// The number types a file of ours holds; little-endian on disk.
enum class Hdf5Type : std::uint8_t { u8, u16, u32, u64, i64, f32, f64 };

namespace detail {
template <class T, class... Listed>
constexpr std::size_t position_of() {
  constexpr bool same[] = {std::same_as<T, Listed>...};
  std::size_t position = 0;
  while (position < sizeof...(Listed) && !same[position]) ++position;
  return position;
}
/// Position of T among the number types in the order of Hdf5Type; 7 for any other type.
template <class T>
inline constexpr std::size_t hdf5_position = position_of<
    T, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t, std::int64_t, float, double>();
}  // namespace detail

template <class T>
concept Hdf5Number = detail::hdf5_position<T> < 7;

template <class R>
concept Hdf5Array = std::ranges::contiguous_range<R> && std::ranges::sized_range<R> &&
    Hdf5Number<std::ranges::range_value_t<R>>;

template <Hdf5Number T>
inline constexpr Hdf5Type hdf5_type = static_cast<Hdf5Type>(detail::hdf5_position<T>);

/// An open HDF5 file; objects are named by their path ("/spikes/exc/node_ids"). Missing groups on
/// the way to a new object are created. Datasets above a few kilobytes are chunked, shuffled,
/// compressed and carry a checksum, so that damage is seen. What was written is safe only after
/// `close`.
///
/// Every failure throws IoError with one line: file, what was tried, HDF5's innermost reason. The
/// constructor switches off HDF5's own error printing in the whole process. Not thread-safe, not
/// even for two different files: neither is the library below.
class Hdf5File {
 public:
  enum class Mode { create, read };  ///< `create` replaces an existing file

  Hdf5File(const std::filesystem::path& name, Mode mode);
  ~Hdf5File();
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;

  /// Writes all that is pending and closes the file and everything opened in it.
  void close();

  void create_group(const std::string& path);

  template <Hdf5Number T>
  void write_number(const std::string& path, T value) {
    write_data(path, hdf5_type<T>, {}, &value);
  }

  template <Hdf5Array R>
  void write_vector(const std::string& path, const R& values) {
    write_data(path, hdf5_type<std::ranges::range_value_t<R>>, {std::ranges::size(values)},
               std::ranges::data(values));
  }

  /// `values` is row-major and holds rows * columns numbers.
  template <Hdf5Array R>
  void write_matrix(const std::string& path, std::size_t rows, std::size_t columns,
                    const R& values) {
    require_size(path, std::ranges::size(values), rows, columns);
    write_data(path, hdf5_type<std::ranges::range_value_t<R>>, {rows, columns},
               std::ranges::data(values));
  }

  /// `values` is row-major and holds as many numbers as the product of `extents`.
  template <Hdf5Array R>
  void write_array(const std::string& path, const std::vector<std::uint64_t>& extents,
                   const R& values) {
    std::uint64_t size = 1;
    for (const std::uint64_t extent : extents) size *= extent;
    require_size(path, std::ranges::size(values), size, 1);
    write_data(path, hdf5_type<std::ranges::range_value_t<R>>, extents, std::ranges::data(values));
  }

  /// For numbers whose type is known at run time only; no extents: one number.
  void write_data(const std::string& path, Hdf5Type type, const std::vector<std::uint64_t>& extents,
                  const void* data);

  /// As `write_matrix`, rounded to 32-bit floats on the way.
  void write_rounded_matrix(const std::string& path, std::size_t rows, std::size_t columns,
                            std::span<const double> values);

  /// Variable-length UTF-8; the text ends at its first NUL, if any.
  void write_text(const std::string& path, const std::string& text);
  void write_texts(const std::string& path, std::span<const std::string> texts);
  /// In rows of two.
  void write_text_pairs(const std::string& path, std::span<const std::string> texts);

  // Attributes of the group or dataset at `path`; an attribute of that name is replaced.

  template <Hdf5Number T>
  void write_attribute(const std::string& path, const std::string& name, T value) {
    write_attribute_data(path, name, hdf5_type<T>, {}, &value);
  }
  template <Hdf5Array R>
  void write_attribute(const std::string& path, const std::string& name, const R& values) {
    write_attribute_data(path, name, hdf5_type<std::ranges::range_value_t<R>>,
                         {std::ranges::size(values)}, std::ranges::data(values));
  }
  void write_attribute(const std::string& path, const std::string& name, const std::string& text);

  void write_texts_attribute(const std::string& path, const std::string& name,
                             std::span<const std::string> texts);

  /// A reference to the object at `target`, which must be there.
  void write_reference_attribute(const std::string& path, const std::string& name,
                                 const std::string& target);

  /// An HDF5 enumeration over u8 with `members` numbered from 0.
  void write_enum_attribute(const std::string& path, const std::string& name,
                            std::span<const std::string> members, std::uint8_t value);

  bool contains(const std::string& path) const;

  /// Names in the group at `path`, sorted.
  std::vector<std::string> names(const std::string& path) const;

  /// Extents of a dataset: none for a scalar.
  std::vector<std::uint64_t> shape(const std::string& path) const;

  /// "u8" … "f64", "text" (variable length), "fixed text", "enum u8", "list of f32" or
  /// "other".
  std::string type(const std::string& path) const;

  /// All numbers of a dataset, row-major. Refuses a stored type that T can't hold exactly, sizes
  /// above 8 GiB, and those above 64 MiB that the file is too small to hold.
  template <Hdf5Number T>
  std::vector<T> read(const std::string& path) const {
    std::vector<T> values(count(path, sizeof(T)));
    read_data(path, hdf5_type<T>, values.data());
    return values;
  }

  /// Entry `row` of a one-dimensional dataset of variable-length lists of numbers. Refuses a stored
  /// type that T can't hold exactly.
  template <Hdf5Number T>
  std::vector<T> read_list(const std::string& path, std::uint64_t row) const {
    std::vector<T> values;
    read_list_data(path, row, hdf5_type<T>, [&](const void* data, std::size_t count) {
      const auto* numbers = static_cast<const T*>(data);
      values.assign(numbers, numbers + count);
    });
    return values;
  }

  std::vector<std::string> read_texts(const std::string& path) const;
  std::string read_text(const std::string& path) const;

  bool has_attribute(const std::string& path, const std::string& name) const;
  std::string attribute_type(const std::string& path, const std::string& name) const;

  template <Hdf5Number T>
  std::vector<T> read_attribute(const std::string& path, const std::string& name) const {
    std::vector<T> values(attribute_count(path, name));
    read_attribute_data(path, name, hdf5_type<T>, values.data());
    return values;
  }
  std::string read_text_attribute(const std::string& path, const std::string& name) const;

  /// The name of an enumeration's value.
  std::string read_enum_attribute(const std::string& path, const std::string& name) const;

  const std::string& name() const { return name_; }

 private:
  friend class Hdf5Pieces;
  using Extents = std::vector<std::uint64_t>;

  void require_written() const;
  void require_size(const std::string& path, std::size_t size, std::size_t rows,
                    std::size_t columns) const;
  void write_attribute_data(const std::string& path, const std::string& name, Hdf5Type type,
                            const Extents& extents, const void* data);
  /// A new dataset's identifier, which the caller closes.
  std::int64_t create(const std::string& path, std::int64_t stored, const Extents& extents);
  // `stored` and `given` are HDF5's identifiers of the types in the file and in memory.
  void put(const std::string& path, std::int64_t stored, std::int64_t given, const Extents& extents,
           const void* data);
  void put_attribute(const std::string& path, const std::string& name, std::int64_t stored,
                     std::int64_t given, const Extents& extents, const void* data);
  std::size_t count(const std::string& path, std::size_t bytes_each) const;
  void read_data(const std::string& path, Hdf5Type type, void* data) const;
  void read_list_data(const std::string& path, std::uint64_t row, Hdf5Type type,
                      const std::function<void(const void*, std::size_t)>& take) const;
  std::size_t attribute_count(const std::string& path, const std::string& name) const;
  void read_attribute_data(const std::string& path, const std::string& name, Hdf5Type type,
                           void* data) const;

  std::string name_;
  std::int64_t id_;      ///< HDF5's hid_t; negative when closed
  int write_error_ = 0;  ///< errno of the first failed write to disk
};

/// A dataset that is written piece by piece, and is in the end as if written at once. It ends with
/// its file: `append` after `close` is an IoError.
class Hdf5Pieces {
 public:
  /// `extents` are those of the whole, at least one.
  Hdf5Pieces(Hdf5File& file, const std::string& path, Hdf5Type type,
             const std::vector<std::uint64_t>& extents);
  ~Hdf5Pieces();
  Hdf5Pieces(const Hdf5Pieces&) = delete;
  Hdf5Pieces& operator=(const Hdf5Pieces&) = delete;

  /// Adds whole rows behind those that are there; they are converted to the dataset's type. Better
  /// few long pieces than many short ones: each costs about 20 µs.
  template <Hdf5Array R>
  void append(const R& values) {
    append_data(hdf5_type<std::ranges::range_value_t<R>>, std::ranges::data(values),
                std::ranges::size(values));
  }

 private:
  void append_data(Hdf5Type type, const void* data, std::size_t count);

  Hdf5File& file_;
  std::string path_;
  std::int64_t id_;
  std::vector<std::uint64_t> extents_;
  std::uint64_t rows_ = 0;  ///< written
};

/// Version of the library in use, e.g. "1.10.8".
std::string hdf5_version();

}  // namespace meniscus
