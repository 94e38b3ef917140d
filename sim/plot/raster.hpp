#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/io/result_reader.hpp"
#include "sim/plot/figure.hpp"

namespace meniscus {

/// Spikes in a time window (from, to], since a run covers the time (0, duration].
struct Window {
  double from = 0.0;  ///< [ms]
  double to = 0.0;    ///< [ms]
  double length() const { return to - from; }
};

/// How many spikes fall into (from + k width, from + (k + 1) width] for every such bin of the
/// window; the last one may be shorter. `times` are in order.
std::vector<std::uint64_t> spikes_per_bin(std::span<const double> times, const Window& window,
                                          double width);

/// The neurons of a raster: every `stride`-th of each population, beginning with neuron 0.
struct Thinning {
  std::uint64_t stride = 1;
  std::uint64_t rows = 0;  ///< neurons shown, of all populations
};

/// The smallest stride for which at most `most_rows` neurons (but one per population) with at most
/// `most_spikes` spikes are shown.
Thinning thin(std::span<const RecordedSpikes> populations, const Window& window,
              std::uint64_t most_rows, std::uint64_t most_spikes);

struct RasterOptions {
  Window window;
  std::vector<double> sample_begins = {};  ///< [ms]
  double bin = 0.0;                        ///< of the rates [ms]; 0: about 200 bins, a round number
  std::uint64_t rows = 500;                ///< at most so many neurons
};

/// Every spike as a stroke, a band of neurons per population, and the population rates below.
Figure raster(std::span<const RecordedSpikes> populations, const RasterOptions& options);

}  // namespace meniscus
