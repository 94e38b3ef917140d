#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/experiment/event_samples.hpp"
#include "sim/experiment/new_data.hpp"
#include "sim/experiment/samples.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/io/class_folders.hpp"
#include "sim/io/idx.hpp"
#include "sim/io/spoken_digits.hpp"

namespace meniscus {

/// What a data set is made of, which decides the keys of `input`.
enum class DataKind : std::uint8_t { unknown, values, series, sound, events };

inline constexpr std::int64_t most_samples = 1'000'000'000;
/// One is tested, one validates, the others train.
inline constexpr std::int64_t fewest_folds = 3;

/// A data set that `data.set` can name.
struct DataSetInfo {
  std::string_view name;
  std::string_view summary;
  DataKind kind;
};

/// An encoder that `input.encoder` can name, with its keys besides `duration`.
struct EncoderInfo {
  std::string_view name;
  std::string_view summary;
  std::vector<FieldInfo> parameters;
};

// What reading knows, for the schema (schema.hpp).
std::vector<DataSetInfo> data_sets();
std::vector<EncoderInfo> value_encoders();
std::vector<EncoderInfo> series_encoders();  ///< also of sound

/// A data set as its files have it.
struct RawData {
  DataKind kind = DataKind::unknown;
  std::vector<std::filesystem::path> files = {};
  std::vector<std::string> class_names = {};  ///< where classes are folders
  /// Nothing where the data could not be read.
  std::variant<std::monostate, DataParts<ValueSource>, DataParts<SeriesSource>,
               DataParts<SoundSource>, DataParts<EventSource>>
      parts = {};

  template <class Source>
  const DataParts<Source>* get() const {
    return std::get_if<DataParts<Source>>(&parts);
  }
};

/// The section `data`: how many samples are for what goes into `classify`. With `fresh` data all of
/// those are tested, and both parts are the same; only what says how they are read counts.
RawData read_data(const Node& node, const NewData* fresh, ClassifySpec& classify,
                  Diagnostics& diagnostics);

/// What reading a data set knows besides its keys.
struct DataRequest {
  std::string_view name;           ///< of the set
  const NewData* fresh = nullptr;  ///< to be read in its place, or null
};

// The keys of `data` that go with the set of that name; the kind of the result is left open.

/// Recordings of event sensors.
RawData read_recordings(MapReader& reader, const DataRequest& request, Diagnostics& diagnostics);

/// Spike lists in HDF5, and CSV files of images or series.
RawData read_spike_lists(MapReader& reader, const DataRequest& request, Diagnostics& diagnostics);
RawData read_csv(MapReader& reader, const DataRequest& request, Diagnostics& diagnostics);

/// `path`, and `test_path` if there is one; or the fresh file.
std::vector<std::filesystem::path> read_part_files(MapReader& reader, const DataRequest& request);

// Fresh data of the other kinds of sets: files and what is in them, once.

struct NewImages {
  std::vector<std::filesystem::path> files;
  ImageSet images;
};
NewImages read_new_images(const NewData& fresh);
std::vector<LabelledFile> find_new_sounds(const NewData& fresh);
std::vector<ClassFile> find_new_recordings(const NewData& fresh);

/// Throws ConfigError for a label that the readout doesn't know, or fewer samples than asked for.
void check_new_samples(const LabelledList& samples, const NewData& fresh);

/// The section `input`, which makes spikes of the data; only events can do without.
void read_input(MapReader& root, const RawData& data, Specification& specification,
                Diagnostics& diagnostics);

/// The "encoder" of values and series that flow into neurons as currents, and its one key.
inline constexpr std::string_view direct_current = "direct_current";
inline constexpr FieldInfo direct_amplitude{
    .name = "amplitude", .unit = unit::pA, .range = any_value, .meaning = "current of the value 1"};

/// Says of both kinds that they are to be currents; without series, the key is only checked.
void read_direct_current(MapReader& input, const DataParts<SeriesSource>& parts,
                         Specification& specification);

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
