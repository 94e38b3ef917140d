#pragma once

#include <cstdint>
#include <optional>

#include "sim/config/quantity.hpp"

namespace meniscus {

/// A number that is exact as long as a fraction of 64-bit integers holds it, so that 7 * 0.1 * 10
/// is 7 and a third of 12 is 4; beyond that the nearest double.
class ExactNumber {
 public:
  explicit ExactNumber(const DecimalQuantity& quantity);

  /// The nearest double; infinite or nan when an operation had no finite result.
  double value() const;

  /// The number if it is known to be a whole one.
  std::optional<std::int64_t> whole() const;

  ExactNumber operator-() const;
  friend ExactNumber operator+(const ExactNumber& a, const ExactNumber& b);
  friend ExactNumber operator*(const ExactNumber& a, const ExactNumber& b);
  friend ExactNumber operator/(const ExactNumber& a, const ExactNumber& b);

 private:
  explicit ExactNumber(double rounded) : rounded_(rounded) {}
  /// numerator / denominator in lowest terms; the denominator must not be 0.
  ExactNumber(std::int64_t numerator, std::int64_t denominator);

  bool exact() const { return denominator_ != 0; }

  std::int64_t numerator_ = 0;
  std::int64_t denominator_ = 0;  ///< > 0; 0: only `rounded_` is known
  double rounded_ = 0.0;
};

}  // namespace meniscus
