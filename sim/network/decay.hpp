#pragma once

#include <cstdint>

#include "sim/core/pack.hpp"
#include "sim/core/time.hpp"

namespace meniscus {

/// How an exponential trace decays over whole ticks: exp(-n h / tau) in float32, to 2e-7 of itself
/// (1e-6 where it is below 1e-3); exactly 1 over 0 ticks and exactly 0 once below 2^-100. Closed
/// form, so that a trace depends on its spikes alone, not on when somebody looked. Free of branches
/// and tables.
class Decay {
 public:
  /// The longest time constant [ticks] and the time [ticks] after which nothing of it is left.
  static constexpr double longest_tau = 1e7;
  static constexpr std::int32_t forgotten = 1 << 30;

  /// `tau` > 0 [ms], at most `longest_tau`.
  Decay(double tau, const Resolution& resolution)
      : halvings_per_tick_(static_cast<float>(-1.4426950408889634 * resolution.tick() / tau)) {}

  /// The factor over n >= 0 ticks: one number, or a pack of them.
  template <class Ticks>
  auto over(Ticks n) const {
    const auto z = to_float(n) * halvings_per_tick_;
    // Adding 1.5 * 2^23 leaves the nearest whole number in the low bits of the sum.
    constexpr float shift = 12582912.0f;
    const auto bounded = most(z, all_of(-100.0f, z));
    const auto shifted = bounded + shift;
    const auto f = bounded - (shifted - shift);
    // 2^f on [-1/2, 1/2]: Cephes' exp2f (Moshier 1989).
    auto p = f * 1.535336188319500e-4f + 1.339887440266574e-3f;
    p = p * f + 9.618437357674640e-3f;
    p = p * f + 5.550332471162809e-2f;
    p = p * f + 2.402264791363012e-1f;
    p = p * f + 6.931472028550421e-1f;
    p = p * f + 1.0f;
    const auto power = float_of(bits_of(p) + (bits_of(shifted) << 23));
    return z < -100.0f ? all_of(0.0f, z) : power;
  }

 private:
  float halvings_per_tick_;
};

}  // namespace meniscus
