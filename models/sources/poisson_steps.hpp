#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/poisson_counts.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

/// Independent Poisson spike trains whose common rate jumps to rates[k] at times[k]; silent before
/// the first. Times are rounded to whole ticks.
class PoissonSteps {
 public:
  static constexpr std::string_view name = "poisson_steps";
  static constexpr std::string_view summary =
      "independent Poisson trains of a rate that jumps at given times";

  struct Parameters {
    std::vector<double> times = {};  ///< [ms], ascending
    std::vector<double> rates = {};  ///< [kHz]

    static constexpr auto fields() {
      return std::tuple{
          field("times", &Parameters::times, unit::ms, non_negative, "when the rate jumps"),
          field("rates", &Parameters::rates, unit::Hz, non_negative, "what it jumps to")};
    }
    /// `size` doesn't matter: all neurons have one rate.
    std::string problem(std::uint32_t size = 0) const;
  };

  /// Throws ConfigError when the lists differ in length, the times don't ascend or a rate is too
  /// high for a tick.
  PoissonSteps(const Parameters& parameters, const Resolution& resolution);

  void emit(const StreamKey& key, Time t, std::uint32_t first, std::uint32_t count,
            std::vector<std::uint32_t>& spikes) const;

  /// The counts of tick t, as in SpikeInput.
  void counts(const StreamKey& key, Time t, std::uint32_t first,
              std::span<std::uint16_t> counts) const;

  /// Mean number of spikes per neuron and tick at the highest rate.
  double mean_count() const { return largest_mean_; }

 private:
  std::vector<Time> times_;
  std::vector<PoissonTable> tables_;
  double largest_mean_ = 0.0;
};

}  // namespace meniscus
