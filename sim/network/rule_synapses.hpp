#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include "sim/network/decay.hpp"
#include "sim/network/synapse_group.hpp"
#include "sim/network/synapse_rule.hpp"
#include "sim/network/target_index.hpp"

namespace meniscus {

/// The states of a rule's synapses, or nothing where they have none.
template <class State>
class StateColumn {
 public:
  void reset(std::size_t size) {
    if constexpr (!std::is_empty_v<State>) values_.assign(size, State{});
  }
  State& operator[](std::size_t k) {
    if constexpr (std::is_empty_v<State>) {
      return nothing_;
    } else {
      return values_[k];
    }
  }
  const State& operator[](std::size_t k) const {
    if constexpr (std::is_empty_v<State>) {
      return nothing_;
    } else {
      return values_[k];
    }
  }
  void state(StateArchive& archive) {
    if constexpr (!std::is_empty_v<State>) archive.fixed(values_);
  }
  std::uint64_t bytes() const { return values_.capacity() * sizeof(State); }

 private:
  std::vector<State> values_;
  State nothing_{};
};

/// The synapses of a group under any rule, visited one by one: a row at an arrival, those of a
/// target at its spike. PlasticSynapses is several times as fast where two traces are enough.
template <SynapseRule R>
class RuleSynapses final : public SynapseGroup {
 public:
  RuleSynapses(const R& rule, const GroupPlace& place)
      : rule_(rule),
        place_(place),
        weight_(place.synapses.target.size()),
        waiting_(static_cast<std::size_t>(place.post_lag.ticks)) {
    if constexpr (LearningRule<R>) onto_.emplace(place.synapses, place.count);
    RuleSynapses::restart();
  }

  void restart() override {
    set_initial_weights(place_.synapses, place_.row_weights, place_.delays, weight_);
    shared_ = rule_.shared();
    const std::size_t rows = place_.synapses.row_begin.size() - 1;
    rows_.reset(rows);
    arrived_.assign(rows, 0);
    targets_.reset(place_.count);
    fired_.assign(place_.count, 0);
    synapses_.reset(weight_.size());
    for (auto& spikes : waiting_) spikes.clear();
    takes_effect_.assign(place_.count, 0);
  }

  void arrive(Time t, std::size_t row, std::span<const double> scales,
              const Accumulators& accumulators) override {
    std::visit([&](auto* accumulator) { arrive_at(t, row, scales, accumulator); }, accumulators);
  }

  void prefetch(std::size_t row) const override { prefetch_row(place_.synapses, weight_, row); }

  void end_tick(Time t, std::span<const std::uint32_t> spikes) override {
    const auto tick = static_cast<std::uint32_t>(t.ticks);
    if (waiting_.empty()) {
      for (const std::uint32_t i : spikes) fire(i - place_.first, tick);
    } else {
      auto& due = waiting_[tick % waiting_.size()];  // emitted post_lag ago
      for (const std::uint32_t i : due) {
        fire(i, tick);
        takes_effect_[i] = 0;
      }
      due.assign(spikes.begin(), spikes.end());
      for (std::uint32_t& i : due) i -= place_.first;
      for (const std::uint32_t i : waiting_[(tick + 1) % waiting_.size()]) takes_effect_[i] = 1;
    }
    if constexpr (SettlingRule<R>) {
      if (rule_.tick(shared_)) renew_all();
    }
  }

  void set_scalar(std::size_t index, double value) override {
    [[maybe_unused]] std::size_t at = 0;
    const auto set = [&](const auto& f) {
      if (at++ == index) shared_.*f.member = value;
    };
    std::apply([&set](const auto&... f) { (set(f), ...); }, R::Shared::fields(unit::none));
  }

  std::vector<float> weights() const override {
    std::vector<float> weights = weight_;
    if constexpr (SettlingRule<R>) {
      for (std::size_t k = 0; k < weights.size(); ++k) {
        auto synapse = synapses_[k];
        weights[k] = rule_.settle(weights[k], shared_, synapse);
      }
    }
    return weights;
  }

  void state(StateArchive& archive) override {
    if constexpr (!std::is_empty_v<typename R::Shared>) archive.value(shared_);
    archive.fixed(weight_);
    archive.value(rows_);
    archive.fixed(arrived_);
    archive.value(targets_);
    archive.fixed(fired_);
    archive.value(synapses_);
    for (auto& spikes : waiting_) archive.values(spikes);
    archive.fixed(takes_effect_);
  }

  std::uint64_t bytes() const override {
    return weight_.capacity() * sizeof(float) + rows_.bytes() + targets_.bytes() +
           synapses_.bytes() + (arrived_.capacity() + fired_.capacity()) * sizeof(std::uint32_t) +
           (onto_ ? onto_->bytes() : 0);
  }

 private:
  /// A state as of `tick`, before that tick's spikes.
  template <class State>
  State at(const State& kept, std::uint32_t last, std::uint32_t tick) const {
    State state = kept;
    const std::uint32_t elapsed = std::min<std::uint32_t>(tick - last, Decay::forgotten);
    rule_.decay(state, static_cast<std::int32_t>(elapsed));
    return state;
  }

  void settle(std::size_t k) {
    if constexpr (SettlingRule<R>) weight_[k] = rule_.settle(weight_[k], shared_, synapses_[k]);
  }

  void renew_all() {
    for (std::size_t k = 0; k < weight_.size(); ++k) {
      settle(k);
      rule_.renew(synapses_[k], shared_);
    }
    rule_.renewed(shared_);
  }

  template <class Real>
  void arrive_at(Time t, std::size_t row, std::span<const double> scales, Real* accumulator) {
    const auto tick = static_cast<std::uint32_t>(t.ticks);
    const SynapseBlock& synapses = place_.synapses;
    const auto begin = synapses.row_begin[row], end = synapses.row_begin[row + 1];
    const auto before = at(rows_[row], arrived_[row], tick);
    auto after = before;
    for (auto k = begin; k < end; ++k) settle(k);
    for (const double scale : scales) {
      const auto factor = static_cast<Real>(scale * rule_.arrive(after));
      for (auto k = begin; k < end; ++k) {
        accumulator[synapses.target[k]] += factor * static_cast<Real>(weight_[k]);
      }
    }
    if constexpr (LearningRule<R>) {
      const auto arrivals = static_cast<float>(scales.size());
      for (auto k = begin; k < end; ++k) {
        const std::uint32_t i = synapses.target[k];
        weight_[k] = rule_.learn({weight_[k], arrivals, takes_effect_[i] != 0}, shared_, before,
                                 at(targets_[i], fired_[i], tick), synapses_[k]);
      }
    }
    rows_[row] = after;
    arrived_[row] = tick;
  }

  /// A spike of neuron i of the block takes effect.
  void fire(std::uint32_t i, std::uint32_t tick) {
    auto target = at(targets_[i], fired_[i], tick);
    if constexpr (LearningRule<R>) {
      for (const TargetIndex::Entry& entry : onto_->onto(i)) {
        const std::uint32_t last = arrived_[entry.row];
        if (!waiting_.empty() && last == tick) continue;  // the arrival has seen this spike
        settle(entry.synapse);
        float& weight = weight_[entry.synapse];
        weight = rule_.learn({weight, 0.0f, true}, shared_, at(rows_[entry.row], last, tick),
                             target, synapses_[entry.synapse]);
      }
    }
    rule_.fire(target);
    targets_[i] = target;
    fired_[i] = tick;
  }

  R rule_;
  GroupPlace place_;
  std::vector<float> weight_;
  typename R::Shared shared_;
  StateColumn<typename R::Row> rows_;
  std::vector<std::uint32_t> arrived_;  ///< per row: tick of the last arrival
  StateColumn<typename R::Target> targets_;
  std::vector<std::uint32_t> fired_;  ///< per neuron: tick at which its last spike took effect
  StateColumn<typename R::Synapse> synapses_;
  std::vector<std::vector<std::uint32_t>> waiting_;  ///< by tick mod post_lag: who fired
  std::vector<std::uint8_t> takes_effect_;  ///< per neuron: a spike of it takes effect in this tick
  std::optional<TargetIndex> onto_;
};

}  // namespace meniscus
