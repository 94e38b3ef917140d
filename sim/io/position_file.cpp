#include "sim/io/position_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/core/format.hpp"
#include "sim/io/table_file.hpp"

namespace meniscus {

namespace {

constexpr std::string_view axes[] = {"x", "y", "z"};
constexpr std::size_t absent = 3;

}  // namespace

std::vector<Point> read_position_file(const std::filesystem::path& file) {
  TableFile table(file);
  std::array<std::size_t, 3> place{absent, absent, absent};  // of each axis among the columns
  std::vector<Point> positions;
  const auto read_names = [&](std::span<const Cell> cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto axis =
          static_cast<std::size_t>(std::ranges::find(axes, cells[i].text) - std::begin(axes));
      if (axis == place.size() || i == absent || place[axis] != absent) {
        table.error(cells[i], fmt::format("expected the columns x, y and perhaps z, got \"{}\"",
                                          cells[i].text));
      } else {
        place[axis] = i;
      }
    }
    if (place[0] == absent || place[1] == absent) table.error(cells[0], "expected columns x and y");
  };
  const auto read_row = [&](std::span<const Cell> cells) {
    std::array<double, 3> point{};
    for (std::size_t axis = 0; axis < point.size(); ++axis) {
      if (place[axis] == absent) continue;
      const Cell& cell = cells[place[axis]];
      const auto value = number_of<double>(cell.text);
      if (value && std::isfinite(*value)) {
        point[axis] = *value;
      } else {
        table.error(cell, fmt::format("expected a number, got \"{}\"", cell.text));
      }
    }
    positions.push_back({point[0], point[1], point[2]});
  };
  table.read(read_names, read_row);
  return positions;
}

}  // namespace meniscus
