#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "sim/io/nir_network.hpp"

namespace meniscus {

/// What a model file says beside the network.
struct NirModelNames {
  std::string name;     ///< of the run
  std::string source;   ///< the file the graph is from, and its version, for the heading
  std::string weights;  ///< name of the file of edges, beside the model file
};

/// The model file, in YAML: populations, projections from the file of edges, and what to record.
std::string nir_model_text(const NirNetwork& network, const NirOptions& options,
                           const NirModelNames& names);

/// Writes the edges of a network: per projection a group of its name with source, target and, where
/// they differ, weight [pA] and delay [ms]; and for populations that are part of a node,
/// /members/<population>, their indices in the node. Throws IoError.
void write_nir_edges(const NirNetwork& network, const std::filesystem::path& file);

}  // namespace meniscus
