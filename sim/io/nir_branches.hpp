#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/io/nir_operators.hpp"

namespace meniscus {

/// Weights that lead from one node with state to another; how their delays count is the owner's.
struct NirBundle {
  std::string name;
  std::size_t source = 0;
  std::size_t target = 0;
  std::vector<NirWeight> weights;

  double least_delay() const;
};

/// Sizes of the nodes at a bundle's ends.
struct NirExtents {
  std::uint32_t sources = 0;
  std::uint32_t targets = 0;
};

/// Weights with a delay for each of their sources, or for each of their targets, or none.
struct NirBranch {
  std::vector<NirWeight> weights;
  std::vector<double> before = {};
  std::vector<double> after = {};
};

/// What nodes Linear and Delay can hold: a Delay has a delay per channel, so that weights whose
/// delays depend on more take a branch for each delay. `implied`: the delay without any Delay.
std::vector<NirBranch> nir_branches(const NirBundle& bundle, const NirExtents& extents,
                                    double implied);

}  // namespace meniscus
