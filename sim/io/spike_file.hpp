#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace meniscus {

/// The spikes of one population, sorted by time and then by neuron.
struct PopulationSpikes {
  std::string name;
  std::vector<double> times;           ///< [ms]
  std::vector<std::uint64_t> neurons;  ///< of each spike, from 0
  std::uint64_t size = 0;      ///< neurons, silent ones included; at least the last one that spikes
  bool size_is_known = false;  ///< the file says it; else `size` ends with the last that spikes
  double duration = 0.0;       ///< recorded is (0, duration] [ms]; at least the last spike
  bool duration_is_known = false;  ///< the file says it
};

/// What a file of spikes holds.
struct SpikeFile {
  std::vector<PopulationSpikes> populations;  ///< sorted by name, or as asked for
  std::string started;       ///< when the run began, ISO 8601 UTC; empty if not said
  bool has_samples = false;  ///< samples of a classification, one after the other
};

/// Reads spikes in the SONATA layout: results of ours and files of others. `sorting` is not relied
/// on, whether enumeration, text or absent; times without `units` are in ms; the old layout,
/// /spikes/{timestamps, gids}, is one population "spikes". `populations`: only these, in this
/// order; all if empty. Throws ConfigError for a file or population that isn't there, and for
/// times, ids or units that make no sense, IoError for a damaged file.
SpikeFile read_spike_file(const std::filesystem::path& file,
                          std::span<const std::string> populations = {});

/// Whether a file is HDF5 and holds a group /spikes.
bool is_spike_file(const std::filesystem::path& file);

}  // namespace meniscus
