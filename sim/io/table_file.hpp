#pragma once

#include <charconv>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/core/units.hpp"

namespace meniscus {

/// One field of a line of a table of text.
struct Cell {
  std::string_view text;  ///< without blanks around it
  int column = 1;         ///< where it starts in its line, from 1 [B]
};

/// Reads a table of comma-separated numbers: a line of column names, then lines of as many cells.
/// Empty lines and lines that begin with # are skipped; line ends may be CRLF. No quotes. Throws
/// ConfigError with file, line and column of up to 20 mistakes, and for what can't be read.
class TableFile {
 public:
  static constexpr std::size_t most_complaints = 20;

  explicit TableFile(const std::filesystem::path& file) : name_(file) {}

  /// `names` gets the line of names, then `row` every line.
  void read(const std::function<void(std::span<const Cell>)>& names,
            const std::function<void(std::span<const Cell>)>& row);

  /// Complains about a cell of the line at hand. Throws when there are enough complaints.
  void error(const Cell& cell, std::string message, std::string hint = {});

 private:
  void error(int column, std::string message, std::string hint = {});

  std::filesystem::path name_;
  int line_ = 0;
  Diagnostics diagnostics_;
};

/// All of a text as a number, if it is one.
template <class Number>
std::optional<Number> number_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

/// "name [unit]" taken apart; no unit: "".
struct ColumnName {
  std::string_view name;
  std::string_view unit;
};
ColumnName column_name(std::string_view text);

/// The factor from a unit that is written in a file to the coherent unit of `unit`'s dimension;
/// throws ConfigError with what was expected, without a place.
double scale_of(std::string_view written, const Unit& unit);

}  // namespace meniscus
