#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/spikes.hpp"
#include "sim/engine/simulation.hpp"

namespace meniscus {

/// Keeps every spike of a simulation, per population.
class SpikeLog final : public Observer {
 public:
  explicit SpikeLog(Simulation& simulation) : spikes_(simulation.network().populations.size()) {
    simulation.observe(*this);
  }

  void spikes(PopulationId population, Time t, std::span<const std::uint32_t> neurons) override {
    for (const std::uint32_t neuron : neurons) spikes_[population].push_back({t, neuron});
  }

  const std::vector<Spike>& of(PopulationId population) const { return spikes_[population]; }
  const std::vector<std::vector<Spike>>& all() const { return spikes_; }

  /// The ticks at which one neuron fired.
  std::vector<std::int64_t> ticks(PopulationId population, std::uint32_t neuron = 0) const {
    std::vector<std::int64_t> result;
    for (const Spike& spike : spikes_[population]) {
      if (spike.neuron == neuron) result.push_back(spike.time.ticks);
    }
    return result;
  }

  void clear() {
    for (auto& list : spikes_) list.clear();
  }

 private:
  std::vector<std::vector<Spike>> spikes_;
};

/// Every state variable of every neuron, now.
inline std::vector<double> all_states(const Simulation& simulation) {
  std::vector<double> values;
  const auto& populations = simulation.network().populations;
  for (PopulationId p = 0; p < populations.size(); ++p) {
    for (std::size_t variable = 0; variable < populations[p].neurons->variables().size();
         ++variable) {
      for (std::uint32_t i = 0; i < populations[p].size; ++i) {
        values.push_back(simulation.value(p, variable, i));
      }
    }
  }
  return values;
}

}  // namespace meniscus
