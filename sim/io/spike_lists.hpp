#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "sim/io/hdf5.hpp"

namespace meniscus {

/// A spike of a list: which unit, and when.
struct ListedSpike {
  std::int64_t t = 0;  ///< [us]
  std::uint32_t unit = 0;
};

/// Whether a list of samples has to tell their classes; else all are 0.
enum class ListLabels : std::uint8_t { required, ignored };

/// Labelled spike trains in HDF5, in the layout of the Spiking Heidelberg Digits (Cramer et al.
/// 2020, doi:10.1109/TNNLS.2020.3044364): /spikes/times in seconds and /spikes/units, a list per
/// sample each, and /labels. Lists are read when they are asked for.
class SpikeListFile {
 public:
  /// Every unit is below `units`. HDF5 lets only one thread in at a time: all files that are read
  /// side by side share `door`. Throws ConfigError where the layout is another one.
  SpikeListFile(const std::filesystem::path& name, std::uint32_t units,
                std::shared_ptr<std::mutex> door, ListLabels labels = ListLabels::required);

  const std::vector<std::uint32_t>& labels() const { return labels_; }

  /// The spikes of sample i by time, those of the same time as in the file; several threads may
  /// call it. Throws ConfigError where the lists differ in length, a time is negative or not finite
  /// or a unit is out of range.
  std::vector<ListedSpike> spikes(std::size_t i) const;

 private:
  void read_labels();
  [[noreturn]] void refuse(const std::string& message) const;

  Hdf5File file_;
  std::uint32_t units_;
  std::shared_ptr<std::mutex> door_;
  std::vector<std::uint32_t> labels_;
};

}  // namespace meniscus
