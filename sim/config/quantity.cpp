#include "sim/config/quantity.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "sim/config/suggestion.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// One way to write a unit: a value in it is 10^exponent in the coherent unit.
struct Spelling {
  std::string_view symbol;
  Dimension dimension;
  int exponent;
};

constexpr Spelling spellings[] = {
    {"ms", Dimension::time, 0},          {"s", Dimension::time, 3},
    {"us", Dimension::time, -3},         {"ns", Dimension::time, -6},
    {"ps", Dimension::time, -9},         {"Hz", Dimension::frequency, -3},
    {"kHz", Dimension::frequency, 0},    {"MHz", Dimension::frequency, 3},
    {"GHz", Dimension::frequency, 6},    {"mHz", Dimension::frequency, -6},
    {"1/s", Dimension::frequency, -3},   {"1/ms", Dimension::frequency, 0},
    {"mV", Dimension::voltage, 0},       {"V", Dimension::voltage, 3},
    {"uV", Dimension::voltage, -3},      {"nV", Dimension::voltage, -6},
    {"kV", Dimension::voltage, 6},       {"pA", Dimension::current, 0},
    {"nA", Dimension::current, 3},       {"uA", Dimension::current, 6},
    {"mA", Dimension::current, 9},       {"A", Dimension::current, 12},
    {"nS", Dimension::conductance, 0},   {"pS", Dimension::conductance, -3},
    {"uS", Dimension::conductance, 3},   {"mS", Dimension::conductance, 6},
    {"S", Dimension::conductance, 9},    {"pF", Dimension::capacitance, 0},
    {"nF", Dimension::capacitance, 3},   {"uF", Dimension::capacitance, 6},
    {"mF", Dimension::capacitance, 9},   {"F", Dimension::capacitance, 12},
    {"MOhm", Dimension::resistance, -3}, {"GOhm", Dimension::resistance, 0},
    {"kOhm", Dimension::resistance, -6}, {"Ohm", Dimension::resistance, -9},
    {"um", Dimension::length, 0},        {"mm", Dimension::length, 3},
    {"m", Dimension::length, 6},         {"nm", Dimension::length, -3},
    {"%", Dimension::none, -2},
};

/// A decimal number taken apart, its exponent still open, and the unit written behind it.
struct Written {
  std::string mantissa;  ///< "-12.5"
  long exponent = 0;
  std::string_view unit;
};

constexpr long most = 1'000'000;  ///< decimal exponents beyond this are all alike

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

/// Both of Unicode's micro signs as "u", Ω (Greek letter or ohm sign) as "Ohm".
std::string plain_unit(std::string_view unit) {
  std::string text(unit);
  constexpr std::pair<std::string_view, std::string_view> signs[] = {
      {"\u00b5", "u"}, {"\u03bc", "u"}, {"\u03a9", "Ohm"}, {"\u2126", "Ohm"}};
  for (const auto& [sign, plain] : signs) {
    if (const auto at = text.find(sign); at != std::string::npos)
      text.replace(at, sign.size(), plain);
  }
  return text;
}

std::size_t digits_at(std::string_view text) {
  return std::find_if_not(text.begin(), text.end(), is_digit) - text.begin();
}

/// What makes a text that is no number at least understandable; "" if nothing does.
std::string why_no_number(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  if (!text.empty() && text[0] == '.') text.remove_prefix(1);
  std::string start(text.substr(0, 3));
  for (char& c : start) c = static_cast<char>(c | 0x20);
  return start == "nan" || start == "inf" ? "only finite numbers are allowed" : "";
}

/// Takes "e-3" off the front of `rest`; 0 if it isn't there. Absurd exponents saturate.
long take_exponent(std::string_view& rest) {
  if (rest.empty() || (rest[0] != 'e' && rest[0] != 'E')) return 0;
  std::string_view text = rest.substr(1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t digits = digits_at(text);
  if (digits == 0) return 0;
  long exponent = 0;
  if (std::from_chars(text.data(), text.data() + digits, exponent).ec != std::errc())
    exponent = most;
  rest = text.substr(digits);
  exponent = std::min(exponent, most);
  return negative ? -exponent : exponent;
}

/// Takes `text` apart; the alternative is a hint, maybe empty, why it is no number.
std::variant<Written, std::string> take_apart(std::string_view text) {
  Written result;
  std::string_view rest = trimmed(text);
  if (rest.empty() || (!is_digit(rest[0]) && !why_no_number(rest).empty()))
    return why_no_number(rest);
  if (rest[0] == '-') result.mantissa = "-";
  if (rest[0] == '-' || rest[0] == '+') rest.remove_prefix(1);

  const std::size_t whole = digits_at(rest);
  if (rest.starts_with("0x") || rest.starts_with("0X")) return "write it as a decimal number";
  if (whole > 1 && rest[0] == '0') return "remove the leading zero";
  std::size_t end = whole;
  std::size_t decimals = 0;
  if (end < rest.size() && rest[end] == '.') {
    decimals = digits_at(rest.substr(end + 1));
    end += 1 + decimals;
  }
  if (whole + decimals == 0) return std::string();
  result.mantissa += rest.substr(0, end);
  rest.remove_prefix(end);

  if (!rest.empty() && (rest[0] == '_' || rest[0] == '\''))
    return "write the digits without separators";
  if (rest.size() > 1 && rest[0] == ',' && is_digit(rest[1])) return "write decimals with a point";
  result.exponent = take_exponent(rest);
  result.unit = trimmed(rest);
  return result;
}

/// mantissa * 10^exponent, correctly rounded; nothing when a double can't hold it.
std::optional<double> decimal(const std::string& mantissa, long exponent) {
  if (mantissa.find_first_of("123456789") == std::string::npos)
    return mantissa[0] == '-' ? -0.0 : 0.0;
  const std::string text = fmt::format("{}e{}", mantissa, exponent);
  double value = 0.0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || !std::isfinite(value) || value == 0.0) return std::nullopt;
  return value;
}

const Spelling* find_spelling(std::string_view unit) {
  const std::string symbol = plain_unit(unit);
  const auto* found = std::ranges::find(spellings, symbol, &Spelling::symbol);
  return found == std::end(spellings) ? nullptr : found;
}

/// The hint for a unit that does not exist; spellings of the wanted dimension are likelier.
std::string unknown_unit_hint(std::string_view text, std::string_view unit,
                              std::optional<Dimension> wanted) {
  std::vector<std::string_view> likely, all;
  for (const Spelling& spelling : spellings) {
    all.push_back(spelling.symbol);
    if (!wanted || spelling.dimension == *wanted) likely.push_back(spelling.symbol);
  }
  const std::string plain = plain_unit(unit);
  std::string near = nearest(plain, likely);
  if (near.empty()) near = nearest(plain, all);
  if (near.empty())
    return fmt::format("unknown unit \"{}\"; {}", unit, suggestion_text("", likely));
  const std::string_view number = trimmed(text.substr(0, text.rfind(unit)));
  return fmt::format("did you mean \"{} {}\"?", number, near);
}

std::string_view noun(Dimension dimension) {
  return dimension == Dimension::none ? "number" : name_of(dimension);
}

/// The decimal exponent of a unit's scale: every unit is a power of ten of the coherent one.
int exponent_of(const Unit& unit) { return static_cast<int>(std::lround(std::log10(unit.scale))); }

/// The digits d1 d2 … dn as a number d1.d2…dn * 10^exponent in the shorter of both notations.
std::string layout(const std::string& digits, int exponent) {
  const int count = static_cast<int>(digits.size());
  if (exponent < -5 || exponent > 15) {
    return fmt::format("{}{}{}e{}", digits[0], count > 1 ? "." : "", digits.substr(1), exponent);
  }
  if (exponent < 0) return "0." + std::string(-exponent - 1, '0') + digits;
  if (count <= exponent + 1) return digits + std::string(exponent + 1 - count, '0');
  return digits.substr(0, exponent + 1) + "." + digits.substr(exponent + 1);
}

std::string scaled_text(double value, int shift) {
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific);
  const std::string_view text(buffer, end.ptr - buffer);
  const std::string sign = std::signbit(value) ? "-" : "";
  if (value == 0.0) return sign + "0";
  const std::size_t e = text.find('e');
  int exponent = 0;
  std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), text.data() + text.size(),
                  exponent);
  std::string digits(1, text[0]);
  if (e > 1) digits += text.substr(2, e - 2);
  return sign + layout(digits, exponent + shift);
}

}  // namespace

std::variant<DecimalQuantity, std::string> parse_decimal_quantity(std::string_view text) {
  const auto parts = take_apart(text);
  if (const auto* hint = std::get_if<std::string>(&parts)) return *hint;
  const auto& written = std::get<Written>(parts);
  Spelling spelling{"", Dimension::none, 0};
  if (!written.unit.empty()) {
    const Spelling* found = find_spelling(written.unit);
    if (!found) return unknown_unit_hint(text, written.unit, std::nullopt);
    spelling = *found;
  }
  const long exponent = written.exponent + spelling.exponent;
  const auto value = decimal(written.mantissa, exponent);
  if (!value) return "too large or too small for a number";
  return DecimalQuantity{written.mantissa, exponent, spelling.dimension, *value};
}

std::vector<std::string_view> unit_symbols(Dimension dimension) {
  std::vector<std::string_view> symbols;
  for (const Spelling& spelling : spellings) {
    if (spelling.dimension == dimension) symbols.push_back(spelling.symbol);
  }
  return symbols;
}

const Unit& coherent_unit(Dimension dimension) {
  static constexpr Unit units[] = {unit::none, unit::ms, unit::kHz,  unit::mV, unit::pA,
                                   unit::nS,   unit::pF, unit::GOhm, unit::um};
  return units[static_cast<std::size_t>(dimension)];
}

Quantity parse_quantity(std::string_view text) {
  const auto parsed = parse_decimal_quantity(text);
  if (const auto* hint = std::get_if<std::string>(&parsed)) {
    throw ConfigError(
        {Diagnostic{{}, {}, fmt::format("expected a quantity, got \"{}\"", text), *hint}});
  }
  const auto& quantity = std::get<DecimalQuantity>(parsed);
  return {quantity.value, quantity.dimension};
}

std::variant<double, Complaint> interpret_quantity(std::string_view text, const Unit& unit,
                                                   const Range& range) {
  const auto complain = [&](std::string hint) {
    return Complaint{fmt::format("expected {}, got \"{}\"", expectation(unit, range), text),
                     std::move(hint)};
  };
  const auto parts = take_apart(text);
  if (const auto* hint = std::get_if<std::string>(&parts)) return complain(*hint);
  const auto& written = std::get<Written>(parts);
  int exponent = 0;
  if (!written.unit.empty()) {
    const Spelling* spelling = find_spelling(written.unit);
    if (unit.dimension == Dimension::none &&
        (!spelling || spelling->dimension != Dimension::none)) {
      return complain("leave out the unit");
    }
    if (!spelling) return complain(unknown_unit_hint(text, written.unit, unit.dimension));
    if (spelling->dimension != unit.dimension) {
      return complain(fmt::format(
          "{} is a unit of {}", written.unit,
          spelling->dimension == Dimension::none ? "pure numbers" : name_of(spelling->dimension)));
    }
    exponent = spelling->exponent;
  } else if (unit.dimension != Dimension::none) {
    return Complaint{fmt::format("expected a {} such as \"20 {}\", got \"{}\"",
                                 noun(unit.dimension), unit.symbol, text),
                     "add a unit"};
  }
  const auto value = decimal(written.mantissa, written.exponent + exponent);
  if (!value) return complain("too large or too small for a number");
  if (!range.contains(*value)) return complain("");
  return *value;
}

std::string format_quantity(double coherent_value, const Unit& unit) {
  std::string text = scaled_text(coherent_value, -exponent_of(unit));
  if (!unit.symbol.empty()) text.append(" ").append(unit.symbol);
  return text;
}

std::string expectation(const Unit& unit, const Range& range) {
  const std::string what = fmt::format("a {}", noun(unit.dimension));
  if (range.text != any_value.text) return fmt::format("{} {}", what, range.text);
  const bool low = std::isfinite(range.low);
  const bool high = std::isfinite(range.high);
  if (low && high && !range.low_open) {
    return fmt::format("{} from {} to {}", what, format_quantity(range.low, unit),
                       format_quantity(range.high, unit));
  }
  std::string text = what;
  if (low)
    text += fmt::format(" {} {}", range.low_open ? ">" : ">=", format_quantity(range.low, unit));
  if (low && high) text += " and";
  if (high) text += fmt::format(" <= {}", format_quantity(range.high, unit));
  return text;
}

std::string range_complaint(double value, const Unit& unit, const Range& range) {
  if (std::isfinite(value) && range.contains(value)) return {};
  std::string expected = expectation(unit, range);
  if (!std::isfinite(value)) expected.insert(std::strlen("a "), "finite ");
  return fmt::format("expected {}, got {}", expected, format_quantity(value, unit));
}

}  // namespace meniscus
