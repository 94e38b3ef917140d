#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/core/random.hpp"
#include "sim/core/time.hpp"

namespace meniscus {

/// Spikes straight into every neuron of a population, a train each; nobody else sees them.
class SpikeInput {
 public:
  virtual ~SpikeInput() = default;

  /// How many arrive at tick t at the neurons first … first + counts.size() - 1. `first` is a
  /// multiple of 8; what a neuron gets does not depend on the range asked for.
  virtual void counts(const StreamKey& key, Time t, std::uint32_t first,
                      std::span<std::uint16_t> counts) const = 0;

  /// Mean number of spikes per neuron and tick.
  virtual double mean_count() const = 0;
};

/// A current injected into neurons, constant from tick to tick.
class CurrentInput {
 public:
  virtual ~CurrentInput() = default;

  /// The first change at or after tick t, if any is left.
  virtual std::optional<Time> next_change(Time t) const = 0;

  /// The current [pA] that flows into a neuron (population index) from tick t to tick t + 1; `key`
  /// names the random streams.
  virtual double value(const StreamKey& key, Time t, std::uint32_t neuron) const = 0;

  /// How often it changes per tick, in the long run.
  virtual double changes_per_tick() const { return 0.0; }
};

}  // namespace meniscus
