#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/io/nir_graph.hpp"

namespace meniscus {

// What a network may hold: far more than any real one, and little enough for memory. A few bytes
// can ask for any shape.
inline constexpr std::uint64_t most_nir_neurons = 4'000'000;
inline constexpr std::uint64_t most_nir_weights = 25'000'000;  ///< on the way to one node

/// One weight of a linear map between two populations, after some delay.
struct NirWeight {
  std::uint32_t source = 0;
  std::uint32_t target = 0;
  double weight = 0.0;
  double delay = 0.0;  ///< in the file's unit of time

  friend bool operator==(const NirWeight&, const NirWeight&) = default;
};

/// Numbers in an array of some shape, row-major.
struct NirShape {
  std::vector<std::uint64_t> extents;

  std::uint64_t size() const;
};

/// An affine map between arrays: y = W x + bias, W sparse.
struct NirOperator {
  NirShape outputs;
  std::vector<NirWeight> weights =
      {};                         ///< source: entry of x, target: entry of y; sorted by source
  std::vector<double> bias = {};  ///< of every output, or empty
};

/// What a node without state (Linear, Affine, Scale, Delay, Flatten, Conv1d, Conv2d, SumPool2d,
/// AvgPool2d, Output, Identity) does to an input of a shape. Throws ConfigError where parameters
/// are missing or don't fit.
NirOperator nir_operator(const NirGraph& graph, const NirNode& node, const NirShape& input);

/// A node's parameter that must be there with numbers. Throws ConfigError.
const NirParameter& nir_numbers(const NirGraph& graph, const NirNode& node,
                                std::string_view parameter);

}  // namespace meniscus
