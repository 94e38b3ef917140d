#pragma once

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {

/// What is left when `meniscus run` is killed at a random moment.
class KilledRuns {
 public:
  KilledRuns();

  /// Kills one run, and expects that the result of its name is untouched, or complete if the kill
  /// came too late, and that `meniscus recover` gives all that was written.
  void kill_one();

  int recovered() const { return recovered_; }   ///< results made of journals
  double furthest() const { return furthest_; }  ///< time of the last of them [ms]
  int finished() const { return finished_; }     ///< runs that came to their end

 private:
  struct Recordings {
    std::vector<double> times;
    std::vector<std::uint64_t> nodes;
    std::vector<float> states;
  };

  Outcome meniscus(std::vector<std::string> arguments) const;
  Recordings read(const std::string& name) const;
  void expect_prefix(const std::string& name, double reached) const;
  void expect_final_is_intact();

  TemporaryFolder folder_;
  Recordings whole_;
  std::string older_;
  double microseconds_ = 0.0;  ///< a run takes
  std::mt19937 random_{1};
  int recovered_ = 0;
  int finished_ = 0;
  double furthest_ = 0.0;
};

}  // namespace meniscus
