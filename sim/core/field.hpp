#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "sim/core/units.hpp"

namespace meniscus {

/// The values a number may take.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;          ///< `low` itself is not allowed
  std::string_view text = "any";  ///< how messages and `describe` say it

  constexpr bool contains(double value) const {
    return (low_open ? value > low : value >= low) && value <= high;
  }
};

inline constexpr Range any_value{};
inline constexpr Range positive{.low = 0.0, .low_open = true, .text = "> 0"};
inline constexpr Range non_negative{.low = 0.0, .text = ">= 0"};
inline constexpr Range fraction{.low = 0.0, .high = 1.0, .text = "between 0 and 1"};

/// One line of a struct's `fields()` table: the only place where a parameter's name, unit, range
/// and meaning stand. The default is the member's initialiser. The member holds the coherent unit's
/// value (units.hpp); `unit` is the one people write and read.
template <class Owner, class T>
struct Field {
  using owner_type = Owner;
  using value_type = T;
  std::string_view name;
  T Owner::*member;
  Unit unit;
  Range range;
  std::string_view meaning;
};

template <class Owner, class T>
constexpr Field<Owner, T> field(std::string_view name, T Owner::*member, Unit unit, Range range,
                                std::string_view meaning) {
  return {name, member, unit, range, meaning};
}

/// A state variable's line: no range, since the dynamics set it.
template <class Owner, class T>
constexpr Field<Owner, T> variable(std::string_view name, T Owner::*member, Unit unit,
                                   std::string_view meaning) {
  return {name, member, unit, any_value, meaning};
}

/// What kind of value a field holds.
enum class FieldType : std::uint8_t { number, numbers, whole_number, boolean, text };

template <class T>
constexpr FieldType field_type() {
  if constexpr (std::is_same_v<T, bool>) return FieldType::boolean;
  if constexpr (std::is_integral_v<T>) return FieldType::whole_number;
  if constexpr (std::is_floating_point_v<T>) return FieldType::number;
  if constexpr (std::is_same_v<T, std::vector<double>>) return FieldType::numbers;
  return FieldType::text;
}

/// A field with its types erased, for listings and lookups by name.
struct FieldInfo {
  std::string_view name;
  Unit unit;
  Range range;
  double default_value = 0.0;  ///< coherent unit
  std::string_view meaning;
  FieldType type = FieldType::number;
};

/// A default as one number: of a list, its first.
template <class T>
double listed_value(const T& value) {
  if constexpr (std::is_arithmetic_v<T>) {
    return static_cast<double>(value);
  } else {
    return value.empty() ? std::numeric_limits<double>::quiet_NaN() : value.front();
  }
}

/// The lines of `Struct::fields()` (or any tuple of fields) with `defaults`' values.
template <class Struct, class... Fields>
std::vector<FieldInfo> field_infos(const std::tuple<Fields...>& fields, const Struct& defaults) {
  std::vector<FieldInfo> infos;
  std::apply(
      [&](const auto&... f) {
        (infos.push_back({f.name, f.unit, f.range, listed_value(defaults.*f.member), f.meaning,
                          field_type<typename std::decay_t<decltype(f)>::value_type>()}),
         ...);
      },
      fields);
  return infos;
}

}  // namespace meniscus
