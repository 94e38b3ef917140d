#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/network/neuron.hpp"

namespace meniscus {

/// Spikes at equal intervals: first, first + interval, …, each rounded to the nearest tick, so that
/// rounding errors never add up. By default a neuron's first spike is drawn from the first
/// interval, which makes the trains stationary and independent.
class Regular {
 public:
  static constexpr std::string_view name = "regular";
  static constexpr std::string_view summary = "spikes at equal intervals";

  struct Parameters {
    std::vector<double> interval{100.0};  ///< one for all, or one per neuron [ms]
    std::vector<double> first = {};       ///< likewise; empty: drawn [ms]

    static constexpr auto fields() {
      return std::tuple{
          field("interval", &Parameters::interval, unit::ms, positive,
                "between spikes; a list has one per neuron"),
          field("first", &Parameters::first, unit::ms, non_negative,
                "time of the first spike, or one per neuron; default: drawn from one interval")};
    }
    std::string problem(std::uint32_t size) const;  ///< as many numbers as neurons, or one
  };

  struct Train {
    double first = 0.0;       ///< [ticks]
    std::int64_t spikes = 0;  ///< so far
  };

  /// Throws ConfigError when there would be more than `largest_mean_count` spikes in a tick.
  Regular(const Parameters& parameters, const Resolution& resolution);

  Train start(const StreamKey& key, std::uint32_t neuron) const;
  std::int64_t next(const StreamKey& key, std::uint32_t neuron, Train& train) const;

 private:
  double interval(std::uint32_t neuron) const {
    return intervals_.size() == 1 ? intervals_.front() : intervals_[neuron];
  }

  std::vector<double> intervals_;  ///< [ticks]
  std::vector<double> firsts_;     ///< [ticks]
};

}  // namespace meniscus
