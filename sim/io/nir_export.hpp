#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/nir_cells.hpp"
#include "sim/io/nir_graph.hpp"
#include "sim/io/nir_operators.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {

/// The parameter `weight` of a node Linear or Affine, kept sparse until it is written.
struct NirMatrix {
  std::size_t node = 0;
  std::uint64_t outputs = 0;
  std::uint64_t inputs = 0;
  std::vector<NirWeight> weights = {};  ///< those of one pair add up

  std::uint64_t entries() const { return outputs * inputs; }
};

/// A network as a graph.
struct NirExport {
  NirGraph graph = {};
  std::vector<NirMatrix> matrices = {};
  std::vector<std::string> notes = {};   ///< what to know about it, a line each
  std::vector<std::string> losses = {};  ///< "dropped: …", "approximated: …"
};

/// Dense weights that a graph may hold unless somebody allows more: 256 MB of 32-bit floats.
inline constexpr std::uint64_t most_dense_weights = 64'000'000;

/// Why a population can't be a node; "" if it can.
std::string nir_problem(const NeuronPopulation& neurons);

/// The opposite of `nir_network`: populations of the model lif_nir as neurons, others as inputs,
/// each projection as dense weights and, where its delay is longer than the layers it crosses, a
/// node Delay. A source that fires every tick becomes biases. `options`: only dt and the time unit
/// count. Synapses are drawn. Throws ConfigError for other models, for a network without inputs or
/// neurons, and for more than `most_weights` dense weights.
NirExport nir_export(const NetworkBuilder& network, const NirOptions& options,
                     std::uint64_t most_weights = most_dense_weights);

/// Writes a graph in the layout of NIR 1.0 (see read_nir): numbers of a node as 32-bit floats where
/// these hold all of them, else as 64-bit ones. Throws IoError.
void write_nir(const NirExport& graph, const std::filesystem::path& file);

}  // namespace meniscus
