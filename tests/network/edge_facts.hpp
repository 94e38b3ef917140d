#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/network/connectivity.hpp"

namespace meniscus {

/// The stream family of projection 0.
inline StreamKey key(std::uint64_t seed) { return {seed, RandomDomain::connectivity}; }

/// Two populations without positions.
inline PopulationPair between(std::uint32_t sources, std::uint32_t targets) {
  return {{sources}, {targets}};
}

/// One population as source and target.
inline PopulationPair within(std::uint32_t size) { return {{size}, {size}, true}; }

inline std::vector<double> out_degrees(const EdgeTable& edges) {
  std::vector<double> degrees;
  for (std::uint32_t source = 0; source < edges.sources(); ++source) {
    degrees.push_back(static_cast<double>(edges.row(source).size()));
  }
  return degrees;
}

inline std::vector<double> in_degrees(const EdgeTable& edges, std::uint32_t targets) {
  std::vector<double> degrees(targets, 0.0);
  for (const std::uint32_t target : edges.target) ++degrees[target];
  return degrees;
}

/// How many synapses join a neuron to itself.
inline std::uint64_t autapses(const EdgeTable& edges) {
  std::uint64_t count = 0;
  for (std::uint32_t neuron = 0; neuron < edges.sources(); ++neuron) {
    count += static_cast<std::uint64_t>(std::ranges::count(edges.row(neuron), neuron));
  }
  return count;
}

/// How many synapses join a pair that an earlier one joins.
inline std::uint64_t repeated_pairs(const EdgeTable& edges) {
  std::uint64_t count = 0;
  for (std::uint32_t source = 0; source < edges.sources(); ++source) {
    const auto row = edges.row(source);
    for (std::size_t k = 1; k < row.size(); ++k) count += row[k] == row[k - 1];
  }
  return count;
}

/// The order EdgeTable promises.
inline bool rows_are_sorted(const EdgeTable& edges) {
  for (std::uint32_t source = 0; source < edges.sources(); ++source) {
    if (!std::ranges::is_sorted(edges.row(source))) return false;
  }
  return edges.row_begin.back() == edges.target.size();
}

}  // namespace meniscus
