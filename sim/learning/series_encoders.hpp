#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "sim/core/field.hpp"
#include "sim/core/spikes.hpp"
#include "sim/core/time.hpp"
#include "sim/learning/series_encoder.hpp"

namespace meniscus {

// Encoders of series without chance. A value holds from its frame to the next.

/// The whole ticks of a series' duration, rounded.
Time duration_of(const Series& series, const Resolution& resolution);

/// One leaky integrate-and-fire neuron per channel, driven by its value x and solved exactly:
///   tau_m dv/dt = -v + gain x;   v >= 1: spike, v <- 0, held there for t_ref
class IntegrateAndFireEncoder final : public SeriesEncoder {
 public:
  struct Parameters {
    double tau_m = 10.0;  ///< membrane time constant [ms]
    double gain = 2.0;    ///< where v would settle at the value 1, in thresholds
    double t_ref = 0.0;   ///< refractory period [ms]

    static constexpr auto fields() {
      return std::tuple{
          field("tau_m", &Parameters::tau_m, unit::ms, positive, "membrane time constant"),
          field("gain", &Parameters::gain, unit::none, positive,
                "where v would settle at the value 1, in thresholds"),
          field("t_ref", &Parameters::t_ref, unit::ms, non_negative, "refractory period")};
    }
  };

  IntegrateAndFireEncoder(const Parameters& parameters, const Resolution& resolution);
  std::size_t lines(std::size_t channels) const override { return channels; }
  SpikeTable encode(const Series& series, std::uint32_t sample) const override;

 private:
  Resolution resolution_;
  double decay_, gain_;
  std::int64_t t_ref_;
};

/// A threshold on changes, of the coders with a line for ups (channel c) and one for downs (number
/// of channels + c).
struct ChangeThreshold {
  double threshold = 0.1;  ///< change per spike

  static constexpr auto fields() {
    return std::tuple{
        field("threshold", &ChangeThreshold::threshold, unit::none, positive, "change per spike")};
  }
};

/// Threshold crossing up and down with a baseline that follows (step-forward; Kasabov et al. 2016,
/// doi:10.1016/j.neunet.2015.09.011): the baseline starts at the first value; x > baseline +
/// threshold: an up spike, baseline += threshold; x < baseline - threshold: a down spike, baseline
/// -= threshold. A line spikes once in a tick at most.
class StepForwardEncoder final : public SeriesEncoder {
 public:
  StepForwardEncoder(const ChangeThreshold& parameters, const Resolution& resolution)
      : resolution_(resolution), threshold_(parameters.threshold) {}
  std::size_t lines(std::size_t channels) const override { return 2 * channels; }
  SpikeTable encode(const Series& series, std::uint32_t sample) const override;

 private:
  Resolution resolution_;
  double threshold_;
};

/// Temporal contrast: a spike where a value differs from the one a frame earlier by at least the
/// threshold, at the frame's first tick.
class DeltaEncoder final : public SeriesEncoder {
 public:
  DeltaEncoder(const ChangeThreshold& parameters, const Resolution& resolution)
      : resolution_(resolution), threshold_(parameters.threshold) {}
  std::size_t lines(std::size_t channels) const override { return 2 * channels; }
  SpikeTable encode(const Series& series, std::uint32_t sample) const override;

 private:
  Resolution resolution_;
  double threshold_;
};

/// Ben's spiker algorithm (Schrauwen & Van Campenhout 2003, doi:10.1109/IJCNN.2003.1224019): a
/// channel spikes at tick t when taking the filter h away from what is left of the signal s pays,
///   sum_k |s(t+k) - h(k)| <= sum_k |s(t+k)| - threshold,
/// and then does so. The spikes, filtered by h, approximate the signal. h is a Hann window whose
/// sum is such that the value 1 is a spike train of max_rate; the threshold is in units of that
/// sum, 0.955 the authors' choice.
class BenSpikerEncoder final : public SeriesEncoder {
 public:
  struct Parameters {
    double filter = 20.0;      ///< length of h [ms]
    double max_rate = 0.5;     ///< of the value 1 [kHz]
    double threshold = 0.955;  ///< gain a spike must bring, in sums of h

    static constexpr auto fields() {
      return std::tuple{
          field("filter", &Parameters::filter, unit::ms, positive, "length of the filter"),
          field("max_rate", &Parameters::max_rate, unit::Hz, positive, "of the value 1"),
          field("threshold", &Parameters::threshold, unit::none, fraction,
                "gain a spike must bring, in sums of the filter")};
    }
  };

  /// Throws ConfigError unless the filter has at least two ticks and max_rate is at most a spike
  /// per tick.
  BenSpikerEncoder(const Parameters& parameters, const Resolution& resolution);
  std::size_t lines(std::size_t channels) const override { return channels; }
  SpikeTable encode(const Series& series, std::uint32_t sample) const override;

  /// h, one value per tick.
  const std::vector<double>& filter() const { return filter_; }

 private:
  Resolution resolution_;
  double threshold_;
  std::vector<double> filter_;
};

}  // namespace meniscus
