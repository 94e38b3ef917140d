#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace meniscus {

/// How a child process ended.
struct ChildEnd {
  int status = 0;             ///< exit status; of a signal 0
  int signal = 0;             ///< that ended it, or 0
  double wall_seconds = 0.0;  ///< [s]
  double peak_memory = 0.0;   ///< largest resident set [B]
};

/// "killed by signal 9 (Killed): …", or "" where no signal ended it.
std::string signal_text(const ChildEnd& end);

/// A part of this program that runs as a process of its own, so that whatever becomes of it, a
/// crash or the kernel's want of memory included, stays there. It ends when its parent does, and
/// leaves Ctrl-C to it. The parent must have one thread only and no HDF5 file open.
class ChildProcess {
 public:
  /// Forks; in the child, `body` gives the exit status. Throws IoError if there can be no process.
  explicit ChildProcess(const std::function<int()>& body);
  ~ChildProcess();  ///< kills it
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// How it ended, if it has.
  std::optional<ChildEnd> ended();

 private:
  using Clock = std::chrono::steady_clock;

  pid_t process_ = -1;
  Clock::time_point start_ = Clock::now();
};

}  // namespace meniscus
