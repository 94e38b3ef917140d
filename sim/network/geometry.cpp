#include "sim/network/geometry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/core/distributions.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

std::vector<Point> grid_positions(const GridShape& shape) {
  std::uint64_t size = 1;
  for (const std::uint32_t side : shape) {
    if (side == 0 || size > std::numeric_limits<std::uint32_t>::max() / side) {
      throw ConfigError(fmt::format("expected a grid of 1 to {} points, got {}",
                                    std::numeric_limits<std::uint32_t>::max(),
                                    fmt::join(shape, " x ")));
    }
    size *= side;
  }
  std::vector<Point> points;
  points.reserve(size);
  for (std::uint32_t x = 0; x < shape[0]; ++x) {
    for (std::uint32_t y = 0; y < shape[1]; ++y) {
      for (std::uint32_t z = 0; z < shape[2]; ++z) {
        points.push_back({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)});
      }
    }
  }
  return points;
}

std::vector<std::uint8_t> cell_types(std::uint32_t size, double inhibitory_fraction) {
  if (!(inhibitory_fraction >= 0.0 && inhibitory_fraction <= 1.0)) {
    throw ConfigError(fmt::format("expected an inhibitory fraction between 0 and 1, got {}",
                                  inhibitory_fraction));
  }
  const auto count = std::llround(inhibitory_fraction * static_cast<double>(size));
  std::vector<std::uint8_t> inhibitory(size, 0);
  std::fill(inhibitory.end() - count, inhibitory.end(), std::uint8_t{1});
  return inhibitory;
}

Placement place_on_grid(const GridShape& shape, double inhibitory_fraction, const StreamKey& key) {
  Placement placement{.positions = grid_positions(shape), .inhibitory = {}};
  std::vector<Point>& positions = placement.positions;
  placement.inhibitory =
      cell_types(static_cast<std::uint32_t>(positions.size()), inhibitory_fraction);
  RandomStream stream(key, 0);
  for (std::size_t last = positions.size() - 1; last > 0; --last) {
    std::swap(positions[last], positions[uniform_index(stream, last + 1)]);
  }
  return placement;
}

std::vector<Point> random_positions(std::uint32_t size, const Point& low, const Point& high,
                                    const StreamKey& key) {
  std::vector<Point> positions;
  positions.reserve(size);
  for (std::uint32_t neuron = 0; neuron < size; ++neuron) {
    RandomStream stream(key, neuron);
    const double x = low.x + stream.uniform() * (high.x - low.x);
    const double y = low.y + stream.uniform() * (high.y - low.y);
    const double z = low.z + stream.uniform() * (high.z - low.z);
    positions.push_back({x, y, z});
  }
  return positions;
}

}  // namespace meniscus
