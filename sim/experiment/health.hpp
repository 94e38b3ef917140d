#pragma once

#include <string>
#include <vector>

#include "sim/network/network.hpp"

namespace meniscus {

/// What a population did in a run, for the health report.
struct PopulationActivity {
  PopulationId population = 0;
  double spikes = 0.0;   ///< of all its neurons
  double seconds = 0.0;  ///< of simulated time [s]

  double rate(const Network& network) const;  ///< mean per neuron [Hz]
};

/// Sentences about what is likely a mistake: silent or saturated (> 200 Hz) populations, delays
/// rounded to whole ticks, a tick too long for a model's time constant.
std::vector<std::string> health_report(const Network& network,
                                       const std::vector<PopulationActivity>& activity);

}  // namespace meniscus
