#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "models/neurons/lif.hpp"
#include "models/sources/spike_list.hpp"
#include "plasticity/stdp_pair.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {

/// A plastic synapse between two neurons whose spikes are given.
template <AnyPlasticityRule R>
struct OneSynapseOf {
  typename R::Parameters rule = {};
  double weight = 0.1;                  ///< at the start [mV]
  std::vector<std::int64_t> pre = {};   ///< emission ticks; repeated for several spikes at once
  std::vector<std::int64_t> post = {};  ///< ticks
  std::int64_t delay = 1;               ///< [ticks]
  std::int64_t post_lag = 0;            ///< [ticks]
  double resolution = 0.1;              ///< [ms]

  /// The network; the plastic projection is number 0. The target is driven over
  /// threshold by a strong synapse whenever it is to fire.
  Network network() const {
    NetworkBuilder builder{Resolution(resolution)};
    const auto list = [&](const char* name, const std::vector<std::int64_t>& ticks,
                          std::int64_t before) {
      std::vector<Spike> spikes;
      for (const std::int64_t tick : ticks) spikes.push_back({Time{tick - before}, 0});
      return builder.add(name, 1, std::make_unique<SpikeList>(SpikeTable(std::move(spikes))));
    };
    const auto source = list("source", pre, 0);
    const auto driver = list("driver", post, 1);
    const auto target = builder.add<Lif>("target", 1, {.t_ref = 0.0});
    Synapses synapse;
    synapse.edges = {.row_begin = {0, 1}, .target = {0}};
    synapse.row_weights.shared = weight;
    synapse.delays = {delay};
    builder.connect(source, target, std::move(synapse), 0, "plastic",
                    Learning{builder.add_plasticity<R>(rule), Time{post_lag}});
    builder.connect(driver, target, OneToOne{},
                    {.weight = constant(1000.0), .delay = constant(resolution)});
    return builder.build();
  }

  /// The weight at the end of a tick.
  float weight_at(std::int64_t tick) const {
    const Network net = network();
    Simulation simulation(net);
    simulation.run(Time{tick});
    return simulation.weights(0).weight[0];
  }
};

using OneSynapse = OneSynapseOf<StdpPair>;

}  // namespace meniscus
