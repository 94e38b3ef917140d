#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/hdf5.hpp"
#include "sim/io/result_file.hpp"

namespace meniscus {

/// The values of a swept key, one per point: numbers, or texts where one of them is no number.
struct SweepColumn {
  std::string path;             ///< "populations.exc.size"
  std::string unit;             ///< of the numbers, coherent; "" for pure ones
  bool random = false;          ///< drawn, not of a grid
  std::vector<double> numbers;  ///< empty: they are texts
  std::vector<std::string> texts;

  bool is_number() const { return !numbers.empty(); }
};

struct SweepMetric {
  std::string name;
  std::string meaning;
  std::string unit;
  double value = 0.0;
};

enum class RunStatus : std::uint8_t { done, failed, not_run };

/// "done", "failed", "not run"
std::string_view name_of(RunStatus status);

/// One run of a sweep.
struct SweepRun {
  std::uint64_t seed = 0;
  RunStatus status = RunStatus::not_run;
  std::string message;               ///< why it failed
  std::vector<SweepMetric> metrics;  ///< the same bits on every machine with the same program
  double wall_seconds = 0.0;         ///< [s]
  double peak_memory = 0.0;          ///< [B]
};

/// All of a sweep: run r belongs to point r / replicates.
struct SweepTable {
  std::vector<SweepColumn> keys;
  std::uint64_t replicates = 1;
  std::vector<SweepRun> runs;

  std::uint64_t points() const { return runs.size() / replicates; }
};

/// The metrics of all runs, each once, in the order in which they first come.
std::vector<SweepMetric> metrics_in(const SweepTable& table);

/// A metric of every run; NaN where there is none.
std::vector<double> values_of(const SweepTable& table, std::string_view metric);

/// Mean and standard deviation (n - 1) over some values, without NaN; NaN for less than one or two.
struct Spread {
  double mean = 0.0;
  double sd = 0.0;
  std::uint64_t count = 0;
};
Spread spread_of(const std::vector<double>& values);

/// Writes a table:
///   /runs/{point, replicate, seed, status, message}, /runs/keys/<path>, /runs/metrics/<name>
///   /runs/cost/{wall_seconds, peak_memory}: what differs from one machine to the next
///   /points/runs (those that are done), /points/keys/<path>, /points/{mean, sd}/<name>
/// A "/" in a path or name becomes "|".
void write_sweep(ResultFile& file, const SweepTable& table);

/// Reads it again. Throws ConfigError where the file makes no sense.
SweepTable read_sweep_table(const Hdf5File& file);

/// Whether a file holds one.
bool holds_sweep(const Hdf5File& file);

}  // namespace meniscus
