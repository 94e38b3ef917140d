#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/network/network.hpp"

namespace meniscus {

/// The network of a file in configs/, drawn with `seed`; `overrides` as of --set.
Network config_network(const std::string& config, std::uint64_t seed,
                       const std::vector<std::string>& overrides = {});

}  // namespace meniscus
