#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/core/series.hpp"
#include "sim/core/spikes.hpp"

namespace meniscus {

/// Turns a time series into spikes. A pure function of series, sample id and seed.
class SeriesEncoder {
 public:
  virtual ~SeriesEncoder() = default;

  /// Lines of spikes that a series of so many channels becomes.
  virtual std::size_t lines(std::size_t channels) const = 0;

  /// The spikes of a series. Frame i lies at i * step; tick 0 is the beginning of frame 0. `sample`
  /// names the random streams, if any.
  virtual SpikeTable encode(const Series& series, std::uint32_t sample) const = 0;
};

}  // namespace meniscus
