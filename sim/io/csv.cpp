#include "sim/io/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/byte_cursor.hpp"

namespace meniscus {

namespace {

std::string_view trimmed(std::string_view text) {
  while (text.ends_with(' ') || text.ends_with('\r')) text.remove_suffix(1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

std::optional<double> number(std::string_view cell) {
  double value = 0.0;
  if (cell.starts_with('+') && !cell.starts_with("+-")) cell.remove_prefix(1);
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  const bool whole = error == std::errc{} && end == cell.data() + cell.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// A cell and where it begins in its line, from 1 on.
struct Cell {
  std::string_view text;
  int column = 0;
};

class CsvParser {
 public:
  CsvParser(CsvRows& rows, LabelColumn label) : rows_(rows), label_(label) {}

  void line(std::string_view text) {
    ++line_;
    if (trimmed(text).empty()) return;
    split(text);
    const bool heading = !seen_ && std::ranges::none_of(cells_, [](const Cell& cell) {
      return number(cell.text).has_value();
    });
    seen_ = true;
    if (!heading) add_row();
  }

 private:
  void split(std::string_view text) {
    if (!seen_) {
      for (const char candidate : {',', ';', '\t'}) {
        if (text.find(candidate) == text.npos) continue;
        separator_ = candidate;
        break;
      }
    }
    cells_.clear();
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find(separator_, at), text.size());
      cells_.push_back({trimmed(text.substr(at, end - at)), static_cast<int>(at) + 1});
      at = end + 1;
    }
  }

  void add_row() {
    const std::size_t label_at = label_ == LabelColumn::first  ? 0
                                 : label_ == LabelColumn::last ? cells_.size() - 1
                                                               : cells_.size();
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const auto value = number(cells_[i].text);
      if (!value) {
        refuse(cells_[i], fmt::format("expected a number, got \"{}\"", cells_[i].text));
      }
      if (i != label_at) {
        rows_.values.push_back(*value);
      } else if (*value >= 0.0 && *value <= 65535.0 && *value == std::floor(*value)) {
        rows_.labels.push_back(static_cast<std::uint32_t>(*value));
      } else {
        refuse(cells_[i], fmt::format("expected a class, a whole number from 0 to 65535, got {}",
                                      cells_[i].text));
      }
    }
    if (label_ == LabelColumn::none) rows_.labels.push_back(0);
    rows_.begin.push_back(rows_.values.size());
    rows_.lines.push_back(line_);
  }

  [[noreturn]] void refuse(const Cell& cell, std::string message) const {
    throw ConfigError({Diagnostic{{rows_.name, line_, cell.column}, {}, std::move(message), {}}});
  }

  CsvRows& rows_;
  LabelColumn label_;
  char separator_ = ',';
  bool seen_ = false;  ///< a line that isn't empty
  int line_ = 0;
  std::vector<Cell> cells_;
};

}  // namespace

CsvRows read_csv_rows(const std::filesystem::path& name, LabelColumn label) {
  const std::vector<std::uint8_t> bytes = file_bytes(name);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  CsvRows rows{.name = name.string(), .values = {}, .labels = {}, .lines = {}};
  CsvParser parser(rows, label);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    parser.line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (rows.count() == 0) {
    throw ConfigError({Diagnostic{{rows.name}, {}, "expected a sample a line, found none", {}}});
  }
  return rows;
}

}  // namespace meniscus
