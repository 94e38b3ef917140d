#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "sim/experiment/report.hpp"

namespace meniscus {

/// Progress on standard error: a bar that redraws itself on a terminal, else a line now and then.
class ProgressBar {
 public:
  explicit ProgressBar(bool silent);

  void show(const ProgressState& state);

  /// Ends the bar's line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  std::string line(const ProgressState& state) const;

  bool silent_;
  bool terminal_;
  bool drawn_ = false;
  std::string stage_;
  Clock::time_point stage_start_ = Clock::now();
  Clock::time_point last_ = Clock::now();
};

/// The end of a run for people: metrics, confusion matrix, health report, where the result is.
std::string as_text(const RunReport& report, const std::filesystem::path& result);

/// The same for programs: one JSON object.
std::string as_json(const RunReport& report, const std::filesystem::path& result);

}  // namespace meniscus
