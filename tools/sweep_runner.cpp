#include "tools/sweep_runner.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <list>
#include <thread>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/output_file.hpp"
#include "sim/io/sweep_progress.hpp"
#include "tools/child_process.hpp"
#include "tools/memory_limit.hpp"
#include "tools/run_parts.hpp"

namespace meniscus {

namespace {

constexpr std::string_view outcome_name = "outcome";
constexpr std::string_view folder_prefix = "running.";
constexpr auto look_interval = std::chrono::milliseconds(5);

/// Removes a folder and all in it; what can't be removed stays.
void discard(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

/// A folder that is removed with all in it at the end.
class ScratchFolder {
 public:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  ~ScratchFolder() { discard(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// What a run left, or what became of it.
SweepRun outcome_of(const std::filesystem::path& folder, const ChildEnd& end) {
  SweepRun outcome;
  std::string line = text_of(folder / outcome_name);
  std::uint64_t run = 0;
  const bool whole = line.ends_with('\n') && read_line(line, run, outcome);
  const std::string signal = signal_text(end);
  if (!whole || !signal.empty() || (outcome.status == RunStatus::done && end.status != 0)) {
    outcome = {};
    outcome.status = RunStatus::failed;
    outcome.message = signal.empty()
                          ? fmt::format("ended with status {} and without a result", end.status)
                          : signal;
  }
  outcome.wall_seconds = end.wall_seconds;
  outcome.peak_memory = end.peak_memory;
  return outcome;
}

class Runner {
 public:
  Runner(std::deque<std::uint64_t> queue, const RunnerLimits& limits, const RunnerTasks& tasks)
      : queue_(std::move(queue)), limits_(limits), tasks_(tasks) {}

  bool run() {
    while (!queue_.empty() || !running_.empty()) {
      if (tasks_.stopped()) {
        running_.clear();
        return false;
      }
      start_those_that_fit();
      if (!collect()) std::this_thread::sleep_for(look_interval);
      tasks_.tell(running_.size());
    }
    return true;
  }

 private:
  /// A run that is being computed. Its folder goes with it.
  struct Running {
    Running(std::uint64_t number, std::filesystem::path where, double expected,
            const RunnerTasks& tasks)
        : run(number),
          bytes(expected),
          folder(std::move(where)),
          child([&] { return tasks.compute(run, folder.path()); }) {}
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    std::uint64_t run;
    double bytes;
    ScratchFolder folder;
    ChildProcess child;  ///< killed before its folder is removed
  };

  void start_those_that_fit() {
    while (!queue_.empty() && running_.size() < static_cast<std::size_t>(limits_.jobs)) {
      const std::uint64_t run = queue_.front();
      const double bytes = tasks_.expected_bytes(run);
      if (bytes > limits_.memory) {
        queue_.pop_front();
        refuse(run, bytes);
        continue;
      }
      double in_use = 0.0;
      for (const Running& other : running_) in_use += other.bytes * correction_;
      if (!running_.empty() && in_use + bytes * correction_ > limits_.memory) return;
      queue_.pop_front();
      start(run, bytes);
    }
  }

  void start(std::uint64_t run, double bytes) {
    const std::filesystem::path folder =
        limits_.folder / fmt::format("{}{}.{}", folder_prefix, run, ::getpid());
    discard(folder);
    std::error_code error;
    if (!std::filesystem::create_directory(folder, error)) {
      throw IoError(fmt::format("{}: can't create: {}", folder.string(), error.message()));
    }
    running_.emplace_back(run, folder, bytes, tasks_);
  }

  void refuse(std::uint64_t run, double bytes) {
    SweepRun outcome;
    outcome.status = RunStatus::failed;
    outcome.message = fmt::format("would need about {}, the limit is {} (--memory)",
                                  size_text(bytes), size_text(limits_.memory));
    tasks_.finished(run, outcome, {});
  }

  /// Takes what has ended; false if nothing has.
  bool collect() {
    bool any = false;
    for (auto it = running_.begin(); it != running_.end();) {
      const auto end = it->child.ended();
      if (!end) {
        ++it;
        continue;
      }
      any = true;
      correction_ = std::max(correction_, end->peak_memory / std::max(it->bytes, 1.0));
      const std::filesystem::path& folder = it->folder.path();
      tasks_.finished(it->run, outcome_of(folder, *end), folder);
      it = running_.erase(it);
    }
    return any;
  }

  std::deque<std::uint64_t> queue_;
  const RunnerLimits& limits_;
  const RunnerTasks& tasks_;
  std::list<Running> running_;
  double correction_ = 1.0;  ///< the largest part of what was expected that a run took
};

}  // namespace

void write_outcome(const std::filesystem::path& folder, std::uint64_t run,
                   const SweepRun& outcome) {
  write_text_file(line_of(run, outcome), folder / outcome_name);
}

bool compute_runs(std::deque<std::uint64_t> queue, const RunnerLimits& limits,
                  const RunnerTasks& tasks) {
  return Runner(std::move(queue), limits, tasks).run();
}

void remove_unfinished(const std::filesystem::path& folder) {
  std::error_code none;
  std::vector<std::filesystem::path> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    if (entry.path().filename().string().starts_with(folder_prefix)) left.push_back(entry.path());
  }
  for (const auto& path : left) discard(path);
}

}  // namespace meniscus
