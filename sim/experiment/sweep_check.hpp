#pragma once

#include <string>
#include <vector>

#include "sim/experiment/sweep_plan.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// What is known about a point before it runs.
struct PointCheck {
  double bytes = 0.0;          ///< expected_memory
  std::string complaint = {};  ///< why it can't run; empty: it can
};

/// Reads the model of every point of a sweep. Throws ConfigError with what is wrong where a point
/// is invalid; with `keep_going` only where all are.
std::vector<PointCheck> check_points(const SweepPlan& plan, const Catalogue& catalogue,
                                     bool keep_going);

}  // namespace meniscus
