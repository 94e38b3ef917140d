#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/state_archive.hpp"
#include "sim/core/time.hpp"

namespace meniscus {

/// The last spikes of one population, by tick: as many ticks as its longest delay and an epoch
/// need.
class SpikeHistory {
 public:
  explicit SpikeHistory(std::int64_t ticks = 1) : slots_(static_cast<std::size_t>(ticks)) {}

  /// Starts tick t, forgetting the oldest one; the vector is to be filled with sorted indices.
  std::vector<std::uint32_t>& begin_tick(Time t) {
    std::vector<std::uint32_t>& slot = slots_[index(t)];
    slot.clear();
    return slot;
  }

  std::span<const std::uint32_t> at(Time t) const { return slots_[index(t)]; }
  std::vector<std::uint32_t>& at_tick(Time t) { return slots_[index(t)]; }

  void clear() {
    for (auto& slot : slots_) slot.clear();
  }

  void state(StateArchive& archive) {
    archive.same(slots_.size());
    for (auto& slot : slots_) archive.values(slot);
  }

 private:
  std::size_t index(Time t) const { return static_cast<std::size_t>(t.ticks) % slots_.size(); }

  std::vector<std::vector<std::uint32_t>> slots_;
};

/// How much of a spike a projection onto a "replacing" synapse delivers: with e = exp(-age/tau) of
/// the source's last spike still flowing, a new spike brings the current back to full by adding 1 -
/// e (Ivanov & Michmizos 2021: the age of the last spike alone counts).
class ReplaceKernel {
 public:
  /// `tau_ticks` > 0 [ticks]; `ticks` as in SpikeHistory.
  ReplaceKernel(double tau_ticks, std::uint32_t sources, std::int64_t ticks)
      : tau_ticks_(tau_ticks), last_(sources, no_spike), slots_(static_cast<std::size_t>(ticks)) {}

  /// Computes tick t's amplitudes, one per spike.
  void record(Time t, std::span<const std::uint32_t> spikes) {
    auto& slot = slots_[static_cast<std::size_t>(t.ticks) % slots_.size()];
    slot.clear();
    for (const std::uint32_t source : spikes) {
      const std::int64_t last = last_[source];
      const auto age = static_cast<double>(t.ticks - last);
      slot.push_back(last == no_spike ? 1.0 : 1.0 - std::exp(-age / tau_ticks_));
      last_[source] = t.ticks;
    }
  }

  std::span<const double> at(Time t) const {
    return slots_[static_cast<std::size_t>(t.ticks) % slots_.size()];
  }

  void clear() {
    last_.assign(last_.size(), no_spike);
    for (auto& slot : slots_) slot.clear();
  }

  void state(StateArchive& archive) {
    archive.fixed(last_);
    archive.same(slots_.size());
    for (auto& slot : slots_) archive.values(slot);
  }

 private:
  static constexpr std::int64_t no_spike = -1;

  double tau_ticks_;
  std::vector<std::int64_t> last_;
  std::vector<std::vector<double>> slots_;
};

}  // namespace meniscus
