#pragma once

#include <map>
#include <optional>
#include <string>

namespace meniscus {

/// What a node type of SONATA is in a model of ours.
struct ImportedNeuron {
  std::string model = {};         ///< of ours
  std::string parameters = {};    ///< "tau_m: 20 ms, …"
  std::string unit = {};          ///< of weights onto it
  bool has_two_channels = false;  ///< exc and inh, by the sign of the weight
  bool takes_current = true;
};

/// The model with the dynamics that a model_template names, for parameters by NEST's or NEURON's
/// names; none if we have none. `tick` [ms].
std::optional<ImportedNeuron> import_neuron(const std::string& model_template,
                                            std::map<std::string, double> parameters, double tick);

}  // namespace meniscus
