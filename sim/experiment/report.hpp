#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/learning/metrics.hpp"

namespace meniscus {

/// One number a run reports.
struct Metric {
  std::string name;     ///< a name in the result's /metrics, e.g. "accuracy_liquid"
  std::string meaning;  ///< what a person reads
  double value = 0.0;
  std::string unit;
  std::optional<Interval> interval = {};  ///< 95 % confidence
};

/// Whether a metric tells what a run took of this machine, not what came out of it: of one model
/// and seed, all others are the same bits for any number of threads.
bool is_cost(std::string_view metric);

/// What a run has to say: printed by the program and stored in the result.
struct RunReport {
  std::vector<Metric> metrics;
  std::optional<ConfusionMatrix> confusion;
  std::vector<std::string> warnings;  ///< the health report
  bool complete = true;               ///< false: the context stopped the run before its end
};

/// How far a run is.
struct ProgressState {
  std::string_view stage;  ///< e.g. "simulating"
  double done = 0.0;
  double total = 0.0;
  std::string_view unit;    ///< of both, e.g. "ms", "samples"
  std::string detail = {};  ///< e.g. the mean rate so far
};

class Checkpoints;

/// What a run needs from whoever started it.
struct RunContext {
  int threads = 1;
  std::function<void(const ProgressState&)> progress = {};  ///< may be empty
  std::function<bool()> stopped = {};  ///< may be empty; true: stop as soon as possible
  Checkpoints* checkpoints = nullptr;  ///< of a simulation; may be null

  void tell(const ProgressState& state) const {
    if (progress) progress(state);
  }
  bool must_stop() const { return stopped && stopped(); }
};

}  // namespace meniscus
