#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/time.hpp"

namespace meniscus {

/// One spike of a population.
struct Spike {
  Time time;
  std::uint32_t neuron = 0;  ///< index in its population

  friend constexpr auto operator<=>(const Spike&, const Spike&) = default;
};

/// Spikes of one population over the ticks 0 … ticks()-1, grouped by tick; within a tick sorted by
/// neuron. A neuron may appear more than once in a tick (each entry is a spike).
class SpikeTable {
 public:
  SpikeTable() = default;

  /// Sorts `spikes` (any order; times >= 0) into a table.
  explicit SpikeTable(std::vector<Spike> spikes);

  /// Ends the tick being filled; `append` spikes first, in neuron order.
  void end_tick() { begin_.push_back(neurons_.size()); }
  void append(std::uint32_t neuron) { neurons_.push_back(neuron); }
  void clear() { neurons_.clear(), begin_.assign(1, 0); }

  /// The spikes of one tick; none outside the table.
  std::span<const std::uint32_t> at(Time t) const {
    if (t.ticks < 0 || t.ticks >= ticks()) return {};
    const auto tick = static_cast<std::size_t>(t.ticks);
    return {neurons_.data() + begin_[tick], begin_[tick + 1] - begin_[tick]};
  }

  std::int64_t ticks() const { return static_cast<std::int64_t>(begin_.size()) - 1; }
  std::size_t size() const { return neurons_.size(); }
  std::span<const std::uint32_t> neurons() const { return neurons_; }

 private:
  std::vector<std::uint32_t> neurons_;
  std::vector<std::size_t> begin_{0};
};

}  // namespace meniscus
