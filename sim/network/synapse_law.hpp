#pragma once

#include <optional>
#include <string>
#include <utility>

#include "sim/core/distributions.hpp"
#include "sim/network/geometry.hpp"
#include "sim/network/network.hpp"

namespace meniscus {

/// How the synapses of a projection look.
struct SynapseLaw {
  Distribution weight = constant(1.0);  ///< [unit of the channel]
  /// Of synapses from inhibitory neurons, where the source population has types; else `weight`.
  std::optional<Distribution> inhibitory_weight = {};
  /// [ms]; rounded to whole ticks, at least one, after what is said below is added
  Distribution delay = constant(1.0);
  /// Empty: the target's only channel, or `exc` and `inh` by the sign of the weight.
  std::string channel = {};
  std::optional<PlasticityId> plasticity = {};  ///< the rule the weights learn by, if they do
  double post_lag = 0.0;         ///< from a target's spike to its effect on the synapse [ms]
  double dendritic_delay = 0.0;  ///< adds to `delay` [ms]; the post_lag that fits is twice this
  /// Adds distance / velocity to `delay` [distance / ms]; 0: distance makes no delay.
  double velocity = 0.0;
  /// All weights are scaled so that their matrix has this spectral radius [unit of the channel].
  std::optional<double> spectral_radius = {};
};

/// Below, above or on both sides of zero: which signs values can have.
struct Signs {
  bool negative = false;
  bool positive = false;
};

/// The least and the largest value a distribution can have; without its random sign.
std::pair<double, double> support_of(const Distribution& distribution);

Signs signs_of(const Distribution& distribution);

/// All synapses from a type of neuron have one weight, which rows share.
bool shares_weights(const SynapseLaw& law);

/// The shared weights; weight 1 where they aren't shared.
RowWeights row_weights(const SynapseLaw& law, const Placement& sources);

/// Throws what drawing would throw: limits that draws hardly ever meet, delays below a tick.
void check_draws(const SynapseLaw& law, const Resolution& resolution);

}  // namespace meniscus
