#pragma once

#include <string>
#include <vector>

#include "sim/network/network_builder.hpp"

namespace meniscus {

/// A single neuron that fires at every tick from a given one on: what an import makes of biases.
bool is_nir_bias(const Population& population, const Resolution& resolution);

/// What no graph of NIR can say of a network, a line each, "dropped: …"; delays and biases aside.
std::vector<std::string> nir_losses(const NetworkBuilder& network);

}  // namespace meniscus
