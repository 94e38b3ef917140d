#include "sim/io/class_folders.hpp"

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

namespace fs = std::filesystem;

/// False for what can't be looked at, say a circle of links.
bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

/// What is in a folder, by name.
std::vector<fs::path> entries(const fs::path& folder, bool folders) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const bool hidden = entry->path().filename().string().starts_with('.');
    if (!hidden && is_folder(entry->path()) == folders) found.push_back(entry->path());
  }
  if (error) throw IoError(fmt::format("{}: can't be read: {}", folder.string(), error.message()));
  std::ranges::sort(found);
  return found;
}

/// Each class's files.
using Part = std::map<std::string, std::vector<fs::path>>;

Part part_of(const fs::path& folder) {
  Part part;
  for (const fs::path& of_class : entries(folder, true)) {
    std::vector<fs::path> files = entries(of_class, false);
    if (!files.empty()) part.emplace(of_class.filename().string(), std::move(files));
  }
  return part;
}

fs::path either(const fs::path& folder, std::string_view name, std::string_view other) {
  return is_folder(folder / name) ? folder / name : folder / other;
}

std::vector<std::string> class_names(const Part& train, const Part& test) {
  std::vector<std::string> names;
  for (const Part* part : {&train, &test}) {
    for (const auto& [name, files] : *part) names.push_back(name);
  }
  const bool numbers = std::ranges::all_of(names, [](const std::string& name) {
    return name.size() < 10 && name.find_first_not_of("0123456789") == std::string::npos;
  });
  const auto key = [&](const std::string& name) {
    return std::pair(numbers ? std::stol(name) : 0, name);
  };
  std::ranges::sort(names, {}, key);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<ClassFile> in_turns(const Part& part, const std::vector<std::string>& names) {
  std::vector<ClassFile> files;
  bool more = true;
  for (std::size_t turn = 0; more; ++turn) {
    more = false;
    for (std::uint32_t label = 0; label < names.size(); ++label) {
      const auto of_class = part.find(names[label]);
      if (of_class == part.end() || turn >= of_class->second.size()) continue;
      files.push_back({of_class->second[turn], label});
      more = true;
    }
  }
  return files;
}

/// Train or test, where the folder has it.
fs::path part_folder(const fs::path& folder, DataPart part) {
  const fs::path train = either(folder, "Train", "train");
  const fs::path test = either(folder, "Test", "test");
  if (part == DataPart::any) return is_folder(test) ? test : is_folder(train) ? train : folder;
  const fs::path& wanted = part == DataPart::train ? train : test;
  if (is_folder(wanted)) return wanted;
  throw ConfigError(fmt::format("{}: no such folder", wanted.string()));
}

}  // namespace

ClassFolders find_class_files(const fs::path& folder) {
  if (!is_folder(folder)) {
    throw ConfigError(fmt::format("{}: no such folder", folder.string()));
  }
  const fs::path train_folder = either(folder, "Train", "train");
  const fs::path test_folder = either(folder, "Test", "test");
  const bool parted = is_folder(train_folder);
  const Part train = part_of(parted ? train_folder : folder);
  const Part test = parted && is_folder(test_folder) ? part_of(test_folder) : Part{};
  if (train.empty()) {
    throw ConfigError(
        fmt::format("{}: expected files in Train/<class>/ and Test/<class>/, or in "
                    "<class>/, found none",
                    folder.string()));
  }
  ClassFolders found{class_names(train, test), {}, {}};
  found.train = in_turns(train, found.classes);
  found.test = in_turns(test, found.classes);
  return found;
}

std::vector<ClassFile> find_class_files(const fs::path& folder, DataPart part,
                                        const std::vector<std::string>& classes) {
  if (!is_folder(folder)) throw ConfigError(fmt::format("{}: no such folder", folder.string()));
  const fs::path from = part_folder(folder, part);
  const Part found = part_of(from);
  if (found.empty()) {
    throw ConfigError(fmt::format("{}: expected files in <class>/, found none", from.string()));
  }
  for (const auto& [name, files] : found) {
    if (std::ranges::find(classes, name) != classes.end()) continue;
    throw ConfigError(fmt::format("{}: expected a class of {}, got {}", (from / name).string(),
                                  fmt::join(classes, ", "), name));
  }
  return in_turns(found, classes);
}

std::vector<ClassFile> find_files(const fs::path& path, std::string_view extension) {
  std::vector<ClassFile> files;
  if (!is_folder(path)) {
    std::error_code none;
    if (!fs::exists(path, none)) {
      throw ConfigError(fmt::format("{}: no such file or folder", path.string()));
    }
    files.push_back({path, 0});
    return files;
  }
  for (const fs::path& file : entries(path, false)) {
    if (extension.empty() || file.extension() == extension) files.push_back({file, 0});
  }
  if (files.empty()) {
    throw ConfigError(fmt::format("{}: expected files{}, found none", path.string(),
                                  extension.empty() ? "" : fmt::format(" *{}", extension)));
  }
  return files;
}

}  // namespace meniscus
