#pragma once

#include <span>
#include <vector>

#include "sim/core/series.hpp"
#include "sim/core/time.hpp"

namespace meniscus {

/// The mean of each channel over the frames that begin in each window: windows x channels,
/// row-major. Window w ends at tick ends[w] (ascending) and begins at the end of the one before;
/// 0 where no frame begins in it.
std::vector<float> window_means(const Series& series, std::span<const Time> ends,
                                const Resolution& resolution);

}  // namespace meniscus
