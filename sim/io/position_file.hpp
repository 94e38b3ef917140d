#pragma once

#include <filesystem>
#include <vector>

#include "sim/network/geometry.hpp"

namespace meniscus {

/// Positions from a table of text (.csv) with the columns x, y and perhaps z, pure numbers, one
/// line per neuron (see TableFile). Throws ConfigError with file, line and column.
std::vector<Point> read_position_file(const std::filesystem::path& file);

}  // namespace meniscus
