#pragma once

#include <optional>
#include <utility>

#include "sim/engine/simulation.hpp"
#include "sim/experiment/work_clock.hpp"
#include "sim/io/checkpoint.hpp"
#include "sim/io/result_file.hpp"

namespace meniscus {

/// Saves a simulation now and then, and lets a new one go on where it was saved.
class Checkpoints {
 public:
  /// `about`: what is known of a run before it begins, or the checkpoint from which it goes on.
  /// `every`: wall time between checkpoints [s]; none: only when the run is stopped.
  Checkpoints(Checkpoint about, std::optional<double> every)
      : about_(std::move(about)), before_{about_.wall, about_.cpu}, every_(every) {}

  /// Whether the run goes on from a checkpoint.
  bool resumes() const { return !about_.state.empty(); }

  /// Threads for which the network has to be cut into blocks.
  int cut_threads() const { return static_cast<int>(about_.cut_threads); }

  /// Brings a new simulation to where it was saved. Throws ConfigError for a state of another
  /// network.
  void restore(Simulation& simulation);

  bool is_due() const { return every_ && since_last_.wall() >= *every_; }

  /// Saves the simulation; all that was recorded of it must be in `result`. `spent`: on simulating.
  void save(Simulation& simulation, ResultFile& result, const Spent& spent);

  /// On simulating, before the run went on.
  const Spent& before() const { return before_; }

 private:
  Checkpoint about_;
  Spent before_;
  std::optional<double> every_;
  WorkClock since_last_;
};

}  // namespace meniscus
