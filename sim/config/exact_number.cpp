#include "sim/config/exact_number.hpp"

#include <charconv>
#include <limits>
#include <numeric>
#include <optional>

namespace meniscus {

namespace {

using Integer = std::optional<std::int64_t>;  ///< nothing where 64 bits don't suffice

/// The smallest integer counts as too large, so that every integer has its negative.
Integer checked(bool overflow, std::int64_t result) {
  return overflow || result == std::numeric_limits<std::int64_t>::min() ? Integer{} : result;
}

Integer product(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  const bool overflow = __builtin_mul_overflow(a, b, &result);
  return checked(overflow, result);
}

Integer sum(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  const bool overflow = __builtin_add_overflow(a, b, &result);
  return checked(overflow, result);
}

Integer power_of_ten(long exponent) {
  Integer result = 1;
  for (long i = 0; i < exponent && result; ++i) result = product(*result, 10);
  return result;
}

/// The digits of "-12.50" as an integer, -125; `exponent` becomes that of its last digit.
Integer digits_of(const std::string& mantissa, long& exponent) {
  std::string digits = mantissa;
  if (const auto point = digits.find('.'); point != std::string::npos) {
    digits.erase(point, 1);
    exponent -= static_cast<long>(digits.size() - point);
  }
  while (digits.size() > 1 && digits.ends_with('0')) {
    digits.pop_back();
    ++exponent;
  }
  std::int64_t value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return checked(result.ec != std::errc(), value);
}

}  // namespace

ExactNumber::ExactNumber(const DecimalQuantity& quantity) : rounded_(quantity.value) {
  long exponent = quantity.exponent;
  const Integer digits = digits_of(quantity.mantissa, exponent);
  if (!digits) return;
  const Integer power = power_of_ten(exponent < 0 ? -exponent : exponent);
  if (*digits == 0) {
    *this = ExactNumber(0, 1);
  } else if (power && exponent < 0) {
    *this = ExactNumber(*digits, *power);
  } else if (const Integer whole = power ? product(*digits, *power) : Integer{}) {
    *this = ExactNumber(*whole, 1);
  }
}

ExactNumber::ExactNumber(std::int64_t numerator, std::int64_t denominator) {
  const std::int64_t common = std::gcd(numerator, denominator);
  const std::int64_t sign = denominator < 0 ? -1 : 1;
  numerator_ = sign * (numerator / common);
  denominator_ = sign * (denominator / common);
}

double ExactNumber::value() const {
  if (!exact()) return rounded_;
  return static_cast<double>(numerator_) / static_cast<double>(denominator_);
}

std::optional<std::int64_t> ExactNumber::whole() const {
  return denominator_ == 1 ? Integer(numerator_) : Integer{};
}

ExactNumber ExactNumber::operator-() const {
  return exact() ? ExactNumber(-numerator_, denominator_) : ExactNumber(-rounded_);
}

ExactNumber operator+(const ExactNumber& a, const ExactNumber& b) {
  if (a.exact() && b.exact()) {
    const Integer left = product(a.numerator_, b.denominator_);
    const Integer right = product(b.numerator_, a.denominator_);
    const Integer denominator = product(a.denominator_, b.denominator_);
    const Integer numerator = left && right ? sum(*left, *right) : Integer{};
    if (numerator && denominator) return {*numerator, *denominator};
  }
  return ExactNumber(a.value() + b.value());
}

ExactNumber operator*(const ExactNumber& a, const ExactNumber& b) {
  if (a.exact() && b.exact()) {
    const Integer numerator = product(a.numerator_, b.numerator_);
    const Integer denominator = product(a.denominator_, b.denominator_);
    if (numerator && denominator) return {*numerator, *denominator};
  }
  return ExactNumber(a.value() * b.value());
}

ExactNumber operator/(const ExactNumber& a, const ExactNumber& b) {
  if (b.exact() && b.numerator_ != 0) return a * ExactNumber(b.denominator_, b.numerator_);
  return ExactNumber(a.value() / b.value());
}

}  // namespace meniscus
