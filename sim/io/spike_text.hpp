#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "sim/io/spike_file.hpp"

namespace meniscus {

/// The identifier of every population's neuron 0 in a .gdf file. As NEST numbers nodes: from 1 on,
/// population after population, silent neurons included.
std::vector<std::uint64_t> gdf_offsets(const SpikeFile& spikes);

/// Writes the text NEST's recorders of old wrote: a line "id time" per spike, separated by a tab,
/// times in ms, sorted by time and then by id. Throws IoError.
void write_gdf(const SpikeFile& spikes, const std::filesystem::path& file);

/// Writes a heading and a line "time_ms,population,neuron" per spike, sorted by time, then by
/// population (in their order) and neuron. Throws IoError.
void write_spike_csv(const SpikeFile& spikes, const std::filesystem::path& file);

}  // namespace meniscus
