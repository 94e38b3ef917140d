#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/core/field.hpp"
#include "sim/core/units.hpp"

namespace meniscus {

// Quantities as people write them: `number ws? unit`, e.g. "20 ms", "-65mV", "15 %", "1.5e-3 1/s".
// Units: s V A S F Ohm (Ω) Hz m with the SI prefixes p n u (µ) m k M G that make sense for them, %,
// and 1/s. The number is decimal: no hexadecimal, no leading zeros, no separators, no nan or inf.
// Nothing depends on the locale, and the result is the double nearest to the decimal value in the
// coherent set: the prefix moves the decimal exponent, so "0.1 s" is exactly 100 [ms].

struct Quantity {
  double value = 0.0;  ///< in the coherent unit of `dimension`
  Dimension dimension = Dimension::none;
};

/// What to tell about a value that can't be used: `expected …, got …`, and a way out or "".
struct Complaint {
  std::string message;
  std::string hint;
};

/// A quantity before rounding: mantissa * 10^exponent in the coherent unit of `dimension`.
struct DecimalQuantity {
  std::string mantissa;  ///< "-12.5"
  long exponent = 0;
  Dimension dimension = Dimension::none;
  double value = 0.0;  ///< the nearest double
};

/// Reads a quantity of any dimension; the alternative is a hint, maybe empty, why it is none.
std::variant<DecimalQuantity, std::string> parse_decimal_quantity(std::string_view text);

/// Every way to write a unit of a dimension; also of pure numbers: "%".
std::vector<std::string_view> unit_symbols(Dimension dimension);

/// The coherent unit of a dimension.
const Unit& coherent_unit(Dimension dimension);

/// Reads a quantity of any dimension. Throws ConfigError.
Quantity parse_quantity(std::string_view text);

/// Reads a quantity of `unit`'s dimension in `range`, as its value in the coherent unit. A bare
/// number is only good for a pure number, which may also be written in percent.
std::variant<double, Complaint> interpret_quantity(std::string_view text, const Unit& unit,
                                                   const Range& range);

/// The shortest text that reads back as exactly `coherent_value`, in `unit`: "20 ms", "15 %",
/// "0.5".
std::string format_quantity(double coherent_value, const Unit& unit);

/// "a time > 0", "a number between 0 and 1": what stands behind "expected".
std::string expectation(const Unit& unit, const Range& range);

/// "" when `value` (coherent unit) is finite and in `range`, else `expected a time > 0, got -5 ms`.
std::string range_complaint(double value, const Unit& unit, const Range& range);

}  // namespace meniscus
