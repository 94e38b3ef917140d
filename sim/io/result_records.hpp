#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "sim/io/byte_cursor.hpp"
#include "sim/io/hdf5.hpp"

namespace meniscus {

// What the frames of a result's journal hold: records, one after the other, of which the result is
// built. Series are announced once and numbered in that order; their pieces follow.

/// A dataset.
struct DataRecord {
  std::string path;
  std::string unit;  ///< becomes the attribute `units`; empty: none
  Hdf5Type type = Hdf5Type::u8;
  std::vector<std::uint64_t> extents;   ///< none: a number
  std::span<const std::uint8_t> bytes;  ///< row-major
};

/// A dataset of texts.
struct TextsRecord {
  enum class Shape : std::uint8_t { one, list };
  std::string path;
  Shape shape = Shape::one;
  std::vector<std::string> texts;
};

/// An attribute of a group or dataset.
struct AttributeRecord {
  std::string path;
  std::string name;
  std::string text;
};

/// The spikes of a population. Pieces: of each spike u32 ticks since the piece's index, u32 neuron;
/// in order of time, then neuron.
struct SpikeSeries {
  std::string population;
  std::uint64_t size = 0;  ///< neurons of the population
  double tick = 0.1;       ///< [ms]
};

/// A variable of some neurons, sampled at equal steps from time 0 on. Pieces: rows of f32, a value
/// per neuron, in order.
struct StateSeries {
  std::string population;
  std::string variable;
  std::string unit;
  std::vector<std::uint64_t> neurons;
  double step = 0.0;  ///< [ms]
};

/// What a readout sees of each sample of a part of the data. Pieces: a row, whose index is that of
/// the sample; in any order.
struct FeatureSeries {
  std::string part;                   ///< e.g. "train"
  Hdf5Type type = Hdf5Type::f32;      ///< f32 or u16
  std::uint64_t columns = 0;          ///< numbers per row
  std::vector<std::uint32_t> labels;  ///< of every sample
};

using RecordedSeries = std::variant<SpikeSeries, StateSeries, FeatureSeries>;

/// A piece of a series.
struct PieceRecord {
  std::uint32_t series = 0;
  std::int64_t index = 0;
  std::span<const std::uint8_t> bytes;
};

/// Everything up to this time is recorded [ms].
struct ReachedRecord {
  double ms = 0.0;
};

/// The run is at its end, and all its result is recorded.
struct CompleteRecord {};

using Record = std::variant<DataRecord, TextsRecord, AttributeRecord, SpikeSeries, StateSeries,
                            FeatureSeries, PieceRecord, ReachedRecord, CompleteRecord>;

/// Bytes of one number of that type.
std::size_t size_of(Hdf5Type type);

/// Adds a record to the content of a frame. `encode_head` leaves out its `bytes`, which must follow
/// directly.
void encode(std::vector<std::uint8_t>& frame, const Record& record);
void encode_head(std::vector<std::uint8_t>& frame, const Record& record);

/// The next record of a frame; its `bytes` are those of the frame. Throws ConfigError when there is
/// none that makes sense.
Record decode(ByteCursor& frame);

}  // namespace meniscus
