#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "sim/core/error.hpp"
#include "sim/io/hdf5.hpp"

namespace meniscus {

namespace detail {

template <class Number>
void copy_numbers(const Hdf5File& from, const std::string& path, Hdf5File& to) {
  const auto values = from.read<Number>(path);
  to.write_data(path, hdf5_type<Number>, from.shape(path), values.data());
}

inline void copy_dataset(const Hdf5File& from, const std::string& path, Hdf5File& to) {
  const std::string type = from.type(path);
  if (type == "text" && from.shape(path).empty()) to.write_text(path, from.read_text(path));
  if (type == "text" && !from.shape(path).empty()) to.write_texts(path, from.read_texts(path));
  if (type == "u16") copy_numbers<std::uint16_t>(from, path, to);
  if (type == "u32") copy_numbers<std::uint32_t>(from, path, to);
  if (type == "u64") copy_numbers<std::uint64_t>(from, path, to);
  if (type == "f32") copy_numbers<float>(from, path, to);
  if (type == "f64") copy_numbers<double>(from, path, to);
  for (const std::string name : {"units"}) {
    if (from.has_attribute(path, name)) {
      to.write_attribute(path, name, from.read_text_attribute(path, name));
    }
  }
}

inline void copy_below(const Hdf5File& from, const std::string& path, Hdf5File& to,
                       const std::function<bool(const std::string&)>& keep) {
  if (!path.empty() && !keep(path)) return;
  std::vector<std::string> names;
  try {
    names = from.names(path.empty() ? "/" : path);
  } catch (const IoError&) {
    return copy_dataset(from, path, to);
  }
  for (const std::string& name : names) copy_below(from, path + "/" + name, to, keep);
  if (from.has_attribute(path.empty() ? "/" : path, "kind")) {
    to.write_attribute(path, "kind", from.read_text_attribute(path, "kind"));
  }
}

}  // namespace detail

/// A result with the datasets of another that `keep` says, by path, marked complete and as of a
/// layout; `add` may add more.
inline void copy_result(
    const std::filesystem::path& from, const std::filesystem::path& to, std::uint32_t layout,
    const std::function<bool(const std::string&)>& keep,
    const std::function<void(Hdf5File&)>& add = [](Hdf5File&) {}) {
  const Hdf5File source(from, Hdf5File::Mode::read);
  Hdf5File file(to, Hdf5File::Mode::create);
  detail::copy_below(source, "", file, keep);
  file.write_attribute("/", "layout_version", layout);
  file.write_attribute("/", "complete", std::uint8_t{1});
  add(file);
  file.close();
}

/// A file that is nothing but the mark of a layout.
inline void write_layout(const std::filesystem::path& name, std::uint32_t layout) {
  Hdf5File file(name, Hdf5File::Mode::create);
  file.write_attribute("/", "layout_version", layout);
  file.close();
}

}  // namespace meniscus
