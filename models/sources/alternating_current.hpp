#pragma once

#include <limits>
#include <string_view>

#include "sim/core/field.hpp"
#include "sim/network/stimulus.hpp"

namespace meniscus {

/// A sinusoidal current between two times:
///   i(s) = offset + amplitude sin(2 pi frequency s + phase),   s: time
/// In each tick flows its mean over the tick, so that the charge is exact.
class AlternatingCurrent final : public CurrentInput {
 public:
  static constexpr std::string_view name = "alternating_current";
  static constexpr std::string_view summary = "sinusoidal current from start to stop";

  struct Parameters {
    double amplitude = 0.0;                                 ///< [pA]
    double frequency = 0.01;                                ///< [kHz]
    double phase = 0.0;                                     ///< at time 0 [degrees]
    double offset = 0.0;                                    ///< mean [pA]
    double start = 0.0;                                     ///< [ms]
    double stop = std::numeric_limits<double>::infinity();  ///< [ms]

    static constexpr auto fields() {
      return std::tuple{
          field("amplitude", &Parameters::amplitude, unit::pA, any_value, "of the sine"),
          field("frequency", &Parameters::frequency, unit::Hz, non_negative, "of the sine"),
          field("phase", &Parameters::phase, unit::none, any_value, "at time 0, in degrees"),
          field("offset", &Parameters::offset, unit::pA, any_value, "added to the sine"),
          field("start", &Parameters::start, unit::ms, non_negative, "when it sets in"),
          field("stop", &Parameters::stop, unit::ms, non_negative, "when it ends")};
    }
    std::string_view problem() const {
      return start <= stop ? "" : "stop must not lie before start";
    }
  };

  AlternatingCurrent(const Parameters& parameters, const Resolution& resolution);

  std::optional<Time> next_change(Time t) const override;
  double value(const StreamKey&, Time t, std::uint32_t) const override;
  double changes_per_tick() const override { return 1.0; }

 private:
  double amplitude_;  ///< of the means over ticks [pA]
  double cycles_per_tick_;
  double phase_;  ///< [cycles]
  double offset_;
  Time start_;
  Time stop_;
};

}  // namespace meniscus
