#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/network/synapses.hpp"

namespace meniscus {

/// The weight of every synapse [unit of the channel], in the order of the edges.
std::vector<double> weights_of(const Synapses& synapses);

/// The largest modulus of an eigenvalue of the matrix of `weight` over edges from one population to
/// itself (multapses add up) [unit of the channel]; exactly 0 where no path comes back. Taken
/// strong component by strong component, since only these have eigenvalues other than 0; a single
/// cycle's is the geometric mean of its weights. Nothing where it isn't found
/// (numeric/spectral_radius.hpp).
std::optional<double> spectral_radius(const EdgeTable& edges, std::span<const double> weight);

}  // namespace meniscus
