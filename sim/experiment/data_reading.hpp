#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/experiment/event_samples.hpp"
#include "sim/experiment/samples.hpp"
#include "sim/experiment/specification.hpp"

namespace meniscus {

/// What a data set is made of, which decides the keys of `input`.
enum class DataKind : std::uint8_t { unknown, values, series, sound, events };

/// A data set as its files have it.
struct RawData {
  DataKind kind = DataKind::unknown;
  std::vector<std::filesystem::path> files = {};
  /// Nothing where the data could not be read.
  std::variant<std::monostate, DataParts<ValueSource>, DataParts<SeriesSource>,
               DataParts<SoundSource>, DataParts<EventSource>>
      parts = {};

  template <class Source>
  const DataParts<Source>* get() const {
    return std::get_if<DataParts<Source>>(&parts);
  }
};

/// The section `data`: how many samples are for what goes into `classify`.
RawData read_data(const Node& node, ClassifySpec& classify, Diagnostics& diagnostics);

/// The keys of `data` for recordings of event sensors; `name` is that of the set.
RawData read_recordings(MapReader& reader, std::string_view name, Diagnostics& diagnostics);

/// Those of spike lists in HDF5, and of the CSV files of images and series.
RawData read_spike_lists(MapReader& reader, std::string_view name, Diagnostics& diagnostics);
RawData read_csv(MapReader& reader, std::string_view name, Diagnostics& diagnostics);

/// `path`, and `test_path` if there is one.
std::vector<std::filesystem::path> read_part_files(MapReader& reader);

/// The section `input`, which makes spikes of the data; only events can do without.
void read_input(MapReader& root, const RawData& data, Specification& specification,
                Diagnostics& diagnostics);

/// `encoder`, its parameters and `duration`, of series; without parts, they are only checked.
void read_series_input(MapReader& input, const DataParts<SeriesSource>& parts,
                       Specification& specification);

/// The same for sound, with `filter_bank` and `compression`, which make series of it.
void read_sound_input(const Node& node, const RawData& data, Specification& specification,
                      Diagnostics& diagnostics);

/// The same for events; null if the file has no section `input`.
void read_event_input(const Node* node, const RawData& data, Specification& specification,
                      Diagnostics& diagnostics);

}  // namespace meniscus
