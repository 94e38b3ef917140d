#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace meniscus {

/// What two results have in common.
struct ResultComparison {
  std::size_t same = 0;                       ///< datasets that are equal, bit for bit
  std::vector<std::string> differences = {};  ///< a line each, the dataset's path first
};

/// Compares the datasets of two results but for those whose path `leave_out` says. One dataset of
/// each is in memory at a time. Throws IoError.
ResultComparison compare_results(const std::filesystem::path& before,
                                 const std::filesystem::path& now,
                                 const std::function<bool(const std::string&)>& leave_out);

}  // namespace meniscus
