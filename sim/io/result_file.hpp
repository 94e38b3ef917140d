#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "sim/io/hdf5.hpp"
#include "sim/io/output_file.hpp"
#include "sim/io/sonata.hpp"

namespace meniscus {

/// The one HDF5 file of a run, in the making. It is written under a temporary name in the same
/// folder ("<name>.tmp.<process>"), removed again unless `commit` or `keep_partial` ends it; so the
/// final name is only ever absent, the older result, or complete. Root attributes: SONATA's `magic`
/// and `version`, `meniscus_version`, `layout_version`, and `complete` (1, or 0 in a partial file).
class ResultFile {
 public:
  /// Checks what can be checked before computing, and creates the temporary file. Throws
  /// ConfigError when `final_name` exists and `overwrite` is false or it is not a plain file,
  /// IoError when the folder is missing or can't be written.
  ResultFile(std::filesystem::path final_name, bool overwrite);
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  /// Makes the result safe on disk and gives it its final name; nothing may be written after. On
  /// IoError the older result, if any, is untouched.
  void commit();

  /// For a run that ended early: as `commit`, but marked incomplete and named "<stem>.partial.h5"
  /// (replacing an older one). Returns that name.
  std::filesystem::path keep_partial();

  const std::filesystem::path& final_name() const { return output_.final_name(); }

  /// For what has no function here (attributes, SpikeWriter).
  Hdf5File& file() { return file_; }

  /// As the function of that name in sonata.hpp.
  void write_spikes(const std::string& population, std::span<const double> timestamps_ms,
                    std::span<const std::uint64_t> node_ids) {
    meniscus::write_spikes(file_, population, timestamps_ms, node_ids);
  }
  void write_report(const Report& report) { meniscus::write_report(file_, report); }

  // As in Hdf5File; `unit`, if any, becomes the attribute `units`.

  template <Hdf5Array R>
  void write_matrix(const std::string& path, std::size_t rows, std::size_t columns, const R& values,
                    const std::string& unit = {}) {
    file_.write_matrix(path, rows, columns, values);
    write_unit(path, unit);
  }
  template <Hdf5Array R>
  void write_vector(const std::string& path, const R& values, const std::string& unit = {}) {
    file_.write_vector(path, values);
    write_unit(path, unit);
  }
  template <Hdf5Number T>
  void write_number(const std::string& path, T value, const std::string& unit = {}) {
    file_.write_number(path, value);
    write_unit(path, unit);
  }
  void write_text(const std::string& path, const std::string& text) {
    file_.write_text(path, text);
  }

 private:
  void write_unit(const std::string& path, const std::string& unit) {
    if (!unit.empty()) file_.write_attribute(path, "units", unit);
  }

  OutputFile output_;
  Hdf5File file_;
};

}  // namespace meniscus
