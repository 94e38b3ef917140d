#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/io/nir_cells.hpp"
#include "sim/io/nir_graph.hpp"
#include "sim/network/synapse_list.hpp"

namespace meniscus {

/// Neurons of one node with the same parameters, or an input of the graph, or the neuron that fires
/// every tick and whose weights are biases.
struct NirPopulation {
  enum class Kind : std::uint8_t { neurons, input, bias };

  std::string name;
  Kind kind = Kind::neurons;
  NirCell cell = {};
  std::vector<std::uint32_t> members = {};  ///< which entries of the node they are, ascending
  bool readout = false;                     ///< its potential is an output of the graph

  bool spikes() const { return kind != Kind::neurons || cell.spiking; }
};

struct NirProjection {
  std::string name;
  std::size_t source = 0;  ///< population
  std::size_t target = 0;
  EdgeList edges = {};  ///< weights [pA], delays [ms]
};

/// A graph as populations and projections.
///
/// Within a step NIR's spikes pass from layer to layer at once; ours take a tick. So layer d (the
/// most layers on a way from an input, loops aside) is d ticks late in all it does; a projection
/// has a delay of as many ticks as it crosses layers. An edge that closes a loop carries the spikes
/// of the step before.
struct NirNetwork {
  std::vector<NirPopulation> populations;
  std::vector<NirProjection> projections;
  std::vector<std::string> notes = {};  ///< what isn't as in the graph, a line each
};

/// Throws ConfigError for what can't be a network of ours.
NirNetwork nir_network(const NirGraph& graph, const NirOptions& options);

}  // namespace meniscus
