#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace meniscus {

/// A breach of the repository's structure.
struct Violation {
  std::string path;  ///< relative to the repository's root
  int line = 1;
  std::string message;

  /// "path:line: message".
  std::string text() const;

  friend auto operator<=>(const Violation&, const Violation&) = default;
};

/// What is wrong with one file, by its path from the repository's root ('/' between folders) and
/// its content. Every text file: no absolute path of a person's machine. C++ files besides: floors
/// and doors (the tables in layers.cpp), `#pragma once`, at most 400 lines of at most 100 columns.
std::vector<Violation> violations_of(std::string_view path, std::string_view content);

}  // namespace meniscus
