#include "sim/core/spikes.hpp"

#include <algorithm>

namespace meniscus {

SpikeTable::SpikeTable(std::vector<Spike> spikes) {
  std::ranges::sort(spikes);
  neurons_.reserve(spikes.size());
  for (const Spike& spike : spikes) {
    while (ticks() < spike.time.ticks) end_tick();
    append(spike.neuron);
  }
  if (!spikes.empty()) end_tick();
}

}  // namespace meniscus
