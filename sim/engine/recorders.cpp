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

CountRecorder::CountRecorder(PopulationId population, std::uint32_t size, Time duration,
                             std::uint32_t windows)
    : population_(population),
      size_(size),
      duration_(duration),
      windows_(windows),
      counts_(std::size_t{size} * windows) {
  if (windows < 1 || duration.ticks < windows) {
    throw ConfigError("expected at least one window, and windows of at least one tick");
  }
}

void CountRecorder::spikes(PopulationId population, Time t,
                           std::span<const std::uint32_t> neurons) {
  if (population != population_ || t > duration_) return;
  const auto window = static_cast<std::size_t>((t.ticks - 1) * windows_ / duration_.ticks);
  for (const std::uint32_t neuron : neurons) counts_[window * size_ + neuron] += 1.0f;
}

}  // namespace meniscus
