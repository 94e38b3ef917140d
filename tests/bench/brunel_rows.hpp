#pragma once

#include <cstdint>

#include "sim/core/distributions.hpp"
#include "sim/network/synapses.hpp"

namespace meniscus {

// The rows of Brunel's network: 410 targets each in a block of 4096.
inline constexpr std::uint32_t brunel_targets = 4096;
inline constexpr std::uint32_t brunel_row_length = 410;

/// Rows of so many sources, without weights of their own.
inline SynapseBlock brunel_rows(std::uint32_t sources) {
  SynapseBlock rows;
  rows.row_begin.push_back(0);
  for (std::uint32_t source = 0; source < sources; ++source) {
    RandomStream stream({.seed = 1, .domain = RandomDomain::test}, source);
    std::uint32_t target = 0;  // ascending, about ten apart
    for (std::uint32_t k = 0; k < brunel_row_length; ++k) {
      rows.target.push_back(static_cast<std::uint16_t>(target));
      const auto step = 1 + static_cast<std::uint32_t>(uniform_index(stream, 18));
      target = (target + step) % brunel_targets;
    }
    rows.row_begin.push_back(static_cast<std::uint32_t>(rows.target.size()));
  }
  return rows;
}

}  // namespace meniscus
