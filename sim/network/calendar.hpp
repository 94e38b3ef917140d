#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sim/core/state_archive.hpp"
#include "sim/core/time.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

/// When each neuron of a block is to be looked at again: a ring of ticks, so that planning and
/// finding cost O(1). A neuron has at most one valid entry in the ring, at the tick it is due or
/// before; one that comes too early is moved on then, so that planning later costs nothing.
class Calendar {
 public:
  /// Nothing is planned for any of so many neurons.
  void restart(std::uint32_t neurons) {
    plans_.assign(neurons, Plan{});
    for (auto& day : days_) day.clear();
  }

  /// Makes tick `due` > now the one at which `neuron` is due, or `never`.
  void plan(std::uint32_t neuron, std::int64_t due, Time now) {
    Plan& plan = plans_[neuron];
    plan.due = due;
    const std::int64_t day = std::min(due, now.ticks + horizon);
    if (due == never || day >= plan.entered) return;
    plan.entered = day;
    days_[index(day)].push_back(neuron);
  }

  /// Calls `look(neuron)` for those due at tick t, which may plan anew. To be called at every tick.
  template <class Look>
  void for_each_due(Time t, Look look) {
    std::vector<std::uint32_t>& day = days_[index(t.ticks)];
    if (day.empty()) return;
    for (const std::uint32_t neuron : day) {
      Plan& plan = plans_[neuron];
      if (plan.entered != t.ticks) continue;
      plan.entered = never;
      if (plan.due == t.ticks) {
        look(neuron);
      } else {
        this->plan(neuron, plan.due, t);
      }
    }
    day.clear();
  }

  void state(StateArchive& archive) {
    archive.values(plans_);
    for (auto& day : days_) archive.values(day);
  }

 private:
  static constexpr std::int64_t days = 256;
  static constexpr std::int64_t horizon = days - 1;  ///< later ones are entered there

  struct Plan {
    std::int64_t due = never;
    std::int64_t entered = never;  ///< tick of the valid entry
  };

  static std::size_t index(std::int64_t tick) { return static_cast<std::size_t>(tick % days); }

  std::vector<Plan> plans_;
  std::array<std::vector<std::uint32_t>, days> days_;
};

}  // namespace meniscus
