#include "sim/network/network.hpp"

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

void check_takes_current(const Population& population) {
  if (population.neurons->takes_current()) return;
  throw ConfigError(fmt::format("population {}: {} neurons take no injected current",
                                population.name, population.neurons->model()));
}

std::int64_t Network::min_delay() const {
  std::int64_t shortest = never;
  for (const Projection& projection : projections) {
    if (!projection.delays.empty()) shortest = std::min(shortest, projection.delays.front());
  }
  return shortest;
}

std::int64_t Network::max_delay() const {
  std::int64_t longest = 0;
  for (const Projection& projection : projections) {
    if (!projection.delays.empty()) longest = std::max(longest, projection.delays.back());
  }
  return longest;
}

std::uint64_t Network::synapses() const {
  std::uint64_t sum = 0;
  for (const Projection& projection : projections) sum += projection.synapses;
  return sum;
}

std::uint64_t Network::synapse_bytes() const {
  std::uint64_t sum = 0;
  for (const Projection& projection : projections) {
    sum += projection.row_weights.bytes();
    for (const SynapseBlock& block : projection.blocks) sum += block.bytes();
  }
  return sum;
}

}  // namespace meniscus
