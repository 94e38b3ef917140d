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

/// Whether spikes come in the order of (time, id).
enum class SpikeOrder : std::uint8_t { any, by_time };

/// Writes /spikes/<population> piece by piece, for more spikes than one wants to hold. `sorting` is
/// by_time or none, as `order` says, and none where there are no spikes.
class SpikeWriter {
 public:
  /// `count`: spikes of all pieces together.
  SpikeWriter(Hdf5File& file, const std::string& population, std::uint64_t count, SpikeOrder order);

  void append(std::span<const double> timestamps_ms, std::span<const std::uint64_t> node_ids);

 private:
  std::string group_;
  Hdf5Pieces timestamps_;
  Hdf5Pieces node_ids_;
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

/// The same without `values`, whose dataset, of 32-bit floats, is there already.
void write_report_mapping(Hdf5File& file, const Report& report);

/// "/report/<population>.<variable>"
std::string report_group(const Report& report);

}  // namespace meniscus
