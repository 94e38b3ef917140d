#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "sim/network/network.hpp"
#include "sim/network/neuron.hpp"
#include "tests/oracle/oracle.hpp"

namespace meniscus {

/// Neurons of model M, one after the other. Clock-driven they move every tick; event-driven only
/// when something arrives or their model says that they may cross threshold.
template <ClockDrivenNeuron M>
class OracleModelNeurons final : public OracleNeurons {
  using State = typename M::State;
  using Real = typename M::Real;
  static constexpr std::size_t channels = std::tuple_size_v<decltype(M::channels)>;
  using Input = ChannelInput<channels, Real>;

 public:
  OracleModelNeurons(const M& model, std::uint32_t size, Driver driver, Mistake mistake)
      : model_(model),
        driver_(driver),
        mistake_(mistake),
        states_(size, model.initial()),
        currents_(size, Real{}),
        reached_(size, 0),
        due_(size, never) {
    for (std::uint32_t i = 0; i < size; ++i) predict(i, 0);
  }

  void set_value(std::size_t variable, std::uint32_t i, double value) override {
    with_variable(variable, [&](auto member) {
      auto& slot = states_[i].*member;
      slot = static_cast<std::remove_reference_t<decltype(slot)>>(value);
    });
    predict(i, 0);
  }

  double value(std::size_t variable, std::uint32_t i, Time now) const override {
    State state = states_[i];
    if constexpr (EventDrivenNeuron<M>) {
      if (driver_ == Driver::event && now.ticks > reached_[i]) {
        model_.advance(state, now.ticks - reached_[i], currents_[i]);
      }
    }
    double result = 0.0;
    with_variable(variable, [&](auto member) { result = static_cast<double>(state.*member); });
    return result;
  }

  void set_current(std::uint32_t i, double current, Time now) override {
    if constexpr (EventDrivenNeuron<M>) {
      if (driver_ == Driver::event && now.ticks > reached_[i]) {
        model_.advance(states_[i], now.ticks - reached_[i], currents_[i]);
        reached_[i] = now.ticks;
      }
    }
    currents_[i] = static_cast<Real>(current);
    predict(i, now.ticks);
  }

  std::vector<std::uint32_t> tick(Time t, const StreamKey&, const OracleInput& input) override {
    std::vector<std::uint32_t> fired;
    for (std::uint32_t i = 0; i < states_.size(); ++i) {
      Input x;
      std::ranges::transform(input[i], x.begin(), [](double v) { return static_cast<Real>(v); });
      const bool arrives = std::ranges::any_of(x, [](Real value) { return value != 0; });
      if (driver_ == Driver::event && !arrives && due_[i] != t.ticks) continue;
      if (move(i, t.ticks, x)) fired.push_back(i);
    }
    return fired;
  }

 private:
  template <class F>
  static void with_variable(std::size_t variable, F f) {
    std::size_t k = 0;
    std::apply([&](const auto&... v) { ((k++ == variable ? f(v.member) : void()), ...); },
               State::variables());
  }

  bool move(std::uint32_t i, std::int64_t t, const Input& x) {
    if constexpr (EventDrivenNeuron<M>) {
      if (driver_ == Driver::event || mistake_ != Mistake::none) {
        const bool fires = advance_and_test(states_[i], t - reached_[i], currents_[i], x);
        reached_[i] = t;
        predict(i, t);
        return fires;
      }
    }
    return model_.step(states_[i], x, currents_[i]);
  }

  bool advance_and_test(State& state, std::int64_t elapsed, Real current,
                        const Input& x) const requires EventDrivenNeuron<M> {
    const bool free = model_.advance(state, elapsed, current);
    const bool takes = free || takes_input_while_refractory<M>();
    if (takes && mistake_ != Mistake::input_after_threshold) model_.receive(state, x);
    bool fires = free && model_.fires(state);
    if (mistake_ == Mistake::strict_threshold) {
      State below = state;
      below.v = std::nextafter(below.v, -std::numeric_limits<Real>::infinity());
      fires = fires && model_.fires(below);
    }
    if (takes && mistake_ == Mistake::input_after_threshold) model_.receive(state, x);
    if (fires) model_.fire(state);
    return fires;
  }

  void predict(std::uint32_t i, std::int64_t now) {
    if constexpr (EventDrivenNeuron<M>) {
      const std::int64_t silent = model_.silent_ticks(states_[i], currents_[i]);
      due_[i] = silent == never ? never : now + std::max<std::int64_t>(silent, 1);
    }
  }

  M model_;
  Driver driver_;
  Mistake mistake_;
  std::vector<State> states_;
  std::vector<Real> currents_;
  std::vector<std::int64_t> reached_;  ///< the tick each neuron was brought to
  std::vector<std::int64_t> due_;      ///< the tick at which it is to be looked at
};

/// A population that only emits.
class OracleSource : public OracleNeurons {
 public:
  void set_value(std::size_t, std::uint32_t, double) final {}
  double value(std::size_t, std::uint32_t, Time) const final { return 0.0; }
  void set_current(std::uint32_t, double, Time) final {}
};

class OraclePoisson final : public OracleSource {
 public:
  OraclePoisson(const Poisson::Parameters& parameters, const Resolution& resolution,
                std::uint32_t size)
      : poisson_(parameters, resolution), size_(size) {}

  std::vector<std::uint32_t> tick(Time t, const StreamKey& key, const OracleInput&) override {
    std::vector<std::uint32_t> fired;
    poisson_.emit(key, t, 0, size_, fired);
    return fired;
  }

 private:
  Poisson poisson_;
  std::uint32_t size_;
};

class OracleSpikeList final : public OracleSource {
 public:
  explicit OracleSpikeList(std::vector<Spike> spikes) : spikes_(std::move(spikes)) {}

  std::vector<std::uint32_t> tick(Time t, const StreamKey&, const OracleInput&) override {
    std::vector<std::uint32_t> fired;
    for (const Spike& spike : spikes_) {
      if (spike.time == t) fired.push_back(spike.neuron);
    }
    std::ranges::sort(fired);
    return fired;
  }

 private:
  std::vector<Spike> spikes_;
};

}  // namespace meniscus
