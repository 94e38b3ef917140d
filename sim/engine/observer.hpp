#pragma once

#include <cstdint>
#include <span>

#include "sim/core/time.hpp"
#include "sim/network/network.hpp"

namespace meniscus {

class Simulation;

/// Watches a simulation from outside. Nothing an observer does can change a result.
class Observer {
 public:
  virtual ~Observer() = default;

  /// The spikes of one population at tick t (sorted population indices), in time order per
  /// population.
  virtual void spikes(PopulationId, Time, std::span<const std::uint32_t>) {}

  /// The next tick > now at which `stop` wants to be called; `never` if none.
  virtual Time next_stop(Time /*now*/) const { return Time{never}; }

  /// Every state is at tick `now`, which is one of the ticks asked for (or the simulation's start).
  virtual void stop(const Simulation&, Time /*now*/) {}
};

}  // namespace meniscus
