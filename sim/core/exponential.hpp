#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

namespace meniscus {

/// exp(x), to two units in the last place between the smallest and the largest normal number, and
/// these beyond. Free of branches and calls, so that loops with it vectorise, unlike those with
/// std::exp.
template <std::floating_point Real>
inline Real exponential(Real x) {
  constexpr bool wide = sizeof(Real) == sizeof(double);
  using Bits = std::conditional_t<wide, std::int64_t, std::int32_t>;
  constexpr Real low = wide ? -708 : -87, high = wide ? 709 : 88;
  x = x < low ? low : x;
  x = x > high ? high : x;
  // x = n ln 2 + r with |r| <= ln(2)/2: adding 1.5 2^(digits - 1) leaves n in the low bits. ln 2 in
  // two parts, the first of which n multiplies exactly (Cody & Waite 1980).
  constexpr auto shift = static_cast<Real>(wide ? 0x1.8p52 : 0x1.8p23);
  constexpr auto log2_e = static_cast<Real>(1.4426950408889634);
  constexpr auto ln2_high = static_cast<Real>(wide ? 0.693145751953125 : 0.693359375);
  constexpr auto ln2_low = static_cast<Real>(wide ? 1.42860682030941723212e-6 : -2.12194440e-4);
  const Real shifted = x * log2_e + shift;
  const Real n = shifted - shift;
  const Real r = (x - n * ln2_high) - n * ln2_low;
  Real p = 1;
  constexpr int degree = wide ? 13 : 7;  // of Taylor's series: the next term is below rounding
#pragma GCC unroll 13
  for (int k = degree; k > 0; --k) p = p * r * (Real{1} / static_cast<Real>(k)) + 1;
  const Bits power = std::bit_cast<Bits>(shifted) << (wide ? 52 : 23);
  return std::bit_cast<Real>(std::bit_cast<Bits>(p) + power);
}

}  // namespace meniscus
