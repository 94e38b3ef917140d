#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "sim/network/geometry.hpp"

namespace meniscus {

/// A neuron and what a graph file says of it.
struct GraphNode {
  std::string population;
  std::uint32_t neuron = 0;  ///< in its population
  bool inhibitory = false;
  Point position;  ///< the origin where neurons have no positions
};

/// A synapse, from one node to another.
struct GraphEdge {
  std::string projection;
  double weight = 0.0;  ///< [unit of the channel]
  double delay = 0.0;   ///< [ms]
};

/// A network as other programs want it: nodes and edges with their properties.
struct PropertyGraph {
  std::vector<GraphNode> nodes;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;  ///< per edge: source and target node
  std::vector<GraphEdge> edges;
};

/// GraphML (http://graphml.graphdrawing.org), as networkx, igraph, Gephi and Cytoscape read it.
/// As write_dot, changes the global locale meanwhile, since Boost's writers take it.
/// Node data: population, neuron, inhibitory, x, y, z; edge data: projection, weight, delay.
void write_graphml(std::ostream& out, const PropertyGraph& graph);

/// DOT, as Graphviz reads it, with the same data as attributes.
void write_dot(std::ostream& out, const PropertyGraph& graph);

}  // namespace meniscus
