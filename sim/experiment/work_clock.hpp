#pragma once

#include <chrono>
#include <ctime>
#include <fstream>
#include <string>

namespace meniscus {

/// Time that work took [s].
struct Spent {
  double wall = 0.0;
  double cpu = 0.0;  ///< of all threads

  friend Spent operator+(const Spent& a, const Spent& b) {
    return {a.wall + b.wall, a.cpu + b.cpu};
  }
};

/// Wall and CPU time since its construction.
class WorkClock {
 public:
  double wall() const {  ///< [s]
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_start_).count();
  }
  double cpu() const { return cpu_now() - cpu_start_; }  ///< of all threads of the process [s]
  Spent spent() const { return {wall(), cpu()}; }

 private:
  static double cpu_now() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
  }

  std::chrono::steady_clock::time_point wall_start_ = std::chrono::steady_clock::now();
  double cpu_start_ = cpu_now();
};

/// The most memory the process has had resident so far [MB]; 0 where /proc doesn't tell. (getrusage
/// would count what its parent had before it became this program.)
inline double peak_memory() {
  std::ifstream status("/proc/self/status");
  double kilobytes = 0.0;
  for (std::string word; status >> word;) {
    if (word == "VmHWM:") status >> kilobytes;
  }
  return kilobytes * 1024.0 / 1e6;
}

}  // namespace meniscus
