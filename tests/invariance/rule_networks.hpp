#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/network/network.hpp"

namespace meniscus {

/// The names of all plasticity rules: those of the catalogue and those that only C++ knows.
std::vector<std::string> all_rules();

/// A network that learns by a rule, from a source that fires several times a tick and recurrently,
/// with and without a lag, with one and with many delays. An empty name: fixed weights.
Network rule_network(const std::string& rule, std::uint32_t block_size);

}  // namespace meniscus
