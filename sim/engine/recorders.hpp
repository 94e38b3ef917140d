#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/spikes.hpp"
#include "sim/engine/simulation.hpp"

namespace meniscus {

/// Keeps the spikes of one population, sorted by time and neuron.
class SpikeRecorder final : public Observer {
 public:
  explicit SpikeRecorder(PopulationId population) : population_(population) {}

  void spikes(PopulationId population, Time t, std::span<const std::uint32_t> neurons) override {
    if (population != population_) return;
    for (const std::uint32_t neuron : neurons) spikes_.push_back({t, neuron});
  }

  PopulationId population() const { return population_; }
  const std::vector<Spike>& spikes() const { return spikes_; }
  void clear() { spikes_.clear(); }

 private:
  PopulationId population_;
  std::vector<Spike> spikes_;
};

/// Keeps one state variable of some neurons at every multiple of an interval, tick 0 included.
class StateRecorder final : public Observer {
 public:
  /// `variable`: index in NeuronPopulation::variables(). interval >= 1 tick.
  StateRecorder(PopulationId population, std::size_t variable, std::vector<std::uint32_t> neurons,
                Time interval);

  Time next_stop(Time now) const override {
    return Time{(now.ticks / interval_.ticks + 1) * interval_.ticks};
  }
  void stop(const Simulation& simulation, Time now) override;

  PopulationId population() const { return population_; }
  std::size_t variable() const { return variable_; }
  Time interval() const { return interval_; }
  const std::vector<std::uint32_t>& neurons() const { return neurons_; }
  std::size_t samples() const { return neurons_.empty() ? 0 : values_.size() / neurons_.size(); }

  /// samples() x neurons, row-major [the variable's coherent unit].
  const std::vector<double>& values() const { return values_; }

  void clear() { values_.clear(); }
  void drop_last() { values_.resize(values_.size() - neurons_.size()); }  ///< samples() > 0

 private:
  PopulationId population_;
  std::size_t variable_;
  std::vector<std::uint32_t> neurons_;
  Time interval_;
  std::vector<double> values_;
};

}  // namespace meniscus
