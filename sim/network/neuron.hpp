#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/field.hpp"
#include "sim/core/format.hpp"
#include "sim/core/random.hpp"
#include "sim/core/time.hpp"

namespace meniscus {

/// One receptor channel of a neuron: what a projection's weight adds to.
struct Channel {
  std::string_view name;
  Unit unit;  ///< of a weight onto this channel
  std::string_view meaning;
};

/// The summed input of one tick, one number per channel.
template <std::size_t Channels, std::floating_point Real = double>
using ChannelInput = std::array<Real, Channels>;

/// A count of ticks as wide as Real, so that a sweep over both fills whole registers.
template <std::floating_point Real>
using TickCount = std::conditional_t<sizeof(Real) == sizeof(double), std::int64_t, std::int32_t>;

/// A span of `ms` in ticks. Throws ConfigError where that many can't be counted beside a Real.
template <std::floating_point Real>
TickCount<Real> tick_count(const Resolution& resolution, double ms) {
  const std::int64_t ticks = resolution.ticks(ms).ticks;
  constexpr std::int64_t most = std::numeric_limits<TickCount<Real>>::max();
  if (ticks > most) {
    throw ConfigError(
        fmt::format("{} ms are {} ticks, more than the {} of this precision", ms, ticks, most));
  }
  return static_cast<TickCount<Real>>(ticks);
}

/// The least potential, computed on the way from e_l, that exactly may be at the threshold.
template <std::floating_point Real>
Real least_at_threshold(Real v_th, Real e_l) {
  return v_th - 8 * std::numeric_limits<Real>::epsilon() * std::fmax(std::abs(v_th), std::abs(e_l));
}

/// "No crossing without further input": returned by `silent_ticks`.
inline constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

/// A model whose neurons fire by chance: its `step` takes a uniform number on [0, 1) as well, a new
/// one for every neuron and tick.
template <class M>
concept StochasticNeuron =
    requires(const M model, typename M::State state,
             const ChannelInput<std::tuple_size_v<decltype(M::channels)>, typename M::Real> input,
             typename M::Real current, double uniform) {
  { model.step(state, input, current, uniform) } -> std::same_as<bool>;
};

template <class M>
concept DeterministicNeuron =
    requires(const M model, typename M::State state,
             const ChannelInput<std::tuple_size_v<decltype(M::channels)>, typename M::Real> input,
             typename M::Real current) {
  { model.step(state, input, current) } -> std::same_as<bool>;
};

/// A neuron model for the clock driver. `Parameters::fields()` and `State::variables()` are the
/// tables of field.hpp; every member of State is in its table. A model is built from its parameters
/// and the resolution and is const from then on; states are passed in.
///   Real: double or float, what states, inputs and currents are computed in. A model that offers
///     both is a template of it, `template <std::floating_point Real> struct BasicLif`.
///   step(state, input, current): brings the state from one tick to the next, takes the input that
///     arrives there and the injected current [pA] that flowed in between, and says whether the
///     neuron fires (and is then already reset). Branch-free, so that a sweep vectorises.
///   Parameters::problem(): what is wrong between parameters that are each in range; empty if
///   nothing.
///   replace_tau(): 0 where inputs add up; else the time constant [ms] of a postsynaptic current in
///     which a new spike of the same source replaces what is left of its last one.
///   defined_by_ticks (optional): a tick is part of the model and never too long for its time
///     constants.
template <class M>
concept ClockDrivenNeuron =
    std::constructible_from<M, const typename M::Parameters&, const Resolution&> &&
    std::floating_point<typename M::Real> &&
    (DeterministicNeuron<M> || StochasticNeuron<M>)&&requires(const M model) {
  { M::name } -> std::convertible_to<std::string_view>;
  { M::summary } -> std::convertible_to<std::string_view>;
  M::Parameters::fields();
  M::State::variables();
  { model.initial() } -> std::same_as<typename M::State>;
  { model.replace_tau() } -> std::convertible_to<double>;
};

/// Whether input that arrives while a neuron is refractory counts; it is lost unless the model says
/// so.
template <class M>
constexpr bool takes_input_while_refractory() {
  if constexpr (requires { M::input_while_refractory; }) return M::input_while_refractory;
  return false;
}

/// A model with a closed form between inputs, which the event driver touches only when something
/// happens. One tick of it must give the same bits as `step`.
///   advance(state, elapsed, current): `elapsed` >= 1 ticks without input; returns whether the
///     neuron is free (not refractory) at the tick it arrives at.
///   receive(state, input): called where the neuron is free, and elsewhere too if the model says
///     `input_while_refractory`.
///   fires(state), asked where the neuron is free; fire(state).
///   silent_ticks(state, current): a lower bound >= 0 on the number of ticks that will pass without
///     a crossing if nothing arrives; `never` when none can come.
///   sparse_activity: the events per neuron and tick at which touching the neurons hit costs as
///     much as a sweep over all (tests/bench/sparse_bench.cpp).
template <class M>
concept EventDrivenNeuron = ClockDrivenNeuron<M> &&
    requires(const M model, typename M::State state,
             const ChannelInput<std::tuple_size_v<decltype(M::channels)>, typename M::Real> input,
             typename M::Real current, std::int64_t elapsed) {
  { model.advance(state, elapsed, current) } -> std::same_as<bool>;
  model.receive(state, input);
  { model.fires(state) } -> std::same_as<bool>;
  model.fire(state);
  { model.silent_ticks(state, current) } -> std::same_as<std::int64_t>;
  { M::sparse_activity } -> std::convertible_to<double>;
};

/// A population that emits spikes of its own accord.
///   emit(key, t, first, count, spikes): appends the neurons in [first, first + count) that fire at
///     tick t, sorted; one that fires n times stands there n times. `first` is a multiple of 8.
template <class M>
concept SpikeSource =
    std::constructible_from<M, const typename M::Parameters&, const Resolution&> &&
    requires(const M model, const StreamKey key, Time t, std::uint32_t first, std::uint32_t count,
             std::vector<std::uint32_t>& spikes) {
  { M::name } -> std::convertible_to<std::string_view>;
  { M::summary } -> std::convertible_to<std::string_view>;
  M::Parameters::fields();
  model.emit(key, t, first, count, spikes);
};

/// A population whose neurons know when they fire next, so that silence costs nothing.
///   Train: what a neuron has to remember of its spikes; trivially copyable, or with a function
///     state(StateArchive&) that saves and restores it.
///   start(key, neuron): a train before its first spike.
///   next(key, neuron, train): the tick >= 1 of its next spike, at or after that of the last one;
///     `never` after the last.
template <class M>
concept ScheduledSource =
    std::constructible_from<M, const typename M::Parameters&, const Resolution&> &&
    requires(const M model, const StreamKey key, std::uint32_t neuron, typename M::Train train) {
  { M::name } -> std::convertible_to<std::string_view>;
  { M::summary } -> std::convertible_to<std::string_view>;
  M::Parameters::fields();
  { model.start(key, neuron) } -> std::same_as<typename M::Train>;
  { model.next(key, neuron, train) } -> std::same_as<std::int64_t>;
};

/// Either of the two.
template <class M>
concept AnySource = SpikeSource<M> || ScheduledSource<M>;

}  // namespace meniscus
