#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/spikes.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/journal.hpp"
#include "sim/io/result_records.hpp"

namespace meniscus {

/// Names a series of a result; see `ResultFile::add`.
enum class SeriesId : std::uint32_t {};

/// The one HDF5 file of a run, in the making. All that is written goes to a journal in the same
/// folder ("<name>.journal"); `commit` or `keep_partial` builds the HDF5 file of it, under a
/// temporary name ("<name>.tmp"), and deletes it. So the final name is only ever absent, the older
/// result, or complete, and what a killed run leaves is its journal, of which `recover_result`
/// makes a result. Ended otherwise, say by an exception, the journal stays if recordings are in it.
///
/// Not thread-safe. IoErrors name the journal if it stays.
class ResultFile {
 public:
  /// Checks what can be checked before computing, and begins the journal. Throws ConfigError when
  /// `final_name` exists and `overwrite` is false or it is not a plain file, when another run is
  /// making it, or when an unfinished run has left a journal and `overwrite` is false; IoError when
  /// the folder is missing or can't be written.
  ResultFile(std::filesystem::path final_name, bool overwrite);

  /// Continues the journal of an unfinished run at a position that its `checkpoint` told: what was
  /// written later is forgotten. Datasets may be written again; series must be added again, in the
  /// same order. Throws as above, and ConfigError when there is no such position.
  ResultFile(std::filesystem::path final_name, bool overwrite, JournalPosition position);

  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  /// Announces recordings that come piece by piece. On a continued journal throws ConfigError
  /// unless it has the same series at this place.
  SeriesId add(const RecordedSeries& series);

  /// Adds spikes to a SpikeSeries; each happened `offset` later than it says.
  void append(SeriesId id, std::span<const Spike> spikes, Time offset = Time{0});

  /// Adds rows to a StateSeries, or the row `index` of a FeatureSeries.
  template <Hdf5Array R>
  void append(SeriesId id, std::int64_t index, const R& values) {
    append_piece(id, index, bytes_of(values));
  }

  /// All recordings up to this time have been added [ms]. Now and then goes to disk.
  void reached(double ms);

  /// What has been added so far makes sense by itself. The first time and then now and then it goes
  /// to disk.
  void settle();

  /// Puts everything on disk, where it survives a power failure and, from now on, this object. The
  /// position is for the second constructor.
  JournalPosition checkpoint();

  /// Makes the result safe on disk and gives it its final name; nothing may be written after. On
  /// IoError the older result, if any, is untouched.
  void commit();

  /// For a run that ended early: as `commit`, but marked incomplete and named "<stem>.partial.h5"
  /// (replacing an older one). Returns that name.
  std::filesystem::path keep_partial();

  const std::filesystem::path& final_name() const { return final_name_; }

  // Datasets, as in Hdf5File; `unit`, if any, becomes the attribute `units`.

  template <Hdf5Array R>
  void write_matrix(const std::string& path, std::size_t rows, std::size_t columns, const R& values,
                    const std::string& unit = {}) {
    write_data(
        {path, unit, hdf5_type<std::ranges::range_value_t<R>>, {rows, columns}, bytes_of(values)});
  }
  template <Hdf5Array R>
  void write_vector(const std::string& path, const R& values, const std::string& unit = {}) {
    write_data({path,
                unit,
                hdf5_type<std::ranges::range_value_t<R>>,
                {std::ranges::size(values)},
                bytes_of(values)});
  }
  template <Hdf5Number T>
  void write_number(const std::string& path, T value, const std::string& unit = {}) {
    write_data({path, unit, hdf5_type<T>, {}, bytes_of(std::span(&value, 1))});
  }
  void write_text(const std::string& path, const std::string& text);
  void write_texts(const std::string& path, const std::vector<std::string>& texts);
  void write_attribute(const std::string& path, const std::string& name, const std::string& text);

 private:
  using Bytes = std::span<const std::uint8_t>;
  using Clock = std::chrono::steady_clock;

  template <Hdf5Array R>
  static Bytes bytes_of(const R& values) {
    return {reinterpret_cast<const std::uint8_t*>(std::ranges::data(values)),
            std::ranges::size(values) * sizeof(std::ranges::range_value_t<R>)};
  }

  void append_piece(SeriesId id, std::int64_t index, Bytes bytes);
  void write_data(const DataRecord& data);
  void put(const Record& record);
  void flush();
  void append_frame(std::span<const Bytes> parts);
  void build(const std::filesystem::path& name, bool overwrite);
  [[noreturn]] void give_up(const IoError& error) const;

  std::filesystem::path final_name_;
  bool overwrite_;
  Journal journal_;
  std::vector<std::uint8_t> frame_;               ///< not yet in the journal
  std::vector<std::vector<std::uint8_t>> known_;  ///< series of a continued journal, encoded
  std::uint32_t series_ = 0;                      ///< added
  bool keep_journal_ = false;
  bool done_ = false;
  Clock::time_point flushed_ = {};  ///< long ago: the first time to settle is now
  Clock::time_point synchronised_ = Clock::now();
};

/// "<name>.journal"
std::filesystem::path journal_of(std::filesystem::path result);

/// "<name>.tmp"
std::filesystem::path temporary_of(std::filesystem::path result);

/// "<stem>.partial.h5"
std::filesystem::path partial_of(std::filesystem::path result);

}  // namespace meniscus
