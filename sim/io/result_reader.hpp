#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/io/hdf5.hpp"
#include "sim/io/sonata.hpp"
#include "sim/io/sweep_table.hpp"

namespace meniscus {

/// Recorded spikes of a population, by time.
struct RecordedSpikes {
  std::string population;
  std::vector<double> times;         ///< [ms]
  std::vector<std::uint64_t> nodes;  ///< of each spike
  std::uint64_t size = 0;            ///< neurons: at least the largest node + 1
  bool knows_size = false;           ///< the file tells `size`; else neurons may be missing
  std::optional<double> stop = {};   ///< of the recording, if the file tells it [ms]
};

/// The weights of a projection.
struct StoredWeights {
  std::string projection;
  std::string unit;
  std::vector<float> values;
};

/// How many samples of a true class (row) were taken for each class (column).
struct StoredConfusion {
  std::size_t classes = 0;
  std::vector<std::uint64_t> counts;  ///< row-major
};

/// An accuracy with its 95 % confidence interval [%].
struct StoredAccuracy {
  std::string name;  ///< of whose readout: "liquid"
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
};

/// Reads what a result holds, or another file with spikes or reports in the SONATA layout. What is
/// absent is empty; what is there and makes no sense is a ConfigError that names file and dataset,
/// as is a file that can't be read.
class ResultReader {
 public:
  explicit ResultReader(const std::filesystem::path& file);

  std::vector<RecordedSpikes> spikes() const;
  std::vector<Report> reports() const;
  std::vector<StoredWeights> weights() const;
  std::optional<StoredConfusion> confusion() const;
  std::vector<StoredAccuracy> accuracies() const;

  /// Of `meniscus sweep`.
  std::optional<SweepTable> sweep() const;

  /// When each sample of a recording begins [ms]; empty: it is one run.
  std::vector<double> sample_begins() const;

  const std::string& name() const { return file_.name(); }

 private:
  std::vector<std::string> groups(const std::string& parent, const std::string& member) const;
  [[noreturn]] void refuse(const std::string& path, const std::string& message) const;

  RecordedSpikes spikes_of(const std::string& population) const;
  Report report_of(const std::string& group) const;
  void require_ms(const std::string& path) const;
  std::string unit_of(const std::string& path) const;

  Hdf5File file_;
};

}  // namespace meniscus
