#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/io/sonata_config.hpp"

namespace meniscus {

/// A table of node or edge types: id → column → value. "NULL" stands for no value and is left out.
using SonataTypes = std::map<std::uint64_t, std::map<std::string, std::string>>;

/// The nodes of one population; node k has id k.
struct SonataNodes {
  std::string population;
  std::vector<std::uint64_t> type;  ///< of each node
  SonataTypes types;
  std::vector<std::string> dropped;  ///< what the file says of single nodes and we don't take
};

/// The edges of one edge population. Per-edge values are NaN where the file has none.
struct SonataEdges {
  std::string population, source, target;
  std::vector<std::uint64_t> source_node, target_node, type;
  std::vector<double> weight, delay, synapses;  ///< `synapses`: that the edge stands for
  SonataTypes types;
  std::vector<std::string> dropped;
};

/// The populations in a pair of files. Throw ConfigError for contents that make no sense, IoError
/// for a damaged file.
std::vector<SonataNodes> read_sonata_nodes(const SonataFiles& files);
std::vector<SonataEdges> read_sonata_edges(const SonataFiles& files);

}  // namespace meniscus
