#pragma once

#include <cstdint>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"

namespace meniscus {

/// Whether what stands behind a swept key draws values.
bool draws_values(const Node& node);

/// The values of a grid: a list's items, `1..10`, a range {from, to, step | number, spacing}, or a
/// single value.
std::vector<Node> grid_values(const Node& node, Diagnostics& diagnostics);

/// `samples` draws for the key `path`.
std::vector<Node> drawn_values(const Node& node, std::uint64_t samples, std::uint64_t seed,
                               Diagnostics& diagnostics);

}  // namespace meniscus
