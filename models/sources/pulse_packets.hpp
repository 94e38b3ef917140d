#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/core/state_archive.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

/// Pulse packets: around each of the given times, every neuron fires `spikes` times, at independent
/// normally distributed distances, rounded to the nearest tick. Diesmann, Gewaltig & Aertsen
/// (1999), doi:10.1038/990101. A neuron's spikes are drawn when a run starts, 8 B each; those
/// before the first tick are lost.
class PulsePackets {
 public:
  static constexpr std::string_view name = "pulse_packets";
  static constexpr std::string_view summary =
      "spikes normally distributed around given times (Diesmann et al. 1999)";

  struct Parameters {
    std::vector<double> times = {};  ///< centres of the packets [ms]
    std::uint32_t spikes = 1;        ///< of a neuron in a packet
    double sd = 1.0;                 ///< standard deviation of a spike's time [ms]

    static constexpr auto fields() {
      constexpr Range counts{.low = 1.0, .high = 1e6, .text = "between 1 and 1e6"};
      return std::tuple{
          field("times", &Parameters::times, unit::ms, non_negative, "centres of the packets"),
          field("spikes", &Parameters::spikes, unit::none, counts, "of a neuron in a packet"),
          field("sd", &Parameters::sd, unit::ms, non_negative,
                "standard deviation of a spike's time")};
    }
  };

  struct Train {
    std::vector<std::int64_t> ticks;
    std::size_t next = 0;

    void state(StateArchive& archive) {
      archive.values(ticks);
      archive.value(next);
    }
  };

  PulsePackets(const Parameters& parameters, const Resolution& resolution);

  Train start(const StreamKey& key, std::uint32_t neuron) const;
  std::int64_t next(const StreamKey& key, std::uint32_t neuron, Train& train) const;

 private:
  std::vector<double> centres_;  ///< [ticks]
  std::uint32_t spikes_;
  double sd_;  ///< [ticks]
};

}  // namespace meniscus
