#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "sim/core/precision.hpp"
#include "sim/core/spikes.hpp"
#include "sim/network/network.hpp"

namespace meniscus {

/// A liquid of 1000 Lif neurons (tau_m 64 ms, threshold 20 mV, t_ref 2 ms) behind 784 input lines,
/// whose synapses and input spikes are files, the same for every simulator compared on it. The
/// resolution and all delays are 1 ms.
struct NetworkD {
  static constexpr PopulationId input = 0;
  static constexpr PopulationId liquid = 1;
  static constexpr std::uint32_t lines = 784;
  static constexpr std::uint32_t neurons = 1000;
  static constexpr Time duration{250};  ///< of a sample

  Network network;
  std::vector<SpikeTable> samples;  ///< on the input lines
};

/// $MENISCUS_DATA/benchmarks/network_d; empty where that is missing.
std::filesystem::path network_d_folder();

/// Reads the network and its 200 samples from raw little-endian arrays. Throws IoError.
NetworkD load_network_d(const std::filesystem::path& folder,
                        Precision precision = Precision::float64);

/// A network and samples of the same statistics, drawn: for where the files are missing.
NetworkD draw_network_d();

/// Writes what draw_network_d draws into a folder, for load_network_d and other simulators. Throws
/// IoError.
void write_network_d(const std::filesystem::path& folder);

}  // namespace meniscus
