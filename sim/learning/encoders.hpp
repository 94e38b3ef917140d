#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/core/spikes.hpp"
#include "sim/core/time.hpp"

namespace meniscus {

/// Turns a sample into spikes. A pure function of values, sample id and seed.
class Encoder {
 public:
  virtual ~Encoder() = default;

  /// Lines of spikes that so many values become.
  virtual std::size_t lines(std::size_t values) const = 0;

  /// The spikes of the lines 0 … lines(values.size())-1 over the ticks of the encoding's duration.
  /// `sample` names the random streams. Throws ConfigError when a value is not in [0, 1].
  virtual SpikeTable encode(std::span<const double> values, std::uint32_t sample) const = 0;
};

/// Throws ConfigError that names the first value of a sample that is not in [0, 1].
void check_encoded_values(std::span<const double> values, std::uint32_t sample);

/// How a value becomes a rate: rate = value * max_rate.
struct RateEncoding {
  double max_rate = 0.1;    ///< rate of the value 1 [kHz]
  Time duration;            ///< of a sample
  Resolution resolution{};  ///< length of a tick
  std::uint64_t seed = 0;
};

/// Independent Poisson spike trains; a line may spike more than once in a tick.
class PoissonRateEncoder final : public Encoder {
 public:
  /// Throws ConfigError unless max_rate >= 0 and duration >= 0.
  explicit PoissonRateEncoder(const RateEncoding& encoding);
  std::size_t lines(std::size_t values) const override { return values; }
  SpikeTable encode(std::span<const double> values, std::uint32_t sample) const override;

 private:
  RateEncoding encoding_;
};

/// In each tick a line spikes once with probability rate * tick.
class BernoulliRateEncoder final : public Encoder {
 public:
  /// Throws ConfigError unless 0 <= max_rate * tick <= 1 and duration >= 0.
  explicit BernoulliRateEncoder(const RateEncoding& encoding);
  std::size_t lines(std::size_t values) const override { return values; }
  SpikeTable encode(std::span<const double> values, std::uint32_t sample) const override;

 private:
  RateEncoding encoding_;
};

/// The rate code of NALSM (Ivanov & Michmizos 2021, arXiv:2111.01760, by the authors' code): in
/// each millisecond a line is hit with probability p = (x / sum x) / split_max, so that every image
/// has the same expected number of hits, 1 / split_max per ms. Hits drive an input neuron that
/// spikes at most every 3 ms: a hit while it is refractory makes it spike at the first free tick,
/// and hits merge. Its leak (1/64 per ms, 100 per hit, threshold 20) is too weak to lose a hit.
/// A hit at tick t is tested at tick t; that is step t + 1 of the authors' simulation. A sample of
/// zeros has no hits.
class NalsmRateEncoder final : public Encoder {
 public:
  /// `split_max` of the split the samples belong to (nalsm_split_maximum). Throws ConfigError
  /// unless it is in (0, 1], the tick is 1 ms and duration >= 0.
  NalsmRateEncoder(double split_max, Time duration, Resolution resolution, std::uint64_t seed);
  std::size_t lines(std::size_t values) const override { return values; }
  SpikeTable encode(std::span<const double> values, std::uint32_t sample) const override;

 private:
  double split_max_;
  Time duration_;
  std::uint64_t seed_;
};

/// The largest x / sum x over all pixels of all images of a split, which lie one after the other in
/// `pixels`; images of zeros are left out, 0 if there is no other.
double nalsm_split_maximum(std::span<const std::uint8_t> pixels, std::size_t pixels_per_image);

}  // namespace meniscus
