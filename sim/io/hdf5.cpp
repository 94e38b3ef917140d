#include "sim/io/hdf5.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5_detail.hpp"
#include "sim/io/hdf5_driver.hpp"

namespace meniscus {

namespace {

/// HDF5's most specific complaint; of a failed system call only the system's words.
std::string innermost_complaint() {
  std::string text = "unknown reason";
  const auto take_first = [](unsigned n, const H5E_error2_t* error, void* out) -> herr_t {
    if (n == 0 && error->desc != nullptr) *static_cast<std::string*>(out) = error->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &text);
  constexpr std::string_view mark = "error message = '";
  if (const auto at = text.find(mark); at != std::string::npos) {
    text.erase(0, at + mark.size());
    text.erase(std::min(text.find('\''), text.size()));
  }
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

namespace detail {

hid_t checked(hid_t result, std::string_view file, std::string_view action, std::string_view path) {
  if (result >= 0) return result;
  throw IoError(fmt::format("{}: can't {}{}{}: {}", file, action, path.empty() ? "" : " ", path,
                            innermost_complaint()));
}

hid_t memory_type(Hdf5Type type) {
  return std::array{
      H5T_NATIVE_UINT8, H5T_NATIVE_UINT16, H5T_NATIVE_UINT32, H5T_NATIVE_UINT64,
      H5T_NATIVE_INT64, H5T_NATIVE_FLOAT,  H5T_NATIVE_DOUBLE}[static_cast<std::size_t>(type)];
}

}  // namespace detail

using detail::checked;
using detail::Handle;
using detail::memory_type;

namespace {

constexpr std::uint64_t chunk_elements = 16384;   ///< 128 KiB of doubles
constexpr std::uint64_t smallest_chunked = 4096;  ///< datasets below are stored as they are [B]
constexpr unsigned gzip_level = 1;  ///< after shuffling, level 4 saves less than 1 % more

hid_t file_type(Hdf5Type type) {
  return std::array{H5T_STD_U8LE,  H5T_STD_U16LE,  H5T_STD_U32LE, H5T_STD_U64LE,
                    H5T_STD_I64LE, H5T_IEEE_F32LE, H5T_IEEE_F64LE}[static_cast<std::size_t>(type)];
}

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

Handle space_of(const std::vector<std::uint64_t>& extents) {
  if (extents.empty()) return {H5Screate(H5S_SCALAR), H5Sclose};
  const std::vector<hsize_t> sizes(extents.begin(), extents.end());
  return {H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose};
}

/// Creates missing groups on the way; names are UTF-8.
Handle link_properties() {
  Handle properties(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(properties, 1);
  H5Pset_char_encoding(properties, H5T_CSET_UTF8);
  return properties;
}

/// No time stamps, so that equal content gives equal bytes.
Handle dataset_properties() {
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(properties, false);
  return properties;
}

void set_filters(hid_t properties, const std::vector<std::uint64_t>& extents) {
  std::vector<hsize_t> chunk(extents.begin(), extents.end());
  std::uint64_t room = chunk_elements;
  for (std::size_t k = chunk.size(); k-- > 0;) {
    chunk[k] = std::clamp<hsize_t>(chunk[k], 1, room);
    room = std::max<std::uint64_t>(1, room / chunk[k]);
  }
  H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data());
  H5Pset_shuffle(properties);
  H5Pset_deflate(properties, gzip_level);
  H5Pset_fletcher32(properties);
}

}  // namespace

Hdf5File::Hdf5File(const std::filesystem::path& name, Mode mode) : name_(name.string()), id_(-1) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  if (mode == Mode::create) {
    const Handle access = detail::recording_access(write_error_);
    id_ = H5Fcreate(name_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
    require_written();
    checked(id_, name_, "create");
  } else {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
    id_ = checked(H5Fopen(name_.c_str(), H5F_ACC_RDONLY, access), name_, "open");
  }
}

Hdf5File::~Hdf5File() {
  if (id_ >= 0) H5Fclose(id_);
}

void Hdf5File::close() {
  const herr_t closed = H5Fclose(std::exchange(id_, -1));
  require_written();
  checked(closed, name_, "finish writing");
}

void Hdf5File::require_written() const {
  if (write_error_ != 0)
    throw IoError(
        fmt::format("{}: can't write: {}", name_, std::generic_category().message(write_error_)));
}

// Handles are named, not temporaries: closing one would wipe the complaint of a failed call.

void Hdf5File::create_group(const std::string& path) {
  const Handle links = link_properties();
  const Handle group(H5Gcreate2(id_, path.c_str(), links, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  checked(group, name_, "create", path);
}

void Hdf5File::require_size(const std::string& path, std::size_t size, std::size_t rows,
                            std::size_t columns) const {
  if (size != rows * columns)
    throw std::invalid_argument(
        fmt::format("{}: {}: {} values for {} x {}", name_, path, size, rows, columns));
}

std::int64_t Hdf5File::create(const std::string& path, std::int64_t stored,
                              const Extents& extents) {
  const Handle space = space_of(extents);
  const auto bytes =
      static_cast<std::uint64_t>(H5Sget_simple_extent_npoints(space)) * H5Tget_size(stored);
  const Handle properties = dataset_properties();
  if (bytes >= smallest_chunked && H5Tget_class(stored) != H5T_STRING)
    set_filters(properties, extents);
  const Handle links = link_properties();
  const hid_t dataset =
      H5Dcreate2(id_, path.c_str(), stored, space, links, properties, H5P_DEFAULT);
  return checked(dataset, name_, "create", path);
}

void Hdf5File::put(const std::string& path, std::int64_t stored, std::int64_t given,
                   const Extents& extents, const void* data) {
  const Handle dataset(create(path, stored, extents), H5Dclose);
  if (std::ranges::find(extents, 0u) == extents.end())
    checked(H5Dwrite(dataset, given, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), name_, "write", path);
  require_written();
}

void Hdf5File::write_data(const std::string& path, Hdf5Type type, const Extents& extents,
                          const void* data) {
  put(path, file_type(type), memory_type(type), extents, data);
}

void Hdf5File::write_rounded_matrix(const std::string& path, std::size_t rows, std::size_t columns,
                                    std::span<const double> values) {
  require_size(path, values.size(), rows, columns);
  put(path, H5T_IEEE_F32LE, H5T_NATIVE_DOUBLE, {rows, columns}, values.data());
}

void Hdf5File::write_text(const std::string& path, const std::string& text) {
  const Handle type = text_type();
  const char* data = text.c_str();
  put(path, type, type, {}, &data);
}

void Hdf5File::write_texts(const std::string& path, std::span<const std::string> texts) {
  const Handle type = text_type();
  std::vector<const char*> data;
  for (const std::string& text : texts) data.push_back(text.c_str());
  put(path, type, type, {data.size()}, data.data());
}

void Hdf5File::write_text_pairs(const std::string& path, std::span<const std::string> texts) {
  require_size(path, texts.size(), texts.size() / 2, 2);
  const Handle type = text_type();
  std::vector<const char*> data;
  for (const std::string& text : texts) data.push_back(text.c_str());
  put(path, type, type, {data.size() / 2, 2}, data.data());
}

void Hdf5File::put_attribute(const std::string& path, const std::string& name, std::int64_t stored,
                             std::int64_t given, const Extents& extents, const void* data) {
  if (has_attribute(path, name))
    checked(H5Adelete_by_name(id_, path.c_str(), name.c_str(), H5P_DEFAULT), name_, "replace",
            name);
  const Handle space = space_of(extents);
  const Handle attribute(H5Acreate_by_name(id_, path.c_str(), name.c_str(), stored, space,
                                           H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
  checked(attribute, name_, "create attribute", name);
  checked(H5Awrite(attribute, given, data), name_, "write attribute", name);
  require_written();
}

void Hdf5File::write_attribute_data(const std::string& path, const std::string& name, Hdf5Type type,
                                    const Extents& extents, const void* data) {
  put_attribute(path, name, file_type(type), memory_type(type), extents, data);
}

void Hdf5File::write_attribute(const std::string& path, const std::string& name,
                               const std::string& text) {
  const Handle type = text_type();
  const char* data = text.c_str();
  put_attribute(path, name, type, type, {}, &data);
}

void Hdf5File::write_texts_attribute(const std::string& path, const std::string& name,
                                     std::span<const std::string> texts) {
  const Handle type = text_type();
  std::vector<const char*> data;
  for (const std::string& text : texts) data.push_back(text.c_str());
  put_attribute(path, name, type, type, {data.size()}, data.data());
}

void Hdf5File::write_reference_attribute(const std::string& path, const std::string& name,
                                         const std::string& target) {
  hobj_ref_t reference{};
  checked(H5Rcreate(&reference, id_, target.c_str(), H5R_OBJECT, -1), name_, "refer to", target);
  put_attribute(path, name, H5T_STD_REF_OBJ, H5T_STD_REF_OBJ, {}, &reference);
}

void Hdf5File::write_enum_attribute(const std::string& path, const std::string& name,
                                    std::span<const std::string> members, std::uint8_t value) {
  const Handle type(H5Tenum_create(H5T_STD_U8LE), H5Tclose);
  for (std::uint8_t k = 0; k < members.size(); ++k) H5Tenum_insert(type, members[k].c_str(), &k);
  put_attribute(path, name, type, type, {}, &value);
}

Hdf5Pieces::Hdf5Pieces(Hdf5File& file, const std::string& path, Hdf5Type type,
                       const std::vector<std::uint64_t>& extents)
    : file_(file),
      path_(path),
      id_(file.create(path, file_type(type), extents)),
      extents_(extents) {}

Hdf5Pieces::~Hdf5Pieces() { H5Dclose(id_); }

void Hdf5Pieces::append_data(Hdf5Type type, const void* data, std::size_t count) {
  if (count == 0) return;
  std::vector<hsize_t> start(extents_.size(), 0), added(extents_.begin(), extents_.end());
  std::uint64_t row = 1;
  for (std::size_t k = 1; k < extents_.size(); ++k) row *= extents_[k];
  start[0] = rows_, added[0] = count / row;
  file_.require_size(path_, count, added[0], row);
  const Handle file_space(H5Dget_space(id_), H5Sclose);
  H5Sselect_hyperslab(file_space, H5S_SELECT_SET, start.data(), nullptr, added.data(), nullptr);
  const hsize_t numbers = count;
  const Handle memory_space(H5Screate_simple(1, &numbers, nullptr), H5Sclose);
  checked(H5Dwrite(id_, memory_type(type), memory_space, file_space, H5P_DEFAULT, data),
          file_.name_, "write", path_);
  file_.require_written();
  rows_ += added[0];
}

std::string hdf5_version() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace meniscus
