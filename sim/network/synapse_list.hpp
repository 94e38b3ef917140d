#pragma once

#include <vector>

#include "sim/core/random.hpp"
#include "sim/core/time.hpp"
#include "sim/network/connectivity.hpp"
#include "sim/network/synapse_law.hpp"
#include "sim/network/synapses.hpp"

namespace meniscus {

/// Explicit edges, perhaps with weights and delays.
struct ListedEdges {
  EdgeTable edges;
  std::vector<float> weight = {};  ///< per edge [unit of the channel]; empty: as the law says
  std::vector<double> delay = {};  ///< per edge [ms]; empty: as the law says
};

/// Edges as they come, in any order.
struct EdgeList {
  std::vector<std::uint32_t> source;
  std::vector<std::uint32_t> target;
  std::vector<double> weight = {};  ///< per edge [unit of the channel], or empty
  std::vector<double> delay = {};   ///< per edge [ms], or empty

  std::size_t size() const { return source.size(); }
};

/// Sorted by source and target; edges of one pair stay in their order. `sources`: neurons of the
/// source population, of which every edge's source must be one.
ListedEdges sorted(const EdgeList& list, std::uint32_t sources);

/// A law that can have the values of a list, for what is checked of laws.
SynapseLaw with_lists(SynapseLaw law, const ListedEdges& list);

/// Gives synapses the weights of a list with the same edges; the weights of one pair's edges are in
/// the order of their delays. Throws ConfigError where the edges are others.
void put_weights(Synapses& synapses, const ListedEdges& stored);

/// What decides about a projection's weights and delays besides its edges.
struct SynapseContext {
  PopulationPair ends;
  StreamKey weight_key;
  StreamKey delay_key;
  Resolution resolution;
};

/// Adds what the law says to edges: weights and delays, drawn as DrawnSynapses draws them. Throws
/// ConfigError for a delay below a tick and where a spectral radius can't be reached.
Synapses list_synapses(ListedEdges edges, const SynapseLaw& law, const SynapseContext& context);

}  // namespace meniscus
