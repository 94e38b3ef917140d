#pragma once

#include <cstdint>
#include <string>

#include "sim/network/network.hpp"

namespace meniscus {

/// The network of a file in configs/, drawn with `seed`.
Network config_network(const std::string& config, std::uint64_t seed);

}  // namespace meniscus
