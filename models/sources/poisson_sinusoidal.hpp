#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/network/neuron.hpp"

namespace meniscus {

/// Independent Poisson spike trains whose common rate goes up and down:
///   rate(s) = rate + amplitude sin(2 pi frequency s + phase),   s: time
/// The number of spikes in a tick is Poisson distributed with the integral of the rate over it, so
/// the process is exact at any resolution.
class PoissonSinusoidal {
 public:
  static constexpr std::string_view name = "poisson_sinusoidal";
  static constexpr std::string_view summary = "independent Poisson trains of a sinusoidal rate";

  struct Parameters {
    double rate = 0.01;       ///< mean over a period [kHz]
    double amplitude = 0.0;   ///< [kHz]
    double frequency = 0.01;  ///< [kHz]
    double phase = 0.0;       ///< at time 0 [degrees]

    static constexpr auto fields() {
      return std::tuple{
          field("rate", &Parameters::rate, unit::Hz, non_negative, "mean rate"),
          field("amplitude", &Parameters::amplitude, unit::Hz, non_negative,
                "of the rate, at most the mean rate"),
          field("frequency", &Parameters::frequency, unit::Hz, non_negative, "of the modulation"),
          field("phase", &Parameters::phase, unit::none, any_value, "at time 0, in degrees")};
    }
    /// `size` doesn't matter: all neurons have one rate.
    std::string_view problem(std::uint32_t size = 0) const;
  };

  /// Throws ConfigError when the rate would fall below 0 or is too high for a tick.
  PoissonSinusoidal(const Parameters& parameters, const Resolution& resolution);

  void emit(const StreamKey& key, Time t, std::uint32_t first, std::uint32_t count,
            std::vector<std::uint32_t>& spikes) const;

  /// The counts of tick t, as in SpikeInput.
  void counts(const StreamKey& key, Time t, std::uint32_t first,
              std::span<std::uint16_t> counts) const;

  /// Mean number of spikes per neuron in tick t, the time (t - 1, t].
  double mean_count(Time t) const;

  /// The same over a period.
  double mean_count() const { return mean_; }

 private:
  double mean_;
  double amplitude_;
  double cycles_per_tick_;
  double phase_;  ///< [cycles]
};

}  // namespace meniscus
