#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "sim/config/quantity.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

/// Throws ConfigError naming every number in `values` that is not finite or outside its field's
/// range: `tau_m of lif: expected a time > 0, got -5 ms`. What code, not a file, filled in is
/// checked here.
template <class Struct>
void check_fields(const Struct& values, std::string_view what) {
  std::vector<Diagnostic> diagnostics;
  const auto check = [&](std::string_view name, double value, const Unit& unit,
                         const Range& range) {
    const std::string complaint = range_complaint(value, unit, range);
    if (complaint.empty()) return;
    diagnostics.push_back({{}, {}, fmt::format("{} of {}: {}", name, what, complaint), {}});
  };
  const auto check_field = [&](const auto& f) {
    using T = typename std::decay_t<decltype(f)>::value_type;
    if constexpr (std::is_same_v<T, std::vector<double>>) {
      for (const double value : values.*f.member) check(f.name, value, f.unit, f.range);
    } else if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      check(f.name, static_cast<double>(values.*f.member), f.unit, f.range);
    }
  };
  std::apply([&](const auto&... f) { (check_field(f), ...); }, Struct::fields());
  if (!diagnostics.empty()) throw ConfigError(std::move(diagnostics));
}

}  // namespace meniscus
