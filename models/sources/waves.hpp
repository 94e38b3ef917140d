#pragma once

#include <cmath>
#include <numbers>

namespace meniscus {

/// The sine of so many full turns.
inline double sine_of_cycles(double cycles) {
  return std::sin(2.0 * std::numbers::pi * (cycles - std::floor(cycles)));
}

/// What part of a sine's amplitude its mean over a window of so many cycles has.
inline double sine_left_over(double cycles) {
  const double x = std::numbers::pi * cycles;
  return x == 0.0 ? 1.0 : std::sin(x) / x;
}

}  // namespace meniscus
