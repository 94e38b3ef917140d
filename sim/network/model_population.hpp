#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/config/checks.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/random_chunk.hpp"
#include "sim/network/calendar.hpp"
#include "sim/network/neuron.hpp"
#include "sim/network/neuron_population.hpp"
#include "sim/network/state_arrays.hpp"

namespace meniscus {

/// The block of a neuron model: the clock driver's sweep and the event driver's queue, written
/// once.
template <ClockDrivenNeuron M>
class ModelBlock final : public NeuronBlock {
  using State = typename M::State;
  using Real = typename M::Real;
  static constexpr std::size_t channels = std::tuple_size_v<decltype(M::channels)>;
  using Input = ChannelInput<channels, Real>;

 public:
  ModelBlock(const M& model, std::uint32_t first, std::uint32_t count)
      : model_(model), first_(first), count_(count), states_(count, model.initial()) {}

  void restart(const StreamKey& key) override {
    key_ = key;
    key_.domain = RandomDomain::neuron_noise;
    states_ = StateArrays<State>(count_, model_.initial());
    currents_.clear();
    touches_ = 0;
    driver_ = Driver::clock;
  }

  void advance(Time t, InputBuffer& input, std::vector<std::uint32_t>& spikes) override {
    if constexpr (EventDrivenNeuron<M>) {
      if (driver_ == Driver::event) return advance_touched(t, input, spikes);
    }
    if constexpr (StochasticNeuron<M>) {
      uniforms_.resize(padded(count_));
      uniforms(key_, t, first_, std::span(uniforms_).first(count_));
    }
    currents_.empty() ? sweep<false>(model_, t, input, spikes)
                      : sweep<true>(model_, t, input, spikes);
  }

  double value(std::size_t variable, std::uint32_t neuron, Time now) const override {
    const std::uint32_t i = neuron - first_;
    if constexpr (EventDrivenNeuron<M>) {
      if (driver_ == Driver::event && now.ticks > last_[i]) {
        State state = states_[i];
        model_.advance(state, now.ticks - last_[i], current(i));
        double result = 0.0;
        StateArrays<State>::with_member(
            variable, [&](auto member) { result = static_cast<double>(state.*member); });
        return result;
      }
    }
    return states_.value(variable, i);
  }

  void set_value(std::size_t variable, std::uint32_t neuron, double value) override {
    states_.set_value(variable, neuron - first_, value);
  }

  void set_current(std::uint32_t neuron, double value, Time now) override {
    const std::uint32_t i = neuron - first_;
    if (currents_.empty()) currents_.assign(padded(count_), Real{});
    if (driver_ == Driver::event) catch_up(i, now);
    currents_[i] = static_cast<Real>(value);
    if (driver_ == Driver::event) predict(i, now);
  }

  void use(Driver driver, Time now) override {
    if constexpr (EventDrivenNeuron<M>) {
      if (driver_ == Driver::event) {
        for (std::uint32_t i = 0; i < count_; ++i) catch_up(i, now);
      }
      driver_ = driver;
      if (driver_ == Driver::clock) return;
      touches_ = 0;
      last_.assign(count_, now.ticks);
      calendar_.restart(count_);
      for (std::uint32_t i = 0; i < count_; ++i) predict(i, now);
    }
  }

  double touches(std::int64_t ticks) override {
    if (driver_ == Driver::event) return static_cast<double>(std::exchange(touches_, 0));
    double expected = 0.0;
    if constexpr (EventDrivenNeuron<M>) {
      for (std::uint32_t i = 0; i < count_; ++i) {
        const std::int64_t silent = model_.silent_ticks(states_[i], current(i));
        if (silent < ticks)
          expected += static_cast<double>(ticks / std::max<std::int64_t>(silent, 1));
      }
    }
    return expected;
  }

  std::optional<NonFinite> non_finite() const override {
    if (states_.finite()) return {};
    constexpr auto table = State::variables();
    for (std::uint32_t i = 0; i < count_; ++i) {
      for (std::size_t k = 0; k < std::tuple_size_v<decltype(table)>; ++k) {
        const double value = states_.value(k, i);
        if (!std::isfinite(value)) return NonFinite{first_ + i, variable_name(k), value};
      }
    }
    return {};
  }

  void state(StateArchive& archive) override {
    states_.state(archive);
    archive.values(currents_);
    archive.value(driver_);
    archive.values(last_);
    calendar_.state(archive);
    archive.value(touches_);
  }

 private:
  static std::string_view variable_name(std::size_t k) {
    std::size_t j = 0;
    std::string_view name;
    std::apply([&](const auto&... v) { ((j++ == k ? void(name = v.name) : void()), ...); },
               State::variables());
    return name;
  }

  Real current(std::uint32_t i) const { return currents_.empty() ? Real{} : currents_[i]; }

  /// Steps all neurons, a strip at a time, so that a strip's states stay in registers and who fired
  /// is known before the next one begins.
  template <bool HasCurrent>
  void sweep(const M& __restrict model, Time t, InputBuffer& input,
             std::vector<std::uint32_t>& spikes) {
    std::array<Real*, channels> in;
    for (std::size_t c = 0; c < channels; ++c) in[c] = input.channel<Real>(t, c);
    const Real* const currents = currents_.data();
    [[maybe_unused]] const double* const random = uniforms_.data();
    std::size_t first = 0;
    for (auto& strip : states_.strips()) {
      std::array<TickCount<Real>, strip_size> fired;
      TickCount<Real> any = 0;
#pragma GCC ivdep
#pragma GCC unroll 1
      for (std::size_t k = 0; k < strip_size; ++k) {
        State state = strip.load(k);
        Input x;
        for (std::size_t c = 0; c < channels; ++c) {
          x[c] = in[c][first + k];
          in[c][first + k] = Real{};
        }
        const Real current = HasCurrent ? currents[first + k] : Real{};
        if constexpr (StochasticNeuron<M>) {
          fired[k] = model.step(state, x, current, random[first + k]);
        } else {
          fired[k] = model.step(state, x, current);
        }
        any |= fired[k];
        strip.store(k, state);
      }
      if (any != 0) collect(fired, first, spikes);
      first += strip_size;
    }
  }

  /// Appends the neurons of the strip from `first` on that fired; padding fires in vain.
  void collect(const std::array<TickCount<Real>, strip_size>& fired, std::size_t first,
               std::vector<std::uint32_t>& spikes) const {
    for (std::size_t k = 0; k < std::min<std::size_t>(strip_size, count_ - first); ++k) {
      if (fired[k]) spikes.push_back(first_ + static_cast<std::uint32_t>(first + k));
    }
  }

  /// One tick of the event driver: the neurons whose input isn't 0, and those due to cross. Input
  /// that cancels is none, since how a run was cut decides whether it was noted
  /// (InputBuffer::track).
  void advance_touched(Time t, InputBuffer& input,
                       std::vector<std::uint32_t>& spikes) requires EventDrivenNeuron<M> {
    const std::size_t before = spikes.size();
    for (const std::uint32_t i : input.touched(t)) {
      const Input x = take(i, t, input);
      if (x != Input{}) visit(i, t, x, spikes);
    }
    calendar_.for_each_due(t, [&](std::uint32_t i) { visit(i, t, Input{}, spikes); });
    input.end_tick(t);
    if (spikes.size() > before + 1) {
      std::sort(spikes.begin() + static_cast<std::ptrdiff_t>(before), spikes.end());
    }
  }

  static Input take(std::uint32_t i, Time t, InputBuffer& input) {
    Input x;
    for (std::size_t c = 0; c < channels; ++c) {
      x[c] = std::exchange(input.channel<Real>(t, c)[i], Real{});
    }
    return x;
  }

  void visit(std::uint32_t i, Time t, const Input& input,
             std::vector<std::uint32_t>& spikes) requires EventDrivenNeuron<M> {
    State state = states_[i];
    const bool free = model_.advance(state, t.ticks - last_[i], current(i));
    if (free || takes_input_while_refractory<M>()) model_.receive(state, input);
    if (free && model_.fires(state)) {
      model_.fire(state);
      spikes.push_back(first_ + i);
    }
    states_.store(i, state);
    last_[i] = t.ticks;
    ++touches_;
    predict(i, t);
  }

  /// Brings a neuron that the event driver left behind to tick `now`.
  void catch_up(std::uint32_t i, Time now) {
    if constexpr (EventDrivenNeuron<M>) {
      if (now.ticks == last_[i]) return;
      State state = states_[i];
      model_.advance(state, now.ticks - last_[i], current(i));
      states_.store(i, state);
      last_[i] = now.ticks;
    }
  }

  /// Plans the next tick at which the neuron might cross by itself.
  void predict(std::uint32_t i, Time now) {
    if constexpr (EventDrivenNeuron<M>) {
      const std::int64_t silent = model_.silent_ticks(states_[i], current(i));
      const bool crosses = silent != never;
      calendar_.plan(i, crosses ? now.ticks + std::max<std::int64_t>(silent, 1) : never, now);
    }
  }

  M model_;
  std::uint32_t first_;
  std::uint32_t count_;
  StateArrays<State> states_;
  AlignedVector<Real> currents_;  ///< injected [pA]; empty until one is
  StreamKey key_;
  AlignedVector<double> uniforms_;  ///< of this tick, where neurons fire by chance
  Driver driver_ = Driver::clock;
  std::vector<std::int64_t> last_;  ///< the event driver's: the tick each neuron was brought to
  Calendar calendar_;               ///< likewise: when each may cross by itself
  std::uint64_t touches_ = 0;
};

/// A neuron model with its parameters as the engine sees it.
template <ClockDrivenNeuron M>
class ModelPopulation final : public NeuronPopulation {
 public:
  using Parameters = typename M::Parameters;

  /// Throws ConfigError when a parameter is out of its range.
  explicit ModelPopulation(const Parameters& parameters = {}) : parameters_(parameters) {
    check_fields(parameters, M::name);
    if (const std::string_view problem = parameters.problem(); !problem.empty()) {
      throw ConfigError(fmt::format("{}: {}", M::name, problem));
    }
  }

  std::string_view model() const override { return M::name; }
  std::vector<FieldInfo> parameters() const override {
    return field_infos(Parameters::fields(), parameters_);
  }
  std::span<const Channel> channels() const override { return M::channels; }
  std::vector<FieldInfo> variables() const override {
    return field_infos(M::State::variables(), M(parameters_, Resolution{}).initial());
  }
  Precision precision() const override { return precision_of<typename M::Real>; }
  bool is_source() const override { return false; }
  bool can_be_event_driven() const override { return EventDrivenNeuron<M>; }
  double sparse_activity() const override {
    if constexpr (EventDrivenNeuron<M>) return M::sparse_activity;
    return 0.0;
  }
  bool takes_current() const override {
    if constexpr (requires { M::takes_current; }) return M::takes_current;
    return true;
  }
  double replace_tau() const override { return M(parameters_, Resolution{}).replace_tau(); }

  double shortest_time_constant() const override {
    double shortest = std::numeric_limits<double>::infinity();
    if constexpr (requires { M::defined_by_ticks; }) return shortest;
    for (const FieldInfo& info : field_infos(Parameters::fields(), parameters_)) {
      if (info.name.starts_with("tau")) shortest = std::min(shortest, info.default_value);
    }
    return shortest;
  }

  std::unique_ptr<NeuronBlock> make_block(const Resolution& resolution, std::uint32_t first,
                                          std::uint32_t count) const override {
    return std::make_unique<ModelBlock<M>>(M(parameters_, resolution), first, count);
  }

 private:
  Parameters parameters_;
};

}  // namespace meniscus
