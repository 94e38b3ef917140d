#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sim/core/poisson_counts.hpp"
#include "sim/network/neuron.hpp"
#include "sim/network/stimulus.hpp"

namespace meniscus {

/// Independent Poisson spike trains, all of one rate or each of its own. The number of spikes in a
/// tick is Poisson distributed, so a neuron can spike more than once in it.
class Poisson {
 public:
  static constexpr std::string_view name = "poisson";
  static constexpr std::string_view summary = "independent Poisson spike trains";

  struct Parameters {
    std::vector<double> rate{0.01};  ///< one for all, or one per neuron [kHz]

    static constexpr auto fields() {
      return std::tuple{field("rate", &Parameters::rate, unit::Hz, non_negative,
                              "rate of all trains, or a list with one per neuron")};
    }
    std::string problem(std::uint32_t size) const;  ///< as many rates as neurons, or one
  };

  Poisson(const Parameters& parameters, const Resolution& resolution);

  void emit(const StreamKey& key, Time t, std::uint32_t first, std::uint32_t count,
            std::vector<std::uint32_t>& spikes) const;

  /// The counts of tick t, as in SpikeInput.
  void counts(const StreamKey& key, Time t, std::uint32_t first,
              std::span<std::uint16_t> counts) const;

  /// Mean number of spikes per neuron and tick.
  double mean_count() const { return mean_count_; }

 private:
  double mean_count_;
  PoissonTable table_;  ///< used where all rates are equal
  std::vector<PoissonRates> rates_;
};

}  // namespace meniscus
