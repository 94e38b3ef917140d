#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace meniscus {

/// Synapses of one projection of an imported model, a group of its file of edges.
struct ImportedEdges {
  std::string name;
  std::string unit;  ///< of the weights
  std::vector<std::uint32_t> source, target;
  std::vector<double> weight;
  std::vector<double> delay;  ///< [ms]; empty if all have the same, which the model says
};

/// A SONATA network as a model of ours.
struct ImportedModel {
  std::string yaml;
  std::vector<ImportedEdges> edges;
  std::vector<std::string> notes;   ///< which node became which neuron
  std::vector<std::string> losses;  ///< "dropped: …" or "approximated: …"
};

/// Reads the network, the cells and the inputs of a simulation_config.json. A population of SONATA
/// becomes one of ours for every type of its nodes, which number theirs in ascending order; virtual
/// ones become spike lists. The models are
///   nrn:IntFire1            lif: m > 1 fires, tau and refrac in s as in BMTK's files
///   nest:iaf_psc_delta      lif
///   nest:iaf_psc_exp        lif_exp
///   nest:iaf_psc_alpha      lif_alpha
/// with NEST's defaults where a file leaves a parameter out. An edge's weight counts `nsyns` times,
/// with the `sign` of its synapse's file. `edge_file`: what the model calls its file of edges.
/// Throws ConfigError for models that we haven't and for files that make no sense.
ImportedModel import_sonata(const std::filesystem::path& config, const std::string& edge_file);

std::size_t synapses_of(const std::vector<ImportedEdges>& edges);

/// Writes the edges in the layout that the rule `from_file` reads. Throws IoError.
void write_imported_edges(const std::vector<ImportedEdges>& edges,
                          const std::filesystem::path& file);

}  // namespace meniscus
