#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/io/sonata_config.hpp"
#include "sim/io/sonata_neurons.hpp"
#include "sim/io/spike_file.hpp"

namespace meniscus {

/// One of our populations: the nodes of one type of a population of SONATA.
struct ImportedCells {
  std::string name;
  std::string population;
  std::vector<std::uint64_t> nodes;  ///< ascending
  std::map<std::string, std::string> properties;
  bool is_virtual = false;
  std::optional<ImportedNeuron> neuron;
  std::vector<std::pair<double, std::uint32_t>> spikes;  ///< of a virtual one [ms]
};

/// Where a node went.
struct NodePlace {
  std::size_t cells = 0;
  std::uint32_t index = 0;
};

/// The value of a column in a row of a table of types; empty if it has none.
std::string property(const std::map<std::string, std::string>& row, const std::string& name);

/// The name as a key of a model file may be.
std::string key_of(std::string name);

/// Ascending numbers as people write them: "0 to 239, 250"; cut where that is very long.
std::string ranges_of(const std::vector<std::uint64_t>& ascending);

/// Whether a node of `cells` belongs to the set.
bool matches(const SonataNodeSet& set, const ImportedCells& cells, std::uint64_t node);

/// Gives the cells of a virtual population their spikes of an input, up to `duration` [ms], and
/// tells whether there are any. Throws ConfigError when a model file couldn't hold them.
bool take_spikes(ImportedCells& cells, const SpikeFile& file, const SonataInput& input,
                 double duration);

}  // namespace meniscus
