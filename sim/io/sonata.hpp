#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/io/hdf5.hpp"

namespace meniscus {

// The SONATA layout (Dai et al. 2020, doi:10.1371/journal.pcbi.1007696; format version 0.1) as its
// readers want it: `sorting` an enumeration, `units` on the time stamps, reports in 32-bit floats.

/// The root attributes `magic` and `version`, which mark a file as SONATA.
void write_sonata_marks(Hdf5File& file);

/// Writes /spikes/<population>/{timestamps, node_ids}, sorted by time and then by id; spikes may
/// come in any order. No spikes give two empty datasets with `sorting` none.
void write_spikes(Hdf5File& file, const std::string& population,
                  std::span<const double> timestamps_ms, std::span<const std::uint64_t> node_ids);

/// What spikes alone don't tell, since silent neurons leave none.
struct SpikeExtent {
  std::uint64_t size = 0;    ///< neurons of the population, numbered from 0
  double duration_ms = 0.0;  ///< recorded were the times (0, duration] [ms]
};

/// Writes the attributes `size` and `duration` (in ms) of /spikes/<population>, which is there.
/// They are ours; SONATA's readers pass over them.
void write_extent(Hdf5File& file, const std::string& population, const SpikeExtent& extent);

/// Writes /spikes/<population> piece by piece, for more spikes than one wants to hold. `sorting` is
/// by_time as long as every spike follows the one before in (time, id), and none otherwise or when
/// empty.
class SpikeWriter {
 public:
  SpikeWriter(Hdf5File& file, const std::string& population);

  /// Better few long pieces than many short ones: each costs about 20 µs.
  void append(std::span<const double> timestamps_ms, std::span<const std::uint64_t> node_ids);

  std::uint64_t size() const { return timestamps_.size(); }

 private:
  Hdf5File& file_;
  std::string group_;
  Hdf5Appender timestamps_;
  Hdf5Appender node_ids_;
  double last_time_ = 0.0;  ///< [ms]
  std::uint64_t last_id_ = 0;
  bool sorted_ = true;
};

/// One variable of some neurons of a population, sampled at equal steps.
struct Report {
  std::string population;
  std::string variable;                 ///< e.g. "v"
  std::string unit;                     ///< of the values, e.g. "mV"
  std::vector<std::uint64_t> node_ids;  ///< the N recorded neurons
  double start_ms = 0.0;                ///< time of the first row [ms]
  double stop_ms = 0.0;                 ///< exclusive: last row's time + dt_ms [ms]
  double dt_ms = 0.0;                   ///< [ms]
  std::vector<double> values;           ///< row-major, a row of N values per sample
};

/// Writes /report/<population>.<variable>/{data, mapping/…}, values rounded to 32-bit floats.
///
/// SONATA keeps one variable per file and names the group after the population. Several variables
/// share our file, so the group's name is always "<population>.<variable>", never dependent on what
/// else is recorded; readers take every group under /report for a population, and the attributes
/// `population` and `variable` hold the parts.
void write_report(Hdf5File& file, const Report& report);

}  // namespace meniscus
