#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "sim/core/spikes.hpp"
#include "sim/io/result_records.hpp"
#include "sim/io/sonata.hpp"

namespace meniscus {

/// How far a run came.
struct RunExtent {
  bool complete = false;
  double reached = 0.0;  ///< [ms]
};

// Each turns the pieces of a series into what a result holds of it. All pieces pass twice: first
// they are judged and counted (`count` complains by `frame.refuse`), then written.

/// /spikes/<population>, with the attributes `size` and `duration`.
class SpikeBuilder {
 public:
  explicit SpikeBuilder(SpikeSeries about) : about_(std::move(about)) {}

  void count(const PieceRecord& piece, const ByteCursor& frame);
  void begin(Hdf5File& file);
  void add(const PieceRecord& piece);
  void end(Hdf5File& file, const RunExtent& run);

 private:
  void write_pending();

  SpikeSeries about_;
  std::uint64_t count_ = 0;
  Spike last_;
  SpikeOrder order_ = SpikeOrder::by_time;
  std::optional<SpikeWriter> writer_;
  std::vector<double> times_;  ///< not yet written [ms]
  std::vector<std::uint64_t> nodes_;
};

/// /report/<population>.<variable>.
class StateBuilder {
 public:
  explicit StateBuilder(StateSeries about) : about_(std::move(about)) {}

  void count(const PieceRecord& piece, const ByteCursor& frame);
  void begin(Hdf5File& file);
  void add(const PieceRecord& piece);
  void end(Hdf5File& file, const RunExtent& run);

 private:
  StateSeries about_;
  std::uint64_t rows_ = 0;
  std::optional<Hdf5Pieces> data_;
  std::vector<float> values_;  ///< not yet written
};

/// /features/<part> and /labels/<part>; where rows are missing also /samples/<part>, which samples
/// the rows are of.
class FeatureBuilder {
 public:
  explicit FeatureBuilder(FeatureSeries about)
      : about_(std::move(about)), row_of_(about_.labels.size(), none) {}

  void count(const PieceRecord& piece, const ByteCursor& frame);
  void begin(Hdf5File& file);
  void add(const PieceRecord& piece);
  void end(Hdf5File& file, const RunExtent& run);

  const FeatureSeries& about() const { return about_; }
  std::uint64_t rows() const { return rows_; }

 private:
  static constexpr std::uint64_t none = ~std::uint64_t{0};

  FeatureSeries about_;
  std::vector<std::uint64_t> row_of_;  ///< of each sample
  std::uint64_t rows_ = 0;
  std::vector<std::uint8_t> values_;
};

}  // namespace meniscus
