#pragma once

#include <filesystem>
#include <string>

#include "sim/experiment/specification.hpp"
#include "sim/network/topology_export.hpp"

namespace meniscus {

/// What the drawn synapses of a network are like as a graph: components, degrees, clustering, path
/// lengths, small-worldness, the spectral radius of the weights, and the part of the liquid that
/// the input reaches. The projections must have been drawn (draw_projections).
std::string describe_graph(const Specification& specification);

/// The network with every neuron and synapse. Throws ConfigError above 10 million synapses.
PropertyGraph property_graph(const NetworkBuilder& network);

/// Throws ConfigError unless a graph file may get this name: one that ends in .graphml, .dot or
/// .gv, of a file that doesn't exist unless `overwrite` is said.
void check_graph_file(const std::filesystem::path& file, bool overwrite);

/// Writes a network as GraphML or DOT, by the file's name, which it gets when it is complete.
/// Throws IoError where it can't be written.
void write_graph(const NetworkBuilder& network, const std::filesystem::path& file);

}  // namespace meniscus
