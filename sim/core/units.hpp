#pragma once

#include <array>
#include <string_view>

namespace meniscus {

/// What a number measures. Inside, every dimension has one unit: the coherent set ms, mV, pF, pA,
/// nS (hence GΩ and kHz); `none` is a pure number.
enum class Dimension {
  none,
  time,
  frequency,
  voltage,
  current,
  conductance,
  capacitance,
  resistance,
  length
};

/// A unit a value may be written in. `value [unit] * scale` is the value in the coherent set.
struct Unit {
  std::string_view symbol;
  Dimension dimension = Dimension::none;
  double scale = 1.0;

  friend constexpr bool operator==(const Unit&, const Unit&) = default;
};

namespace unit {
inline constexpr Unit none{"", Dimension::none, 1.0};
inline constexpr Unit percent{"%", Dimension::none, 0.01};
inline constexpr Unit ms{"ms", Dimension::time, 1.0};
inline constexpr Unit s{"s", Dimension::time, 1e3};
inline constexpr Unit us{"us", Dimension::time, 1e-3};
inline constexpr Unit Hz{"Hz", Dimension::frequency, 1e-3};
inline constexpr Unit kHz{"kHz", Dimension::frequency, 1.0};
inline constexpr Unit mV{"mV", Dimension::voltage, 1.0};
inline constexpr Unit V{"V", Dimension::voltage, 1e3};
inline constexpr Unit pA{"pA", Dimension::current, 1.0};
inline constexpr Unit nA{"nA", Dimension::current, 1e3};
inline constexpr Unit nS{"nS", Dimension::conductance, 1.0};
inline constexpr Unit pF{"pF", Dimension::capacitance, 1.0};
inline constexpr Unit GOhm{"GOhm", Dimension::resistance, 1.0};
inline constexpr Unit MOhm{"MOhm", Dimension::resistance, 1e-3};
inline constexpr Unit um{"um", Dimension::length, 1.0};
}  // namespace unit

/// "time", "voltage", …: the word messages use.
constexpr std::string_view name_of(Dimension dimension) {
  constexpr std::array<std::string_view, 9> names{"a pure number", "time",       "frequency",
                                                  "voltage",       "current",    "conductance",
                                                  "capacitance",   "resistance", "length"};
  return names[static_cast<std::size_t>(dimension)];
}

}  // namespace meniscus
