#include <algorithm>
#include <array>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5_detail.hpp"

namespace meniscus {

using detail::checked;
using detail::Handle;
using detail::memory_type;

namespace {

constexpr std::uint64_t largest_read = std::uint64_t{8} << 30;  ///< [B]

// A dataset that was never written, or a damaged one, may claim any extent. Compressed data unpack
// to at most 1032 times their size (zlib.net/zlib_tech.html), so larger claims are not believed.
constexpr std::uint64_t always_read = std::uint64_t{64} << 20;  ///< [B]
constexpr std::uint64_t most_compression = 1032;

std::string type_text(hid_t type) {
  const auto number = [](hid_t t, char letter) {
    return fmt::format("{}{}", letter, 8 * H5Tget_size(t));
  };
  const auto integer = [&](hid_t t) {
    return number(t, H5Tget_sign(t) == H5T_SGN_NONE ? 'u' : 'i');
  };
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      return integer(type);
    case H5T_FLOAT:
      return number(type, 'f');
    case H5T_STRING:
      return H5Tis_variable_str(type) > 0 ? "text" : "fixed text";
    case H5T_ENUM:
      return "enum " + integer(Handle(H5Tget_super(type), H5Tclose));
    case H5T_VLEN:
      return "list of " + type_text(Handle(H5Tget_super(type), H5Tclose));
    default:
      return "other";
  }
}

/// A number of type `stored` can be held by `wanted` exactly.
bool fits(hid_t stored, hid_t wanted) {
  const auto kind = H5Tget_class(stored);
  if (kind != H5Tget_class(wanted)) return false;
  const std::size_t have = H5Tget_size(stored), room = H5Tget_size(wanted);
  if (kind == H5T_FLOAT || H5Tget_sign(stored) == H5Tget_sign(wanted)) return have <= room;
  return H5Tget_sign(stored) == H5T_SGN_NONE && have < room;
}

std::vector<std::uint64_t> extents_of(hid_t space) {
  std::vector<hsize_t> sizes(
      static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space))));
  H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  return {sizes.begin(), sizes.end()};
}

/// Reads `count` strings of either kind; `read(memory type, buffer)` fetches, and its failure is
/// told.
template <class Read>
std::vector<std::string> strings(hid_t type, hid_t space, std::size_t count, const Read& read) {
  std::vector<std::string> texts;
  if (H5Tis_variable_str(type) > 0) {
    std::vector<char*> pointers(count, nullptr);
    read(type, pointers.data());
    for (const char* p : pointers) texts.emplace_back(p == nullptr ? "" : p);
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
    return texts;
  }
  const std::size_t size = H5Tget_size(type);
  std::string bytes(count * size, '\0');
  read(type, bytes.data());
  for (std::size_t k = 0; k < count; ++k) {
    const std::string text = bytes.substr(k * size, size);
    texts.push_back(text.substr(0, text.find('\0')));
  }
  return texts;
}

/// An open dataset or attribute with its type and extents.
struct Opened {
  Opened(hid_t dataset_or_attribute, herr_t (*close)(hid_t), hid_t (*type_of)(hid_t),
         hid_t (*space_of_it)(hid_t))
      : object(dataset_or_attribute, close),
        type(type_of(object), H5Tclose),
        space(space_of_it(object), H5Sclose) {}
  Handle object, type, space;
};

Opened open_dataset(hid_t file, std::string_view name, const std::string& path) {
  const hid_t id = checked(H5Dopen2(file, path.c_str(), H5P_DEFAULT), name, "open", path);
  return {id, H5Dclose, H5Dget_type, H5Dget_space};
}

Opened open_attribute(hid_t file, std::string_view name, const std::string& path,
                      const std::string& attribute) {
  const hid_t id = H5Aopen_by_name(file, path.c_str(), attribute.c_str(), H5P_DEFAULT, H5P_DEFAULT);
  return {checked(id, name, "open attribute", attribute), H5Aclose, H5Aget_type, H5Aget_space};
}

void require_fit(const Opened& opened, Hdf5Type type, std::string_view file,
                 std::string_view path) {
  if (!fits(opened.type, memory_type(type)))
    throw IoError(fmt::format("{}: {}: expected {}, got {}", file, path,
                              type_text(memory_type(type)), type_text(opened.type)));
}

void require_text(const Opened& opened, std::string_view file, std::string_view path) {
  if (H5Tget_class(opened.type) != H5T_STRING)
    throw IoError(fmt::format("{}: {}: expected text, got {}", file, path, type_text(opened.type)));
}

/// The number of values of something in a file, of so many bytes each in memory. Throws IoError
/// that begins with `name` where these can't be.
std::size_t believed_count(hid_t file, hid_t space, std::size_t bytes_each,
                           const std::string& name) {
  if (H5Sget_simple_extent_type(space) == H5S_NULL) return 0;
  const std::vector<std::uint64_t> extents = extents_of(space);
  if (std::ranges::find(extents, 0u) != extents.end()) return 0;
  std::uint64_t count = 1;
  for (const std::uint64_t extent : extents) {
    if (extent > largest_read / bytes_each / count)
      throw IoError(fmt::format("{}: holds more than 8 GiB", name));
    count *= extent;
  }
  hsize_t stored = 0;
  H5Fget_filesize(file, &stored);
  if (count * bytes_each > always_read && count / most_compression > stored) {
    throw IoError(fmt::format("{}: claims to hold {} values, more than a file of {} bytes can",
                              name, count, stored));
  }
  return count;
}

/// As many bytes as a text of this type takes in memory at least.
std::size_t bytes_of_text(hid_t type) {
  return H5Tis_variable_str(type) > 0 ? sizeof(char*) : std::max<std::size_t>(1, H5Tget_size(type));
}

}  // namespace

bool Hdf5File::contains(const std::string& path) const {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (part != "/" && H5Lexists(id_, part.c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == std::string::npos) return true;
  }
}

std::vector<std::string> Hdf5File::names(const std::string& path) const {
  const Handle group(H5Gopen2(id_, path.c_str(), H5P_DEFAULT), H5Gclose);
  checked(group, name_, "open", path);
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  checked(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names), name_, "list",
          path);
  return names;
}

std::vector<std::uint64_t> Hdf5File::shape(const std::string& path) const {
  return extents_of(open_dataset(id_, name_, path).space);
}

std::string Hdf5File::type(const std::string& path) const {
  return type_text(open_dataset(id_, name_, path).type);
}

std::size_t Hdf5File::count(const std::string& path, std::size_t bytes_each) const {
  return believed_count(id_, open_dataset(id_, name_, path).space, bytes_each,
                        fmt::format("{}: {}", name_, path));
}

void Hdf5File::read_data(const std::string& path, Hdf5Type type, void* data) const {
  const Opened dataset = open_dataset(id_, name_, path);
  require_fit(dataset, type, name_, path);
  checked(H5Dread(dataset.object, memory_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, data), name_,
          "read", path);
}

void Hdf5File::read_list_data(const std::string& path, std::uint64_t row, Hdf5Type type,
                              const std::function<void(const void*, std::size_t)>& take) const {
  const Opened dataset = open_dataset(id_, name_, path);
  const bool is_list = H5Tget_class(dataset.type) == H5T_VLEN;
  if (!is_list || !fits(Handle(H5Tget_super(dataset.type), H5Tclose), memory_type(type))) {
    throw IoError(fmt::format("{}: {}: expected list of {}, got {}", name_, path,
                              type_text(memory_type(type)), type_text(dataset.type)));
  }
  const std::vector<std::uint64_t> extents = extents_of(dataset.space);
  if (extents.size() != 1 || row >= extents[0]) {
    throw IoError(fmt::format("{}: {}: has no entry {}", name_, path, row));
  }
  const hsize_t start = row, count = 1;
  checked(H5Sselect_hyperslab(dataset.space, H5S_SELECT_SET, &start, nullptr, &count, nullptr),
          name_, "select in", path);
  const Handle one(H5Screate_simple(1, &count, nullptr), H5Sclose);
  const Handle lists(H5Tvlen_create(memory_type(type)), H5Tclose);
  hvl_t list{};
  checked(H5Dread(dataset.object, lists, one, dataset.space, H5P_DEFAULT, &list), name_, "read",
          path);
  take(list.p, list.len);
  H5Dvlen_reclaim(lists, one, H5P_DEFAULT, &list);
}

std::vector<std::string> Hdf5File::read_texts(const std::string& path) const {
  const Opened dataset = open_dataset(id_, name_, path);
  require_text(dataset, name_, path);
  const std::size_t count = believed_count(id_, dataset.space, bytes_of_text(dataset.type),
                                           fmt::format("{}: {}", name_, path));
  return strings(dataset.type, dataset.space, count, [&](hid_t type, void* buffer) {
    checked(H5Dread(dataset.object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer), name_, "read",
            path);
  });
}

std::string Hdf5File::read_text(const std::string& path) const {
  const std::vector<std::string> texts = read_texts(path);
  if (texts.size() != 1) throw IoError(fmt::format("{}: {}: expected one text", name_, path));
  return texts.front();
}

bool Hdf5File::has_attribute(const std::string& path, const std::string& name) const {
  const htri_t exists = H5Aexists_by_name(id_, path.c_str(), name.c_str(), H5P_DEFAULT);
  return checked(exists, name_, "look for attributes of", path) > 0;
}

std::string Hdf5File::attribute_type(const std::string& path, const std::string& name) const {
  return type_text(open_attribute(id_, name_, path, name).type);
}

std::size_t Hdf5File::attribute_count(const std::string& path, const std::string& name) const {
  return believed_count(id_, open_attribute(id_, name_, path, name).space, sizeof(std::uint64_t),
                        fmt::format("{}: {}", name_, name));
}

void Hdf5File::read_attribute_data(const std::string& path, const std::string& name, Hdf5Type type,
                                   void* data) const {
  const Opened attribute = open_attribute(id_, name_, path, name);
  require_fit(attribute, type, name_, name);
  checked(H5Aread(attribute.object, memory_type(type), data), name_, "read attribute", name);
}

std::string Hdf5File::read_text_attribute(const std::string& path, const std::string& name) const {
  const Opened attribute = open_attribute(id_, name_, path, name);
  require_text(attribute, name_, name);
  const std::size_t count = believed_count(id_, attribute.space, bytes_of_text(attribute.type),
                                           fmt::format("{}: {}", name_, name));
  const auto texts = strings(attribute.type, attribute.space, count, [&](hid_t type, void* buffer) {
    checked(H5Aread(attribute.object, type, buffer), name_, "read attribute", name);
  });
  if (texts.size() != 1) throw IoError(fmt::format("{}: {}: expected one text", name_, name));
  return texts.front();
}

std::string Hdf5File::read_enum_attribute(const std::string& path, const std::string& name) const {
  const Opened attribute = open_attribute(id_, name_, path, name);
  std::array<char, 8> value{};
  std::array<char, 256> text{};
  if (H5Tget_class(attribute.type) != H5T_ENUM || H5Tget_size(attribute.type) > value.size() ||
      H5Sget_simple_extent_npoints(attribute.space) != 1)
    throw IoError(fmt::format("{}: {}: expected one enumeration value", name_, name));
  checked(H5Aread(attribute.object, attribute.type, value.data()), name_, "read attribute", name);
  checked(H5Tenum_nameof(attribute.type, value.data(), text.data(), text.size()), name_, "name",
          name);
  return text.data();
}

}  // namespace meniscus
