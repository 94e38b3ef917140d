#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "models/sources/spike_list.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/network/network_builder.hpp"
#include "tests/support/spike_log.hpp"

namespace meniscus {

/// An input spike on its way to a neuron.
struct InputSpike {
  std::int64_t tick = 2;  ///< of arrival, >= 2
  double weight = 0.0;
  std::size_t channel = 0;
};

/// What drives a neuron, and how it is brought forward.
struct Drive {
  std::vector<InputSpike> inputs = {};
  std::unique_ptr<const CurrentInput> current = {};
  DriverChoice driver = DriverChoice::clock;
};

/// One neuron of model M at work in the engine.
template <class M>
class SingleNeuron {
 public:
  SingleNeuron(const typename M::Parameters& parameters, const Resolution& resolution,
               Drive drive = {})
      : network_(build(parameters, resolution, std::move(drive))),
        simulation_(network_),
        log_(simulation_) {}

  void run_to(std::int64_t tick) { simulation_.run(Time{tick} - simulation_.now()); }
  void run_ms(double duration) { simulation_.run_ms(duration); }

  /// State variable number `variable`.
  double value(std::size_t variable = 0) const { return simulation_.value(neuron, variable, 0); }

  /// The ticks of its spikes.
  std::vector<std::int64_t> spikes() const { return log_.ticks(neuron); }

 private:
  static constexpr PopulationId neuron = 0;

  /// Every input spike has a source of its own, one tick away.
  static Network build(const typename M::Parameters& parameters, const Resolution& resolution,
                       Drive drive) {
    NetworkBuilder builder(resolution);
    builder.add<M>("neuron", 1, parameters, drive.driver);
    if (drive.current) builder.inject(neuron, std::move(drive.current));
    if (drive.inputs.empty()) return builder.build();
    std::vector<Spike> spikes;
    for (std::uint32_t k = 0; k < drive.inputs.size(); ++k) {
      spikes.push_back({Time{drive.inputs[k].tick - 1}, k});
    }
    const auto sources = static_cast<std::uint32_t>(spikes.size());
    const auto list = builder.add("list", sources, std::make_unique<SpikeList>(SpikeTable(spikes)));
    for (std::size_t channel = 0; channel < M::channels.size(); ++channel) {
      Synapses synapses;
      synapses.delays = {1};
      for (const InputSpike& input : drive.inputs) {
        if (input.channel == channel) synapses.edges.target.push_back(0);
        synapses.edges.row_begin.push_back(synapses.edges.target.size());
        synapses.row_weights.by_source.push_back(input.weight);
      }
      builder.connect(list, neuron, std::move(synapses), channel);
    }
    return builder.build();
  }

  Network network_;
  Simulation simulation_;
  SpikeLog log_;
};

}  // namespace meniscus
