#pragma once

#include <cstdint>
#include <filesystem>
#include <variant>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/experiment/samples.hpp"
#include "sim/experiment/specification.hpp"

namespace meniscus {

/// What a data set is made of, which decides the keys of `input`.
enum class DataKind : std::uint8_t { unknown, values, sound };

/// A data set as its files have it.
struct RawData {
  DataKind kind = DataKind::unknown;
  std::vector<std::filesystem::path> files = {};
  /// Nothing where the data could not be read.
  std::variant<std::monostate, DataParts<ValueSource>, DataParts<SoundSource>> parts = {};

  template <class Source>
  const DataParts<Source>* get() const {
    return std::get_if<DataParts<Source>>(&parts);
  }
};

/// The section `data`: how many samples are for what goes into `classify`.
RawData read_data(const Node& node, ClassifySpec& classify, Diagnostics& diagnostics);

/// The section `input`, which makes spikes of the data.
void read_input(const Node& node, const RawData& data, Specification& specification,
                Diagnostics& diagnostics);

/// `encoder`, its parameters and `duration`, of series; without parts, they are only checked.
void read_series_input(MapReader& input, const DataParts<SeriesSource>& parts,
                       Specification& specification);

/// The same for sound, with `filter_bank` and `compression`, which make series of it.
void read_sound_input(const Node& node, const RawData& data, Specification& specification,
                      Diagnostics& diagnostics);

}  // namespace meniscus
