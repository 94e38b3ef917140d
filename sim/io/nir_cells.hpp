#pragma once

#include <compare>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/io/nir_graph.hpp"
#include "sim/network/neuron_population.hpp"

namespace meniscus {

/// How a graph becomes a model; NIR holds neither of these.
struct NirOptions {
  double dt = 0.1;         ///< length of a step [ms]
  double time_unit = 1e3;  ///< the file's unit of time [ms]; exporters use seconds
  bool subtract = false;   ///< spikes take the threshold away instead of setting v_reset
  bool exact = false;      ///< solve the equations exactly instead of by Euler steps
};

/// Parameters of one neuron, as those of the model lif_nir.
struct NirCell {
  double tau_m = 0.0;    ///< [ms]
  double tau_syn = 0.0;  ///< [ms]
  double e_l = 0.0;      ///< [mV]
  double v_th = 0.0;     ///< [mV]
  double v_reset = 0.0;  ///< [mV]
  double r_m = 1.0;      ///< [GOhm]
  double w_in = 1.0;
  bool leak = true;
  bool spiking = true;
  bool exact = false;

  friend auto operator<=>(const NirCell&, const NirCell&) = default;
};

/// The neurons of a node of `size` neurons, in order. Throws ConfigError for parameters that are
/// missing, don't fit or make no sense.
std::vector<NirCell> nir_cells(const NirGraph& graph, const NirNode& node, std::uint64_t size,
                               const NirOptions& options);

/// A neuron whose potential is its input of the step: W x + b that no neuron takes.
NirCell nir_readout(const NirOptions& options);

/// The model that all of NIR's neurons are.
inline constexpr std::string_view nir_model = "lif_nir";

/// The parameters of a population of that model; those without effect are as in a new NirCell.
NirCell nir_cell(const NeuronPopulation& neurons);

/// The node (without a name) as which `nir_cells` reads `size` such neurons.
NirNode nir_node(const NirCell& cell, std::uint64_t size, const NirOptions& options);

}  // namespace meniscus
