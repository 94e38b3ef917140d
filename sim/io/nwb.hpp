#pragma once

#include <filesystem>
#include <string_view>

#include "sim/io/spike_file.hpp"

namespace meniscus {

/// What stands for the start of a session that is not known.
inline constexpr std::string_view unknown_start = "1970-01-01T00:00:00Z";

/// Throws ConfigError if there are more than ten million neurons, each of which would be a unit.
void require_nwb_size(const SpikeFile& spikes);

/// Writes spikes as the table of units of a file of Neurodata Without Borders, version 2.6 (Rübel et
/// al. 2022, doi:10.7554/eLife.78362): a unit for every neuron, silent ones included, in the order
/// of populations and neurons, with the columns population, node_id, spike_times [s] and
/// obs_intervals [s]. Without a copy of the format's specification, which its readers bring.
/// Identifiers derive from the contents and dates from the run, so that equal spikes give equal
/// files. Throws IoError.
void write_nwb(const SpikeFile& spikes, const std::filesystem::path& file);

}  // namespace meniscus
