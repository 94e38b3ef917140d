#pragma once

#include <span>

#include "sim/io/result_reader.hpp"
#include "sim/plot/figure.hpp"

namespace meniscus {

/// The confusion matrix, each cell with its count and its share of the row [%] (up to 20 classes).
Figure confusion(const StoredConfusion& matrix);

/// The accuracies of the readouts with their 95 % confidence intervals.
Figure accuracies(std::span<const StoredAccuracy> readouts);

}  // namespace meniscus
