#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace meniscus {

/// Where a row's class stands.
enum class LabelColumn : std::uint8_t { first, last, none };

/// Labelled rows of numbers.
struct CsvRows {
  std::string name;  ///< of the file
  std::vector<double> values;
  std::vector<std::size_t> begin{0};  ///< row i is values begin[i] … begin[i + 1] - 1
  std::vector<std::uint32_t> labels;
  std::vector<int> lines;  ///< of the file, from 1 on

  std::size_t count() const { return labels.size(); }
  std::span<const double> row(std::size_t i) const {
    return std::span(values).subspan(begin[i], begin[i + 1] - begin[i]);
  }
};

/// Reads a text file, plain or gzip, with a sample a line: a class, a whole number from 0 to 65535,
/// and any number of values; numbers are parted by commas, semicolons or tabs. A first line whose
/// first cell is no number is a heading; empty lines don't count. Without a column of labels, all
/// numbers are values and all labels 0. Throws ConfigError with file, line and column.
CsvRows read_csv_rows(const std::filesystem::path& name, LabelColumn label);

}  // namespace meniscus
