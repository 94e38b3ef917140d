#include "sim/io/table_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <variant>

#include "sim/config/quantity.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t longest_line = 4096;
constexpr std::string_view blanks = " \t\r";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(blanks), text.size());
  text.remove_prefix(first);
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

void split(std::string_view line, std::vector<Cell>& cells) {
  cells.clear();
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    const std::string_view cell = line.substr(begin, end - begin);
    const std::size_t lead = std::min(cell.find_first_not_of(blanks), cell.size());
    cells.push_back({trimmed(cell), static_cast<int>(begin + lead) + 1});
    begin = end + 1;
  }
}

}  // namespace

void TableFile::error(const Cell& cell, std::string message, std::string hint) {
  error(cell.column, std::move(message), std::move(hint));
}

void TableFile::error(int column, std::string message, std::string hint) {
  diagnostics_.error({name_.string(), line_, column}, {}, std::move(message), std::move(hint));
  if (diagnostics_.size() >= most_complaints) diagnostics_.throw_if_any();
}

void TableFile::read(const std::function<void(std::span<const Cell>)>& names,
                     const std::function<void(std::span<const Cell>)>& row) {
  std::error_code ignored;
  if (std::filesystem::is_fifo(name_, ignored)) {
    throw ConfigError(fmt::format("{}: expected a file, got a named pipe", name_.string()));
  }
  errno = 0;
  std::ifstream file(name_, std::ios::binary);
  if (!file || std::filesystem::is_directory(name_, ignored)) {
    throw ConfigError(fmt::format("{}: can't be read: {}", name_.string(),
                                  errno != 0 ? std::strerror(errno) : "is a directory"));
  }
  std::string line(longest_line, '\0');
  std::vector<Cell> cells;
  std::size_t columns = 0;
  while (file.getline(line.data(), static_cast<std::streamsize>(line.size())), file.gcount() > 0) {
    ++line_;
    if (file.fail()) {
      error(1, fmt::format("expected lines of less than {} bytes", longest_line));
      break;
    }
    std::string_view text(line.data(), static_cast<std::size_t>(file.gcount()));
    if (!file.eof()) text.remove_suffix(1);  // the line's end
    if (line_ == 1 && text.starts_with(byte_order_mark)) text.remove_prefix(3);
    if (trimmed(text).empty() || text.starts_with('#')) continue;
    split(text, cells);
    if (columns == 0) {
      columns = cells.size();
      names(cells);
      diagnostics_.throw_if_any();  // without names the rest can't be judged
    } else if (cells.size() != columns) {
      error(1, fmt::format("expected {} values, got {}", columns, cells.size()));
    } else {
      row(cells);
    }
  }
  if (file.bad()) throw ConfigError(fmt::format("{}: reading failed", name_.string()));
  diagnostics_.throw_if_any();
  if (columns == 0) throw ConfigError(fmt::format("{}: is empty", name_.string()));
}

ColumnName column_name(std::string_view text) {
  const std::size_t bracket = text.find('[');
  if (bracket == text.npos || !text.ends_with(']')) return {text, {}};
  return {trimmed(text.substr(0, bracket)),
          trimmed(text.substr(bracket + 1, text.size() - bracket - 2))};
}

double scale_of(std::string_view written, const Unit& unit) {
  const auto result = interpret_quantity(fmt::format("1 {}", written), unit, any_value);
  if (const auto* scale = std::get_if<double>(&result)) return *scale;
  throw ConfigError(
      fmt::format("expected a unit of {}, got \"{}\"", name_of(unit.dimension), written));
}

}  // namespace meniscus
