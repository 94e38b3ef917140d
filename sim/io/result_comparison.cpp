#include "sim/io/result_comparison.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"

namespace meniscus {

namespace {

/// Adds the paths of all datasets below a group. HDF5 can only be asked for the members of a path:
/// a refusal says that it is no group.
void add_datasets(const Hdf5File& file, const std::string& path, std::set<std::string>& found) {
  std::vector<std::string> names;
  try {
    names = file.names(path.empty() ? "/" : path);
  } catch (const IoError&) {
    found.insert(path);
    return;
  }
  for (const std::string& name : names) add_datasets(file, fmt::format("{}/{}", path, name), found);
}

/// Where two lists of numbers differ first, as bits: NaN equals itself. "" if nowhere.
template <class Number>
std::string number_difference(const Hdf5File& before, const Hdf5File& now,
                              const std::string& path) {
  const auto then = before.read<Number>(path);
  const auto values = now.read<Number>(path);
  for (std::size_t k = 0; k < then.size(); ++k) {
    if (std::memcmp(&then[k], &values[k], sizeof(Number)) == 0) continue;
    return fmt::format("value {} was {}, is {}", k, then[k], values[k]);
  }
  return {};
}

std::string text_difference(const Hdf5File& before, const Hdf5File& now, const std::string& path) {
  return before.read_texts(path) == now.read_texts(path) ? "" : "another text";
}

std::string difference(const Hdf5File& before, const Hdf5File& now, const std::string& path) {
  const std::string type = before.type(path);
  if (type != now.type(path)) return fmt::format("was {}, is {}", type, now.type(path));
  const auto then = before.shape(path), shape = now.shape(path);
  if (then != shape) {
    return fmt::format("had {} values, has {}", fmt::join(then, " x "), fmt::join(shape, " x "));
  }
  if (type == "u8") return number_difference<std::uint8_t>(before, now, path);
  if (type == "u16") return number_difference<std::uint16_t>(before, now, path);
  if (type == "u32") return number_difference<std::uint32_t>(before, now, path);
  if (type == "u64") return number_difference<std::uint64_t>(before, now, path);
  if (type == "i64") return number_difference<std::int64_t>(before, now, path);
  if (type == "f32") return number_difference<float>(before, now, path);
  if (type == "f64") return number_difference<double>(before, now, path);
  if (type == "text") return text_difference(before, now, path);
  return fmt::format("of type {}, which can't be compared", type);
}

}  // namespace

ResultComparison compare_results(const std::filesystem::path& before,
                                 const std::filesystem::path& now,
                                 const std::function<bool(const std::string&)>& leave_out) {
  const Hdf5File then(before, Hdf5File::Mode::read), file(now, Hdf5File::Mode::read);
  std::set<std::string> old_paths, paths;
  add_datasets(then, "", old_paths);
  add_datasets(file, "", paths);
  std::set<std::string> all = old_paths;
  all.insert(paths.begin(), paths.end());
  ResultComparison comparison;
  for (const std::string& path : all) {
    if (leave_out(path)) continue;
    std::string text;
    if (!paths.contains(path)) {
      text = "is gone";
    } else if (!old_paths.contains(path)) {
      text = "is new";
    } else {
      text = difference(then, file, path);
    }
    if (text.empty()) {
      ++comparison.same;
    } else {
      comparison.differences.push_back(fmt::format("{}: {}", path, text));
    }
  }
  return comparison;
}

}  // namespace meniscus
