#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace meniscus {

/// The nodes that have, for every property, one of its values. Properties are `population`,
/// `node_id` and the columns of the table of node types.
struct SonataNodeSet {
  std::vector<std::pair<std::string, std::vector<std::string>>> properties;
};

/// A pair of files that holds nodes or edges.
struct SonataFiles {
  std::filesystem::path elements;  ///< HDF5
  std::filesystem::path types;     ///< table, separated by blanks
};

/// One entry of `inputs`.
struct SonataInput {
  std::string name;
  bool is_current = false;     ///< a current clamp; else spikes
  std::filesystem::path file;  ///< of spikes
  SonataNodeSet nodes;
  double amplitude = 0.0;  ///< of the current [pA]
  double start = 0.0;      ///< [ms]
  double stop = 0.0;       ///< [ms]
};

/// What a simulation_config.json and the circuit_config.json it goes with say.
struct SonataConfig {
  double duration = 0.0;  ///< [ms]
  double tick = 0.0;      ///< [ms]
  std::vector<SonataFiles> nodes, edges;
  std::filesystem::path synapse_parameters;  ///< folder
  std::filesystem::path neuron_parameters;   ///< folder
  std::vector<SonataInput> inputs;
  std::vector<std::string> dropped;  ///< what they say and we don't take
};

/// Reads a SONATA simulation_config.json (Dai et al. 2020, doi:10.1371/journal.pcbi.1007696) and
/// the circuit_config.json that it names by `network`, or else lies beside it; `manifest` variables
/// are replaced and relative paths are beside the file that holds them. Throws ConfigError.
SonataConfig read_sonata_config(const std::filesystem::path& file);

/// Whether a file is JSON with a section `run`, as a simulation_config.json has.
bool is_sonata_config(const std::filesystem::path& file);

/// The numbers in a file of parameters of a neuron or a synapse, by name; others are left out.
/// Throws ConfigError.
std::map<std::string, double> read_sonata_parameters(const std::filesystem::path& file);

}  // namespace meniscus
