#pragma once

#include <cstdint>

#include "sim/core/random.hpp"
#include "sim/network/edges.hpp"
#include "sim/network/graph_rules.hpp"

namespace meniscus {

// Graphs whose synapses depend on one another, so that they can only be drawn as a whole: by one
// thread, from streams that depend on `key` alone. `size` neurons; the rule must be possible.

/// Undirected. O(size * neighbours^2) at worst.
EdgeTable draw_graph(const SmallWorld& rule, std::uint32_t size, const StreamKey& key);
EdgeTable draw_graph(const ScaleFree& rule, std::uint32_t size, const StreamKey& key);
EdgeTable draw_graph(const DirectedScaleFree& rule, std::uint32_t size, const StreamKey& key);
EdgeTable draw_graph(const SymmetricPairwiseBernoulli& rule, std::uint32_t size,
                     const StreamKey& key);

/// The streams of what concerns a projection as a whole; the others belong to a neuron.
inline constexpr std::uint32_t whole_projection = 0xffffffffu;

}  // namespace meniscus
