#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/core/random.hpp"

namespace meniscus {

/// Where a neuron is, in units of a grid's spacing.
struct Point {
  double x = 0.0, y = 0.0, z = 0.0;

  friend bool operator==(const Point&, const Point&) = default;
};

inline double squared_distance(const Point& a, const Point& b) {
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z);
}

/// Number of points along x, y and z.
using GridShape = std::array<std::uint32_t, 3>;

/// The points of a grid of spacing 1 that starts at the origin; z runs fastest. Throws ConfigError
/// when a side is 0 or there are more than 2^32 - 1 points.
std::vector<Point> grid_positions(const GridShape& shape);

/// Where the neurons of a population are and of which type they are.
struct Placement {
  std::vector<Point> positions;          ///< per neuron; empty: nowhere
  std::vector<std::uint8_t> inhibitory;  ///< per neuron, 0 or 1; empty: all are excitatory
};

/// 1 for inhibitory neurons, which are the last of the population: `inhibitory_fraction` * size of
/// them, rounded to a whole number. Throws ConfigError for a fraction outside [0, 1].
std::vector<std::uint8_t> cell_types(std::uint32_t size, double inhibitory_fraction);

/// One neuron on each point of a grid, types mixed by a random permutation of the points, as in the
/// liquid of Ivanov & Michmizos (2021), arXiv:2111.01760. `key` is one of RandomDomain::placement.
Placement place_on_grid(const GridShape& shape, double inhibitory_fraction, const StreamKey& key);

/// Independent positions, uniform in the box between two corners (a side may be 0). `key` is one of
/// RandomDomain::placement, by neuron.
std::vector<Point> random_positions(std::uint32_t size, const Point& low, const Point& high,
                                    const StreamKey& key);

}  // namespace meniscus
