#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/io/sweep_table.hpp"
#include "sim/plot/figure.hpp"

namespace meniscus {

/// What to show of a sweep.
struct SweepView {
  std::vector<std::string> keys;     ///< swept keys: the first one is the abscissa
  std::vector<std::string> metrics;  ///< a panel each
};

/// The keys and metrics asked for; without, the keys that have several values, and the first six
/// metrics that differ between runs. Throws ConfigError for unknown names, with the nearest one.
SweepView view_of(const SweepTable& table, std::vector<std::string> keys,
                  std::vector<std::string> metrics);

/// A key's different values in order: numbers ascend, texts go as they come.
struct KeyValues {
  std::vector<double> numbers;       ///< 0, 1, 2, … for texts
  std::vector<std::string> labels;   ///< of each
  std::vector<std::size_t> of_runs;  ///< which one each run has
};
KeyValues key_values(const SweepTable& table, const std::string& key);

/// Mean and standard deviation of a metric over all runs that have value i of one key and j of
/// another: [i][j].
std::vector<std::vector<Spread>> cells(const SweepTable& table, const std::string& metric,
                                       const KeyValues& x, const KeyValues& y);

/// Metrics over the first key: means, and bars of a standard deviation each way; a curve for each
/// value of the second key, if that has seven at most. Values of other keys are averaged over.
Figure sweep_curves(const SweepTable& table, const SweepView& view);

/// Means of metrics over the first two keys.
Figure sweep_heat_maps(const SweepTable& table, const SweepView& view);

}  // namespace meniscus
