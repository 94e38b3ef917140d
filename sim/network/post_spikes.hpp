#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sim/core/state_archive.hpp"
#include "sim/network/decay.hpp"

namespace meniscus {

/// The spikes of a block's neurons that some synapse may still have to learn from: per neuron its
/// trace and newest spikes, in 24 bytes that a synapse reads at once, and a log of the older ones.
/// Ticks are told relative to `base`: what took effect up to it is forgotten.
class PostSpikes {
 public:
  /// Words of a neuron for the spikes before its last, two in each.
  static constexpr std::size_t words = 4;
  static constexpr std::size_t newest = 1 + 2 * words;
  static constexpr std::uint32_t longest_memory = 65535;  ///< [ticks]

  struct Neuron {
    float trace = 0.0f;      ///< at its last spike, that one included
    std::uint32_t last = 0;  ///< tick of its last spike
    /// Ticks after `base` of the spikes before, the newest first, 16 bits each; 0: none.
    std::array<std::uint32_t, words> before{};
  };

  PostSpikes(std::uint32_t neurons, const Decay& decay) : decay_(decay), neurons_(neurons) {
    clear();
  }

  void clear() {
    base_ = 0;
    neurons_.assign(neurons_.size(), {});
    forget_log();
  }

  /// A spike that takes effect at `tick`: after the neuron's others, at most `longest_memory` after
  /// `base`.
  void record(std::uint32_t i, std::uint32_t tick) {
    Neuron& neuron = neurons_[i];
    const std::uint32_t pushed_out = neuron.before.back() >> 16;
    if (pushed_out != 0) {
      log_.push_back({newest_logged_[i], pushed_out});
      newest_logged_[i] = static_cast<std::uint32_t>(log_.size());
    }
    for (std::size_t n = words - 1; n > 0; --n) {
      neuron.before[n] = neuron.before[n] << 16 | neuron.before[n - 1] >> 16;
    }
    neuron.before[0] = neuron.before[0] << 16 | (neuron.last > base_ ? neuron.last - base_ : 0);
    const auto elapsed = std::min<std::uint32_t>(tick - neuron.last, Decay::forgotten);
    neuron.trace = neuron.trace * decay_.over(static_cast<std::int32_t>(elapsed)) + 1.0f;
    neuron.last = tick;
  }

  /// Forgets all spikes; those that come are later than `tick`. Traces stay.
  void forget_until(std::uint32_t tick) {
    base_ = tick;
    for (Neuron& neuron : neurons_) {
      neuron.before = {};
      // Its trace has decayed to 0, and the age of its spike must stay countable in 32 bits.
      if (tick - neuron.last > Decay::forgotten) neuron = {0.0f, tick, {}};
    }
    forget_log();
  }

  std::uint32_t base() const { return base_; }
  std::size_t logged() const { return log_.size(); }
  const Neuron* neurons() const { return neurons_.data(); }

  /// The ticks after `base` of a neuron's spikes older than its newest ones and later than `since`
  /// (after `base`), the newest first.
  void older_than_newest(std::uint32_t i, std::int32_t since,
                         std::vector<std::int32_t>& ticks) const {
    ticks.clear();
    for (std::uint32_t at = newest_logged_[i]; at != 0; at = log_[at - 1].before) {
      const auto tick = static_cast<std::int32_t>(log_[at - 1].tick);
      if (tick <= since) return;
      ticks.push_back(tick);
    }
  }

  void state(StateArchive& archive) {
    archive.value(base_);
    archive.fixed(neurons_);
    archive.values(log_);
    archive.fixed(newest_logged_);
  }

  std::uint64_t bytes() const {
    return neurons_.capacity() * sizeof(Neuron) + log_.capacity() * sizeof(Logged) +
           newest_logged_.capacity() * sizeof(std::uint32_t);
  }

 private:
  struct Logged {
    std::uint32_t before = 0;  ///< 1 + place of the neuron's spike before this one; 0: none
    std::uint32_t tick = 0;    ///< after `base`
  };

  void forget_log() {
    log_.clear();
    newest_logged_.assign(neurons_.size(), 0);
  }

  Decay decay_;
  std::uint32_t base_ = 0;
  std::vector<Neuron> neurons_;
  std::vector<Logged> log_;
  std::vector<std::uint32_t> newest_logged_;  ///< 1 + place in the log; 0: none
};

}  // namespace meniscus
