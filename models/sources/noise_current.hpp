#pragma once

#include <limits>
#include <string_view>

#include "sim/core/field.hpp"
#include "sim/network/stimulus.hpp"

namespace meniscus {

/// A random current between two times: every `interval`, each neuron gets a new value, independent
/// and normally distributed, and keeps it until the next. What a membrane makes of it depends on
/// the interval: with tau_m and resistance r_m, at the ends of intervals,
///   var v = (r_m sd)^2 (1 - a) / (1 + a),   a = exp(-interval/tau_m)
/// as of the noise generator of NEST (Gewaltig & Diesmann 2007, doi:10.4249/scholarpedia.1430).
class NoiseCurrent final : public CurrentInput {
 public:
  static constexpr std::string_view name = "noise_current";
  static constexpr std::string_view summary =
      "Gaussian current, constant over an interval, independent for each neuron";

  struct Parameters {
    double mean = 0.0;                                      ///< [pA]
    double sd = 0.0;                                        ///< standard deviation [pA]
    double interval = 1.0;                                  ///< between new values [ms]
    double start = 0.0;                                     ///< [ms]
    double stop = std::numeric_limits<double>::infinity();  ///< [ms]

    static constexpr auto fields() {
      return std::tuple{
          field("mean", &Parameters::mean, unit::pA, any_value, "mean current"),
          field("sd", &Parameters::sd, unit::pA, non_negative, "its standard deviation"),
          field("interval", &Parameters::interval, unit::ms, positive,
                "between new values, at least a tick"),
          field("start", &Parameters::start, unit::ms, non_negative, "when it sets in"),
          field("stop", &Parameters::stop, unit::ms, non_negative, "when it ends")};
    }
    std::string_view problem() const {
      return start <= stop ? "" : "stop must not lie before start";
    }
  };

  /// Throws ConfigError when the interval is shorter than half a tick.
  NoiseCurrent(const Parameters& parameters, const Resolution& resolution);

  std::optional<Time> next_change(Time t) const override;
  double value(const StreamKey& key, Time t, std::uint32_t neuron) const override;
  double changes_per_tick() const override;

 private:
  double mean_, sd_;
  std::int64_t interval_;  ///< [ticks]
  Time start_;
  Time stop_;
};

}  // namespace meniscus
