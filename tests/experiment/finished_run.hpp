#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>

#include "sim/experiment/report.hpp"
#include "sim/io/hdf5.hpp"

namespace meniscus {

/// What a run left: its report and its result.
struct FinishedRun {
  RunReport report;
  std::unique_ptr<Hdf5File> result;

  /// NaN if there is none of that name.
  double metric(std::string_view name) const {
    const auto found = std::ranges::find(report.metrics, name, &Metric::name);
    return found == report.metrics.end() ? std::nan("") : found->value;
  }
};

}  // namespace meniscus
