#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/network/neuron.hpp"

namespace meniscus {

/// Independent renewal processes with gamma distributed intervals: of mean 1/rate and coefficient
/// of variation 1/sqrt(shape). Shape 1 is a Poisson process, large ones are nearly regular. In
/// equilibrium from time 0 on: the first interval is a length-biased one (a gamma of shape + 1),
/// cut at a random point (Cox 1962, Renewal Theory, §5.2). Several spikes can fall into one tick.
class Gamma {
 public:
  static constexpr std::string_view name = "gamma";
  static constexpr std::string_view summary =
      "independent renewal trains with gamma distributed intervals (Cox 1962)";

  struct Parameters {
    std::vector<double> rate{0.01};  ///< one for all, or one per neuron [kHz]
    double shape = 2.0;              ///< of the interval's law

    static constexpr auto fields() {
      constexpr Range shapes{.low = 0.01, .high = 1e6, .text = "between 0.01 and 1e6"};
      return std::tuple{field("rate", &Parameters::rate, unit::Hz, non_negative,
                              "rate of all trains, or a list with one per neuron"),
                        field("shape", &Parameters::shape, unit::none, shapes,
                              "of the interval's law; its CV is 1/sqrt(shape)")};
    }
    std::string problem(std::uint32_t size) const;  ///< as many rates as neurons, or one
  };

  struct Train {
    double time = 0.0;           ///< of the last spike [ticks]
    std::uint64_t position = 0;  ///< in the neuron's random stream
  };

  /// Throws ConfigError when there would be more than `largest_mean_count` spikes in a tick.
  Gamma(const Parameters& parameters, const Resolution& resolution);

  Train start(const StreamKey& key, std::uint32_t neuron) const;
  std::int64_t next(const StreamKey& key, std::uint32_t neuron, Train& train) const;

 private:
  double scale(std::uint32_t neuron) const {
    return scales_.size() == 1 ? scales_.front() : scales_[neuron];
  }

  double shape_;
  std::vector<double> scales_;  ///< mean interval / shape [ticks]; infinite at rate 0
};

}  // namespace meniscus
