#include "sim/core/format.hpp"
#include "sim/experiment/choices.hpp"
#include "sim/experiment/csv_samples.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

/// The keys that CSV files of images and of series share.
struct CsvKeys {
  LabelColumn label = LabelColumn::first;
  ValueScale scale;
};

CsvKeys read_keys(MapReader& reader, const ValueScale& usual) {
  CsvKeys keys{.scale = usual};
  keys.label = read_named(reader, "label", choices::label_columns, LabelColumn::first);
  reader.fields(keys.scale);
  if (keys.scale.low >= keys.scale.high) {
    reader.diagnostics().error(reader.node(), "expected low to be less than high");
  }
  return keys;
}

/// Both parts by `make(rows)`; the test part is empty where no file is named for it.
template <class Source, class Make>
DataParts<Source> parts_of(const std::vector<std::filesystem::path>& files, LabelColumn label,
                           const Make& make) {
  DataParts<Source> parts{make(read_csv_rows(files.front(), label)), nullptr};
  parts.test = files.size() > 1 ? make(read_csv_rows(files.back(), label)) : make(CsvRows{});
  return parts;
}

/// Empty parts have no size to agree in.
void require_same(std::size_t train, std::size_t test, bool tested, const RawData& data) {
  if (!tested || train == test) return;
  throw ConfigError(fmt::format("{}: expected {} values a sample as in {}, got {}",
                                data.files.back().string(), train, data.files.front().string(),
                                test));
}

/// `frames`: of series; null for images.
void read_new_csv(const std::filesystem::path& file, const CsvKeys& keys, const FrameLayout* frames,
                  RawData& data) {
  CsvRows rows = read_csv_rows(file, keys.label);
  if (frames == nullptr) {
    const auto images = std::make_shared<CsvValues>(std::move(rows), keys.scale);
    data.parts = DataParts<ValueSource>{images, images};
  } else {
    const auto series =
        std::make_shared<CsvSeries>(std::move(rows), keys.scale, frames->channels, frames->step);
    data.parts = DataParts<SeriesSource>{series, series};
  }
}

}  // namespace

std::vector<std::filesystem::path> read_part_files(MapReader& reader, const DataRequest& request) {
  std::vector<std::filesystem::path> files;
  for (const Node* node : {reader.required("path"), reader.optional("test_path")}) {
    if (node == nullptr || request.fresh != nullptr) continue;
    files.emplace_back(read_string(*node, reader.diagnostics()));
    if (!std::filesystem::is_regular_file(files.back())) {
      reader.diagnostics().error(*node, fmt::format("{}: no such file", files.back().string()));
    }
  }
  if (request.fresh != nullptr) files.push_back(request.fresh->path);
  return files;
}

RawData read_csv(MapReader& reader, const DataRequest& request, Diagnostics& diagnostics) {
  const bool images = request.name == "csv_images";
  RawData data;
  const std::size_t before = diagnostics.size();
  data.files = read_part_files(reader, request);
  CsvKeys keys = read_keys(reader, images ? byte_scale : ValueScale{});
  FrameLayout frames;
  if (!images) reader.fields(frames);
  if (diagnostics.size() != before) return data;
  if (request.fresh != nullptr) {
    if (!request.fresh->labelled) keys.label = LabelColumn::none;
    read_new_csv(data.files.front(), keys, images ? nullptr : &frames, data);
    return data;
  }
  at(reader.node(), diagnostics, [&] {
    if (images) {
      const auto parts = parts_of<ValueSource>(data.files, keys.label, [&](CsvRows rows) {
        return std::make_shared<CsvValues>(std::move(rows), keys.scale);
      });
      require_same(parts.train->size(), parts.test->size(), data.files.size() > 1, data);
      data.parts = parts;
    } else {
      data.parts = parts_of<SeriesSource>(data.files, keys.label, [&](CsvRows rows) {
        return std::make_shared<CsvSeries>(std::move(rows), keys.scale, frames.channels,
                                           frames.step);
      });
    }
  });
  return data;
}

}  // namespace meniscus
