#include "sim/engine/recorders.hpp"

#include <algorithm>

#include "sim/core/error.hpp"

namespace meniscus {

StateRecorder::StateRecorder(PopulationId population, std::size_t variable,
                             std::vector<std::uint32_t> neurons, Time interval)
    : population_(population),
      variable_(variable),
      neurons_(std::move(neurons)),
      interval_(interval) {
  if (interval.ticks < 1) throw ConfigError("expected a recording interval of at least one tick");
}

void StateRecorder::stop(const Simulation& simulation, Time now) {
  if (now.ticks % interval_.ticks != 0) return;
  for (const std::uint32_t neuron : neurons_) {
    values_.push_back(simulation.value(population_, variable_, neuron));
  }
}

}  // namespace meniscus
