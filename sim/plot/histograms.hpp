#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/plot/raster.hpp"

namespace meniscus {

/// Counts in bins of equal width; a value belongs to bin ⌊(value - low) / width⌋, the highest one
/// to the last bin.
struct Histogram {
  double low = 0.0;
  double width = 1.0;
  std::vector<std::uint64_t> counts;
};

/// How many neurons fire at which rate [Hz] in a window: spikes over its length, in bins of a whole
/// number of spikes, 40 bins at most. Silent neurons count where the file tells how many there are.
Histogram rate_histogram(const RecordedSpikes& spikes, const Window& window);

/// 50 bins from the least to the greatest weight; one, if all are equal.
Histogram weight_histogram(std::span<const float> weights);

/// A panel per population.
Figure rates(std::span<const RecordedSpikes> populations, const Window& window);

/// A panel per projection.
Figure weights(std::span<const StoredWeights> projections);

}  // namespace meniscus
