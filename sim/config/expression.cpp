#include "sim/config/expression.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/config/exact_number.hpp"
#include "sim/config/node.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr int nesting_limit = 64;  ///< parentheses and signs

/// Powers of ms, mV, pA and um: every coherent unit is a product of these.
using Powers = std::array<int, 4>;

/// By Dimension.
constexpr std::array<Powers, 9> powers_of_dimensions{{{0, 0, 0, 0},
                                                      {1, 0, 0, 0},
                                                      {-1, 0, 0, 0},
                                                      {0, 1, 0, 0},
                                                      {0, 0, 1, 0},
                                                      {0, -1, 1, 0},
                                                      {1, -1, 1, 0},
                                                      {0, 1, -1, 0},
                                                      {0, 0, 0, 1}}};

std::optional<Dimension> dimension_of(const Powers& powers) {
  const auto found = std::ranges::find(powers_of_dimensions, powers);
  if (found == powers_of_dimensions.end()) return std::nullopt;
  return static_cast<Dimension>(found - powers_of_dimensions.begin());
}

/// "a time", or "a value in mV^2 um" where no quantity has such a unit.
std::string kind_of(const Powers& powers) {
  const auto dimension = dimension_of(powers);
  if (dimension == Dimension::none) return std::string(name_of(Dimension::none));
  if (dimension) return fmt::format("a {}", name_of(*dimension));
  std::string text = "a value in";
  constexpr std::string_view symbols[] = {"ms", "mV", "pA", "um"};
  for (std::size_t i = 0; i < powers.size(); ++i) {
    if (powers[i] == 0) continue;
    text += fmt::format(" {}", symbols[i]);
    if (powers[i] != 1) text += fmt::format("^{}", powers[i]);
  }
  return text;
}

struct Value {
  ExactNumber number;
  Powers powers;
};

Value value_of(const DecimalQuantity& quantity) {
  return {ExactNumber(quantity),
          powers_of_dimensions[static_cast<std::size_t>(quantity.dimension)]};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Recursive descent. What does not have the form of arithmetic is nothing; what has it but makes
/// no sense leaves a complaint.
class Calculator {
 public:
  Calculator(std::string_view text, std::span<const Reference> references,
             std::span<const Value> operands)
      : text_(text), references_(references), operands_(operands) {}

  std::optional<Computed> result() {
    const auto value = sum();
    skip_space();
    if (!value || at_ != text_.size()) return std::nullopt;
    if (complaint_) return *complaint_;
    const auto dimension = dimension_of(value->powers);
    if (!dimension) {
      return Complaint{
          fmt::format("expected a result in a known unit, got {}", kind_of(value->powers)), ""};
    }
    if (!std::isfinite(value->number.value())) {
      return Complaint{"expected a result that a number can hold", ""};
    }
    const Unit& unit = coherent_unit(*dimension);
    const auto whole = value->number.whole();
    if (whole && *dimension == Dimension::none) return fmt::to_string(*whole);
    return format_quantity(value->number.value(), unit);
  }

 private:
  std::optional<Value> sum() {
    auto left = product();
    while (left) {
      const char sign = take('+', '-');
      if (sign == '\0') break;
      const auto right = product();
      if (!right) return std::nullopt;
      if (left->powers != right->powers) {
        complain(fmt::format("expected two values of one kind around \"{}\", got {} and {}", sign,
                             kind_of(left->powers), kind_of(right->powers)));
      }
      left->number = left->number + (sign == '+' ? right->number : -right->number);
    }
    return left;
  }

  std::optional<Value> product() {
    auto left = factor();
    while (left) {
      const char sign = take('*', '/');
      if (sign == '\0') break;
      const auto right = factor();
      if (!right) return std::nullopt;
      if (sign == '/' && right->number.value() == 0.0) complain("expected a divisor other than 0");
      left->number = sign == '*' ? left->number * right->number : left->number / right->number;
      for (std::size_t i = 0; i < left->powers.size(); ++i) {
        left->powers[i] += sign == '*' ? right->powers[i] : -right->powers[i];
      }
    }
    return left;
  }

  std::optional<Value> factor() {
    if (++depth_ > nesting_limit) return std::nullopt;
    std::optional<Value> value;
    if (const char sign = take('+', '-'); sign != '\0') {
      value = factor();
      if (value && sign == '-') value->number = -value->number;
    } else if (take('(', '(') != '\0') {
      value = sum();
      if (take(')', ')') == '\0') return std::nullopt;
    } else if (text_.substr(at_).starts_with("${")) {
      value = reference();
    } else {
      value = literal();
    }
    --depth_;
    return value;
  }

  /// A reference, and perhaps the unit of the pure number that it stands for.
  std::optional<Value> reference() {
    const auto found = std::ranges::lower_bound(references_, at_, {}, &Reference::begin);
    Value value = operands_[static_cast<std::size_t>(found - references_.begin())];
    at_ = found->end;
    skip_space();
    const std::size_t length = unit_length(text_.substr(at_));
    if (length == 0) return value;
    const auto unit = parse_decimal_quantity(fmt::format("1 {}", text_.substr(at_, length)));
    const auto* quantity = std::get_if<DecimalQuantity>(&unit);
    if (quantity == nullptr) return std::nullopt;
    if (value.powers != Powers{}) {
      complain(fmt::format("expected a pure number before a unit, got {}", kind_of(value.powers)));
    }
    at_ += length;
    const Value one = value_of(*quantity);
    return Value{value.number * one.number, one.powers};
  }

  std::optional<Value> literal() {
    std::string_view rest = text_.substr(at_);
    std::size_t length = 0;
    const auto digits = [&] {
      while (length < rest.size() && is_digit(rest[length])) ++length;
    };
    digits();
    if (length < rest.size() && rest[length] == '.') ++length;
    digits();
    if (length == 0) return std::nullopt;
    if (length < rest.size() && (rest[length] == 'e' || rest[length] == 'E')) {
      const bool sign =
          length + 1 < rest.size() && (rest[length + 1] == '+' || rest[length + 1] == '-');
      const std::size_t exponent = length + (sign ? 2 : 1);
      if (exponent < rest.size() && is_digit(rest[exponent])) length = exponent;
      digits();
    }
    const std::size_t space = rest.substr(length).find_first_not_of(" \t\n");
    if (space != std::string_view::npos) {
      const std::size_t unit = unit_length(rest.substr(length + space));
      if (unit > 0) length += space + unit;
    }
    at_ += length;
    const auto parsed = parse_decimal_quantity(rest.substr(0, length));
    if (const auto* quantity = std::get_if<DecimalQuantity>(&parsed)) return value_of(*quantity);
    complain(fmt::format("expected a quantity, got \"{}\"", rest.substr(0, length)),
             std::get<std::string>(parsed));
    return Value{ExactNumber(DecimalQuantity{"1", 0, Dimension::none, 1.0}), {}};
  }

  /// How many bytes a unit has that `rest` may begin with; known or not.
  static std::size_t unit_length(std::string_view rest) {
    const auto letters_from = [&](std::size_t i) {
      while (i < rest.size() && (is_letter(rest[i]) || rest[i] == '%' || (rest[i] & 0x80) != 0))
        ++i;
      return i;
    };
    if (rest.starts_with("1/")) {  // 1/s and 1/ms, but no division of 1
      const std::size_t end = letters_from(2);
      return end > 2 ? end : 0;
    }
    return letters_from(0);
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) {
      ++at_;
    }
  }

  /// Takes one of two characters, if it comes next, and the space around it; else 0.
  char take(char one, char other) {
    skip_space();
    if (at_ >= text_.size() || (text_[at_] != one && text_[at_] != other)) return '\0';
    const char taken = text_[at_++];
    skip_space();
    return taken;
  }

  void complain(std::string message, std::string hint = {}) {
    if (!complaint_) complaint_ = Complaint{std::move(message), std::move(hint)};
  }

  std::string_view text_;
  std::span<const Reference> references_;
  std::span<const Value> operands_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<Complaint> complaint_;
};

}  // namespace

bool is_parameter_name(std::string_view name) {
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
  return !name.empty() && !is_digit(name[0]) && std::ranges::all_of(name, allowed);
}

std::variant<std::vector<Reference>, Complaint> find_references(std::string_view text) {
  std::vector<Reference> references;
  for (std::size_t begin = text.find("${"); begin != std::string_view::npos;) {
    const std::size_t close = text.find('}', begin);
    if (close == std::string_view::npos) return Complaint{"\"${\" without its \"}\"", ""};
    const std::string_view name = text.substr(begin + 2, close - begin - 2);
    if (!is_parameter_name(name)) {
      return Complaint{
          fmt::format("expected a parameter's name in ${{...}}, got \"{}\"", shortened(name)),
          "arithmetic stands outside of it: ${n} * 2"};
    }
    references.push_back({begin, close + 1, std::string(name)});
    begin = text.find("${", close);
  }
  return references;
}

std::optional<Computed> compute(std::string_view text, std::span<const Reference> references,
                                std::span<const std::string> operands) {
  std::vector<Value> values;
  for (const std::string& operand : operands) {
    const auto parsed = parse_decimal_quantity(operand);
    const auto* quantity = std::get_if<DecimalQuantity>(&parsed);
    if (quantity == nullptr) return std::nullopt;
    values.push_back(value_of(*quantity));
  }
  return Calculator(text, references, values).result();
}

}  // namespace meniscus
