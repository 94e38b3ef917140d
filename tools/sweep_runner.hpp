#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>

#include "sim/io/sweep_table.hpp"

namespace meniscus {

/// What to do for every run of a sweep.
struct RunnerTasks {
  /// How much memory it will need, about [B].
  std::function<double(std::uint64_t run)> expected_bytes;
  /// In a process of its own: computes the run, writes what came out to `outcome` in `folder`
  /// (write_outcome) and perhaps more. Returns the exit status.
  std::function<int(std::uint64_t run, const std::filesystem::path& folder)> compute;
  /// Afterwards; the folder is removed behind it.
  std::function<void(std::uint64_t run, const SweepRun&, const std::filesystem::path& folder)>
      finished;
  std::function<void(std::size_t running)> tell;  ///< now and then
  std::function<bool()> stopped;                  ///< true: stop as soon as possible
};

struct RunnerLimits {
  int jobs = 1;
  double memory = 0.0;           ///< of all runs at a time [B]
  std::filesystem::path folder;  ///< in which every run gets one
};

void write_outcome(const std::filesystem::path& folder, std::uint64_t run, const SweepRun& outcome);

/// Computes runs in their order, several at a time, each in a process of its own. A run that would
/// not fit into memory alone has failed; others wait until they fit. What was expected is corrected
/// by what finished runs took. Returns false if it was stopped.
bool compute_runs(std::deque<std::uint64_t> queue, const RunnerLimits& limits,
                  const RunnerTasks& tasks);

/// Removes the folders of runs that a killed sweep left.
void remove_unfinished(const std::filesystem::path& folder);

}  // namespace meniscus
