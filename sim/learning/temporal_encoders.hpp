#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>

#include "sim/core/field.hpp"
#include "sim/core/spikes.hpp"
#include "sim/core/time.hpp"
#include "sim/learning/encoders.hpp"

namespace meniscus {

// Encoders that put a value between 0 and 1 into the times of spikes, without chance.

/// Time to first spike (Thorpe et al. 2001, doi:10.1016/S0893-6080(01)00083-1): each line spikes
/// once, the value x at (1 - x) of the way from the first to the last tick; values up to
/// `threshold` are silent.
class LatencyEncoder final : public Encoder {
 public:
  struct Parameters {
    double threshold = 0.0;  ///< largest silent value

    static constexpr auto fields() {
      return std::tuple{field("threshold", &Parameters::threshold, unit::none, fraction,
                              "largest value without a spike")};
    }
  };

  /// Throws ConfigError unless the duration is at least a tick.
  LatencyEncoder(const Parameters& parameters, Time duration);
  std::size_t lines(std::size_t values) const override { return values; }
  SpikeTable encode(std::span<const double> values, std::uint32_t sample) const override;

 private:
  double threshold_;
  Time duration_;
};

/// Phase coding by weighted spikes (Kim et al. 2018, doi:10.1016/j.neucom.2018.05.087): time is cut
/// into periods of `bits` ticks, and in tick k of each the line spikes where the value's binary
/// digit of weight 2^-(k+1) is 1. The value 1 has all digits.
class PhaseEncoder final : public Encoder {
 public:
  struct Parameters {
    std::uint32_t bits = 8;  ///< ticks of a period

    static constexpr auto fields() {
      return std::tuple{field("bits", &Parameters::bits, unit::none,
                              Range{.low = 1.0, .high = 30.0, .text = "from 1 to 30"},
                              "ticks of a period, binary digits of a value")};
    }
  };

  /// Throws ConfigError unless the duration holds at least one period.
  PhaseEncoder(const Parameters& parameters, Time duration);
  std::size_t lines(std::size_t values) const override { return values; }
  SpikeTable encode(std::span<const double> values, std::uint32_t sample) const override;

 private:
  std::uint32_t bits_;
  Time duration_;
};

/// Population coding by Gaussian receptive fields (Bohte et al. 2002,
/// doi:10.1016/S0925-2312(01)00658-0): a value has `fields` lines, of which the i-th, i = 1, 2, …,
/// is excited by
///   a = exp(-(x - c)^2 / (2 s^2)), c = (2i - 3) / 2 / (fields - 2), s = 1 / (beta (fields - 2))
/// and spikes once at (1 - a) of the way from the first to the last tick, where a > threshold.
class PopulationEncoder final : public Encoder {
 public:
  struct Parameters {
    std::uint32_t fields_per_value = 8;  ///< receptive fields of a value
    double beta = 1.5;                   ///< distance of their centres over their width
    double threshold = 0.1;              ///< largest silent excitation

    static constexpr auto fields() {
      return std::tuple{field("fields", &Parameters::fields_per_value, unit::none,
                              Range{.low = 3.0, .high = 1000.0, .text = "from 3 to 1000"},
                              "receptive fields of a value"),
                        field("beta", &Parameters::beta, unit::none, positive,
                              "distance of their centres over their width"),
                        field("threshold", &Parameters::threshold, unit::none, fraction,
                              "largest excitation without a spike")};
    }
  };

  /// Throws ConfigError unless the duration is at least a tick.
  PopulationEncoder(const Parameters& parameters, Time duration);
  std::size_t lines(std::size_t values) const override {
    return values * parameters_.fields_per_value;
  }
  SpikeTable encode(std::span<const double> values, std::uint32_t sample) const override;

 private:
  Parameters parameters_;
  Time duration_;
};

}  // namespace meniscus
