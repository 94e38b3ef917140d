#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/core/aligned_vector.hpp"
#include "sim/core/state_archive.hpp"

namespace meniscus {

/// Neurons are swept in strips of this many; what a block holds per neuron is padded to whole
/// strips.
inline constexpr std::uint32_t strip_size = 16;

/// `count` neurons in whole strips.
constexpr std::uint32_t padded(std::uint32_t count) {
  return (count + strip_size - 1) / strip_size * strip_size;
}

/// The states of many neurons, so that a sweep over them vectorises: strip by strip, and in a strip
/// one array per variable of `State::variables()`. One stream of memory, whole cache lines.
template <class State>
class StateArrays {
  static constexpr auto table = State::variables();
  static constexpr std::size_t variables = std::tuple_size_v<decltype(table)>;
  using Indices = std::make_index_sequence<variables>;

  template <std::size_t I>
  using Value = typename std::tuple_element_t<I, std::remove_const_t<decltype(table)>>::value_type;

  template <std::size_t... I>
  static std::tuple<std::array<Value<I>, strip_size>...> make(std::index_sequence<I...>);

 public:
  /// The states of strip_size neurons.
  class alignas(cache_line) Strip {
   public:
    State load(std::size_t k) const { return load(k, Indices{}); }
    void store(std::size_t k, const State& state) { store(k, state, Indices{}); }
    bool finite() const { return finite(Indices{}); }
    void state(StateArchive& archive) {
      std::apply([&](auto&... values) { (archive.value(values), ...); }, arrays_);
    }

   private:
    template <std::size_t... I>
    State load(std::size_t k, std::index_sequence<I...>) const {
      State state;
      ((state.*(std::get<I>(table).member) = std::get<I>(arrays_)[k]), ...);
      return state;
    }
    template <std::size_t... I>
    void store(std::size_t k, const State& state, std::index_sequence<I...>) {
      ((std::get<I>(arrays_)[k] = state.*(std::get<I>(table).member)), ...);
    }

    template <std::size_t... I>
    bool finite(std::index_sequence<I...>) const {
      return (all_finite(std::get<I>(arrays_)) && ...);
    }
    template <class T>
    static bool all_finite(const std::array<T, strip_size>& values) {
      std::size_t infinite = 0;
      if constexpr (std::is_floating_point_v<T>) {
        for (const T value : values) {
          infinite += !(std::abs(value) <= std::numeric_limits<T>::max());
        }
      }
      return infinite == 0;
    }

    decltype(make(Indices{})) arrays_;
  };

  StateArrays(std::uint32_t size, const State& state) : strips_(padded(size) / strip_size) {
    for (Strip& strip : strips_) {
      for (std::size_t k = 0; k < strip_size; ++k) strip.store(k, state);
    }
  }

  std::vector<Strip>& strips() { return strips_; }
  State operator[](std::size_t i) const { return strips_[i / strip_size].load(i % strip_size); }
  void store(std::size_t i, const State& state) {
    strips_[i / strip_size].store(i % strip_size, state);
  }

  /// The value of variable number `variable` of neuron i, as a double.
  double value(std::size_t variable, std::size_t i) const {
    const State state = (*this)[i];
    double result = 0.0;
    with_member(variable, [&](auto member) { result = static_cast<double>(state.*member); });
    return result;
  }

  void set_value(std::size_t variable, std::size_t i, double value) {
    State state = (*this)[i];
    with_member(variable, [&](auto member) {
      state.*member = static_cast<std::remove_reference_t<decltype(state.*member)>>(value);
    });
    store(i, state);
  }

  /// Whether all values are finite: a fast pass.
  bool finite() const {
    return std::ranges::all_of(strips_, [](const Strip& strip) { return strip.finite(); });
  }

  void state(StateArchive& archive) {
    for (Strip& strip : strips_) strip.state(archive);
  }

  /// Calls `f(member pointer)` for variable number `variable` of the table.
  template <class F>
  static void with_member(std::size_t variable, F f) {
    std::size_t k = 0;
    std::apply([&](const auto&... v) { ((k++ == variable ? f(v.member) : void()), ...); }, table);
  }

 private:
  std::vector<Strip> strips_;
};

}  // namespace meniscus
