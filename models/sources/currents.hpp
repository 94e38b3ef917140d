#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/core/field.hpp"
#include "sim/network/stimulus.hpp"

namespace meniscus {

/// The tick at which a current ends; beyond every run if `stop` [ms] is infinite.
Time stop_tick(double stop, const Resolution& resolution);

/// A constant current between two times.
class ConstantCurrent final : public CurrentInput {
 public:
  static constexpr std::string_view name = "constant_current";
  static constexpr std::string_view summary = "constant current from start to stop";

  struct Parameters {
    double amplitude = 0.0;                                 ///< [pA]
    double start = 0.0;                                     ///< [ms]
    double stop = std::numeric_limits<double>::infinity();  ///< [ms]

    static constexpr auto fields() {
      return std::tuple{
          field("amplitude", &Parameters::amplitude, unit::pA, any_value, "current"),
          field("start", &Parameters::start, unit::ms, non_negative, "when it sets in"),
          field("stop", &Parameters::stop, unit::ms, non_negative, "when it ends")};
    }
    std::string_view problem() const {
      return start <= stop ? "" : "stop must not lie before start";
    }
  };

  ConstantCurrent(const Parameters& parameters, const Resolution& resolution);

  std::optional<Time> next_change(Time t) const override;
  double value(const StreamKey&, Time t, std::uint32_t) const override {
    return t >= start_ && t < stop_ ? amplitude_ : 0.0;
  }

 private:
  double amplitude_;
  Time start_;
  Time stop_;
};

/// A current that jumps to amplitudes[k] at times[k]; 0 before the first.
class StepCurrent final : public CurrentInput {
 public:
  static constexpr std::string_view name = "step_current";
  static constexpr std::string_view summary =
      "current that jumps to given amplitudes at given times";

  struct Parameters {
    std::vector<double> times;       ///< [ms], ascending
    std::vector<double> amplitudes;  ///< [pA]

    static constexpr auto fields() {
      return std::tuple{
          field("times", &Parameters::times, unit::ms, non_negative, "when the current jumps"),
          field("amplitudes", &Parameters::amplitudes, unit::pA, any_value, "what it jumps to")};
    }
    std::string problem() const;
  };

  /// Throws ConfigError when the lists differ in length or the times don't ascend.
  StepCurrent(const Parameters& parameters, const Resolution& resolution);

  std::optional<Time> next_change(Time t) const override;
  double value(const StreamKey&, Time t, std::uint32_t) const override;

 private:
  std::vector<Time> times_;
  std::vector<double> amplitudes_;
};

}  // namespace meniscus
