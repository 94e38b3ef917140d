#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace meniscus {

/// What a population's states and summed inputs are computed in.
enum class Precision : std::uint8_t { float64, float32 };

template <std::floating_point Real>
inline constexpr Precision precision_of =
    std::is_same_v<Real, float> ? Precision::float32 : Precision::float64;

constexpr std::string_view name_of(Precision precision) {
  return precision == Precision::float32 ? "single" : "double";
}

}  // namespace meniscus
