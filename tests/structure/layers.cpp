#include "tests/structure/layers.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// A folder includes itself and every folder on a lower floor.
struct Folder {
  std::string_view path;
  double floor;
};

constexpr std::array folders{
    Folder{"sim/core/", 0.0},     Folder{"sim/numeric/", 1.0},  Folder{"sim/config/", 1.0},
    Folder{"sim/network/", 2.0},  Folder{"models/", 2.5},       Folder{"plasticity/", 2.5},
    Folder{"hardware/", 2.5},     Folder{"sim/engine/", 3.0},   Folder{"sim/io/", 3.0},
    Folder{"sim/analysis/", 3.0}, Folder{"sim/learning/", 3.0}, Folder{"sim/experiment/", 4.0},
    Folder{"sim/plot/", 4.0},     Folder{"tools/", 5.0},        Folder{"tests/", 6.0},
    Folder{"examples/", 6.0},
};

/// Headers that begin with `header` are included only from files whose path begins with `door`.
struct Door {
  std::string_view header;
  std::string_view door;
};

constexpr std::array doors{
    Door{"Random123/", "sim/core/random.hpp"},
    Door{"fmt/", "sim/core/format.hpp"},
    Door{"Eigen/", "sim/numeric/"},
    Door{"unsupported/Eigen/", "sim/numeric/"},
    Door{"sndfile.h", "sim/io/wav."},
    Door{"Spectra/", "sim/numeric/spectral_radius."},
    Door{"yaml-cpp/", "sim/config/source."},
    Door{"boost/", "sim/network/topology"},
    Door{"hdf5", "sim/io/hdf5"},
    Door{"H5", "sim/io/hdf5"},
    Door{"zlib.h", "sim/io/gzip."},
    Door{"lz4", "sim/io/decompress."},
    Door{"zstd", "sim/io/decompress."},
    Door{"nlohmann/", "sim/io/json."},
    Door{"CLI/", "tools/"},
    Door{"gtest/", "tests/"},
    Door{"gmock/", "tests/"},
    Door{"benchmark/", "tests/bench/"},
};

/// Headers of the operating system; all others with a dot or a slash in their name are third party.
constexpr std::array<std::string_view, 3> system_headers{"fcntl.h", "unistd.h", "sys/"};

/// First folders of absolute paths that exist on somebody's machine only.
constexpr std::array<std::string_view, 4> private_roots{"home", "root", "work", "Users"};

constexpr int max_lines = 400;
constexpr int max_columns = 100;

const Folder* folder_of(std::string_view path) {
  const auto* found = std::ranges::find_if(
      folders, [&](const Folder& folder) { return path.starts_with(folder.path); });
  return found == folders.end() ? nullptr : found;
}

/// What an `#include` line names, with its quotes or brackets dropped.
struct Include {
  std::string_view name;
  bool quoted = false;
};

std::optional<Include> include_of(std::string_view line) {
  const auto skip = [&line](std::string_view word) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.starts_with(word)) return false;
    line.remove_prefix(word.size());
    return true;
  };
  if (!skip("#") || !skip("include") || !skip("") || line.empty()) return std::nullopt;
  const bool quoted = line.front() == '"';
  if (!quoted && line.front() != '<') return std::nullopt;
  line.remove_prefix(1);
  return Include{line.substr(0, line.find(quoted ? '"' : '>')), quoted};
}

/// Why a file may not include a header of this repository; empty if it may.
std::string floor_problem(const Folder& from, std::string_view name) {
  const Folder* to = folder_of(name);
  if (to == nullptr && from.path == "examples/") return {};  // projects with a root of their own
  if (to == nullptr) return fmt::format("\"{}\" is not written from the repository's root", name);
  if (to == &from || from.path == "tests/") return {};
  if (from.path.starts_with("sim/") && !to->path.starts_with("sim/")) {
    return fmt::format("{} must not include {}: sim/ knows only sim/", from.path, to->path);
  }
  if (to->floor < from.floor) return {};
  return fmt::format("{} (floor {}) must not include {} (floor {})", from.path, from.floor,
                     to->path, to->floor);
}

/// Why a file may not include a header of somebody else; empty if it may.
std::string door_problem(std::string_view path, std::string_view name) {
  const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
  const auto* door = std::ranges::find_if(doors, begins, &Door::header);
  if (door != doors.end()) {
    if (path.starts_with(door->door)) return {};
    return fmt::format("<{}> may be included from {} only", name, door->door);
  }
  const bool standard = name.find_first_of("./") == std::string_view::npos;
  if (standard || std::ranges::any_of(system_headers, begins)) return {};
  return fmt::format("<{}> is third party and has no door", name);
}

std::string include_problem(std::string_view path, std::string_view line) {
  const std::optional<Include> include = include_of(line);
  if (!include) return {};
  const bool somebody_elses =
      !include->quoted ||
      std::ranges::any_of(
          doors, [&](std::string_view header) { return include->name.starts_with(header); },
          &Door::header);
  if (somebody_elses) return door_problem(path, include->name);
  return floor_problem(*folder_of(path), include->name);
}

/// The first absolute path of a private machine in a line; empty if there is none.
std::string_view private_path(std::string_view line) {
  for (std::size_t at = line.find('/'); at != line.npos; at = line.find('/', at + 1)) {
    const char before = at == 0 ? ' ' : line[at - 1];
    if (std::isalnum(static_cast<unsigned char>(before)) != 0) continue;
    if (std::string_view("_.-~/}>)*").find(before) != std::string_view::npos) continue;
    const std::string_view rest = line.substr(at + 1);
    for (const std::string_view root : private_roots) {
      if (rest.starts_with(root) && rest.substr(root.size()).starts_with('/')) {
        return line.substr(at, line.find_first_of(" \t\"')", at) - at);
      }
    }
  }
  return {};
}

/// Characters of UTF-8 text.
int columns(std::string_view line) {
  return static_cast<int>(
      std::ranges::count_if(line, [](char c) { return (c & '\xC0') != '\x80'; }));
}

bool is_header(std::string_view path) { return path.ends_with(".hpp") || path.ends_with(".h"); }
bool is_code(std::string_view path) { return is_header(path) || path.ends_with(".cpp"); }

/// Walks over one file line by line and collects.
class Checker {
 public:
  explicit Checker(std::string_view path) : path_(path), code_(is_code(path)) {
    if (code_ && folder_of(path) == nullptr) {
      report(1, "C++ outside the folders that have a floor");
      code_ = false;
    }
  }

  void line(std::string_view text) {
    ++lines_;
    if (const auto found = private_path(text); !found.empty()) {
      report(lines_, fmt::format("{} is a path of one machine", found));
    }
    if (!code_) return;
    if (text == "#pragma once") once_ = true;
    if (const std::string problem = include_problem(path_, text); !problem.empty()) {
      report(lines_, problem);
    }
    if (const int width = columns(text); width > max_columns) {
      report(lines_, fmt::format("{} columns, allowed are {}", width, max_columns));
    }
    if (lines_ == max_lines + 1) report(lines_, fmt::format("more than {} lines", max_lines));
  }

  std::vector<Violation> finish() {
    if (code_ && is_header(path_) && !once_) report(1, "a header without #pragma once");
    return std::move(found_);
  }

 private:
  void report(int line, std::string message) {
    found_.push_back({std::string(path_), line, std::move(message)});
  }

  std::string_view path_;
  bool code_;
  bool once_ = false;
  int lines_ = 0;
  std::vector<Violation> found_;
};

}  // namespace

std::string Violation::text() const { return fmt::format("{}:{}: {}", path, line, message); }

std::vector<Violation> violations_of(std::string_view path, std::string_view content) {
  Checker checker(path);
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    checker.line(content.substr(0, end));
    content.remove_prefix(std::min(end + 1, content.size()));
  }
  return checker.finish();
}

}  // namespace meniscus
