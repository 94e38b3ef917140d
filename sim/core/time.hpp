#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

namespace meniscus {

/// A point or a span of simulated time, counted in ticks. Integer, so that no rounding can ever
/// decide an order. The length of a tick is the model's `Resolution`.
struct Time {
  std::int64_t ticks = 0;

  friend constexpr auto operator<=>(Time, Time) = default;
  friend constexpr Time operator+(Time a, Time b) { return {a.ticks + b.ticks}; }
  friend constexpr Time operator-(Time a, Time b) { return {a.ticks - b.ticks}; }
  constexpr Time& operator+=(Time b) { return ticks += b.ticks, *this; }
  constexpr Time& operator++() { return ++ticks, *this; }
};

/// The length of a tick; converts between ticks and milliseconds.
class Resolution {
 public:
  /// `tick` > 0 [ms].
  explicit constexpr Resolution(double tick = 0.1) : tick_(tick), per_ms_(1.0 / tick) {
    if (const double whole = static_cast<double>(static_cast<std::int64_t>(per_ms_ + 0.5));
        whole >= 1.0 && per_ms_ - whole < 1e-9 && whole - per_ms_ < 1e-9) {
      per_ms_ = whole;
      divides_ms_ = true;
    }
  }

  constexpr double tick() const { return tick_; }  ///< [ms]

  /// The nearest whole number of ticks; halves round up. `ms` [ms].
  Time ticks(double ms) const {
    return {static_cast<std::int64_t>(std::floor(exact_ticks(ms) + 0.5))};
  }

  /// How many ticks `ms` is, unrounded: lets a border warn when a delay is no multiple of a tick.
  double exact_ticks(double ms) const { return divides_ms_ ? ms * per_ms_ : ms / tick_; }

  /// Milliseconds, correctly rounded where a millisecond is a whole number of ticks.
  double ms(Time t) const {
    const auto n = static_cast<double>(t.ticks);
    return divides_ms_ ? n / per_ms_ : n * tick_;
  }

 private:
  double tick_;
  double per_ms_;
  bool divides_ms_ = false;
};

}  // namespace meniscus
