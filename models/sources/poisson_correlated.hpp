#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/core/poisson_counts.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

// Poisson spike trains of which any two have the count correlation `correlation`, as the two
// processes of Kuhn, Aertsen & Rotter (2003), doi:10.1162/089976603321043702. Common spikes fall
// into the same tick.

/// What both take.
struct CorrelatedParameters {
  double rate = 0.01;        ///< of every train [kHz]
  double correlation = 0.1;  ///< between the counts of any two trains

  static constexpr auto fields() {
    constexpr Range above_zero{
        .low = 0.0, .high = 1.0, .low_open = true, .text = "above 0 and at most 1"};
    return std::tuple{
        field("rate", &CorrelatedParameters::rate, unit::Hz, non_negative, "rate of every train"),
        field("correlation", &CorrelatedParameters::correlation, unit::none, above_zero,
              "between the counts of any two trains")};
  }
};

/// Single interaction process: all trains share the spikes of one Poisson train of rate
/// `correlation` x `rate`, and each has independent ones besides.
class PoissonSip {
 public:
  static constexpr std::string_view name = "poisson_sip";
  static constexpr std::string_view summary =
      "correlated Poisson trains: common spikes in all (Kuhn et al. 2003)";
  using Parameters = CorrelatedParameters;

  PoissonSip(const Parameters& parameters, const Resolution& resolution);

  void emit(const StreamKey& key, Time t, std::uint32_t first, std::uint32_t count,
            std::vector<std::uint32_t>& spikes) const;

  /// The counts of tick t, as in SpikeInput.
  void counts(const StreamKey& key, Time t, std::uint32_t first,
              std::span<std::uint16_t> counts) const;

  double mean_count() const { return mean_; }  ///< spikes per neuron and tick

 private:
  double mean_;
  PoissonLaw common_;
  PoissonTable own_;
};

/// Multiple interaction process: every train copies each spike of a Poisson train of rate
/// `rate` / `correlation` with probability `correlation`.
class PoissonMip {
 public:
  static constexpr std::string_view name = "poisson_mip";
  static constexpr std::string_view summary =
      "correlated Poisson trains: random copies of one train (Kuhn et al. 2003)";
  using Parameters = CorrelatedParameters;

  PoissonMip(const Parameters& parameters, const Resolution& resolution);

  void emit(const StreamKey& key, Time t, std::uint32_t first, std::uint32_t count,
            std::vector<std::uint32_t>& spikes) const;

  /// The counts of tick t, as in SpikeInput.
  void counts(const StreamKey& key, Time t, std::uint32_t first,
              std::span<std::uint16_t> counts) const;

  double mean_count() const { return mean_; }  ///< spikes per neuron and tick

 private:
  double mean_;
  double correlation_;
  PoissonLaw mother_;
};

}  // namespace meniscus
