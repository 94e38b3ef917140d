#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace meniscus {

/// The states of many neurons, one contiguous array per variable of `State::variables()`, so that a
/// sweep over neurons vectorises.
template <class State>
class StateArrays {
  static constexpr auto table = State::variables();
  static constexpr std::size_t variables = std::tuple_size_v<decltype(table)>;
  using Indices = std::make_index_sequence<variables>;

  template <std::size_t I>
  using Value = typename std::tuple_element_t<I, std::remove_const_t<decltype(table)>>::value_type;

  template <std::size_t... I>
  static std::tuple<std::vector<Value<I>>...> make(std::index_sequence<I...>);
  template <std::size_t... I>
  static std::tuple<Value<I>*...> point(std::index_sequence<I...>);

 public:
  /// Raw pointers to the arrays, hoisted out of a loop.
  class View {
   public:
    explicit View(StateArrays& arrays) { bind(arrays, Indices{}); }
    State load(std::size_t i) const { return load(i, Indices{}); }
    void store(std::size_t i, const State& state) const { store(i, state, Indices{}); }

   private:
    template <std::size_t... I>
    void bind(StateArrays& arrays, std::index_sequence<I...>) {
      ((std::get<I>(pointers_) = std::get<I>(arrays.arrays_).data()), ...);
    }
    template <std::size_t... I>
    State load(std::size_t i, std::index_sequence<I...>) const {
      State state;
      ((state.*(std::get<I>(table).member) = std::get<I>(pointers_)[i]), ...);
      return state;
    }
    template <std::size_t... I>
    void store(std::size_t i, const State& state, std::index_sequence<I...>) const {
      ((std::get<I>(pointers_)[i] = state.*(std::get<I>(table).member)), ...);
    }

    decltype(point(Indices{})) pointers_;
  };

  StateArrays(std::size_t size, const State& state) { fill(size, state, Indices{}); }

  View view() { return View(*this); }
  State operator[](std::size_t i) const { return get(i, Indices{}); }

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
    view().store(i, state);
  }

  /// Whether all values are finite: a fast pass over the arrays.
  bool finite() const { return finite(Indices{}); }

  /// Calls `f(member pointer)` for variable number `variable` of the table.
  template <class F>
  static void with_member(std::size_t variable, F f) {
    std::size_t k = 0;
    std::apply([&](const auto&... v) { ((k++ == variable ? f(v.member) : void()), ...); }, table);
  }

 private:
  template <std::size_t... I>
  void fill(std::size_t size, const State& state, std::index_sequence<I...>) {
    (std::get<I>(arrays_).assign(size, state.*(std::get<I>(table).member)), ...);
  }
  template <std::size_t... I>
  State get(std::size_t i, std::index_sequence<I...>) const {
    State state;
    ((state.*(std::get<I>(table).member) = std::get<I>(arrays_)[i]), ...);
    return state;
  }

  template <std::size_t... I>
  bool finite(std::index_sequence<I...>) const {
    return (all_finite(std::get<I>(arrays_)) && ...);
  }
  template <class T>
  static bool all_finite(const std::vector<T>& values) {
    if constexpr (std::is_floating_point_v<T>) {
      std::size_t infinite = 0;
      for (const T value : values) infinite += !(std::abs(value) <= std::numeric_limits<T>::max());
      return infinite == 0;
    }
    return true;
  }

  decltype(make(Indices{})) arrays_;
};

}  // namespace meniscus
