#pragma once

#include "sim/network/network.hpp"

namespace meniscus {

/// The least and the largest of some weights [unit of the channel].
struct WeightRange {
  double least = 0.0, most = 0.0;
};

/// Of drawn synapses; 0 and 0 if there are none.
WeightRange weight_range(const Synapses& synapses);

/// Throws ConfigError where synapses onto `target` that start from `weights` can't learn so.
void check_learning(const Network& network, PopulationId target, const Learning& learning,
                    const WeightRange& weights);

}  // namespace meniscus
