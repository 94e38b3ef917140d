#include <algorithm>

#include "sim/core/format.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/encoded_samples.hpp"
#include "sim/experiment/reading.hpp"
#include "sim/experiment/sound_samples.hpp"
#include "sim/io/datasets.hpp"

namespace meniscus {

namespace {

/// The keys that say how a data set is found, and what it holds then.
using ReadSet = RawData (*)(MapReader&, const DataRequest&, Diagnostics&);

RawData read_images(MapReader& reader, const DataRequest& request, Diagnostics& diagnostics) {
  RawData data;
  const std::string path = reader.string("path", "");
  if (request.fresh != nullptr) {
    NewImages found = read_new_images(*request.fresh);
    data.files = std::move(found.files);
    const auto images = std::make_shared<ImageValues>(std::move(found.images));
    data.parts = DataParts<ValueSource>{images, images};
    return data;
  }
  at(reader.node(), diagnostics, [&] {
    data.files = data_set_files(request.name, path);
    DataSet set = load_data_set(request.name, path);
    data.parts = DataParts<ValueSource>{std::make_shared<ImageValues>(std::move(set.train)),
                                        std::make_shared<ImageValues>(std::move(set.test))};
  });
  return data;
}

RawData read_spoken_digits(MapReader& reader, const DataRequest& request,
                           Diagnostics& diagnostics) {
  RawData data;
  const Node* path = reader.required("path");
  if (request.fresh != nullptr) {
    std::vector<LabelledFile> found = find_new_sounds(*request.fresh);
    for (const LabelledFile& file : found) data.files.push_back(file.path);
    const auto sounds = std::make_shared<SoundFiles>(std::move(found));
    data.parts = DataParts<SoundSource>{sounds, sounds};
    return data;
  }
  if (path == nullptr) return data;
  at(*path, diagnostics, [&] {
    SpokenDigits digits(read_string(*path, diagnostics));
    for (const auto* part : {&digits.train, &digits.test}) {
      for (const LabelledFile& file : *part) data.files.push_back(file.path);
    }
    data.parts = DataParts<SoundSource>{std::make_shared<SoundFiles>(std::move(digits.train)),
                                        std::make_shared<SoundFiles>(std::move(digits.test))};
  });
  return data;
}

struct SetEntry {
  DataSetInfo info;
  ReadSet read;
};

constexpr SetEntry sets[] = {
    {{"fashion_mnist", "images of clothes, Debian's dataset-fashion-mnist", DataKind::values},
     read_images},
    {{"mnist", "images of digits in IDX files", DataKind::values}, read_images},
    {{"nmnist", "N-MNIST's recordings of an event sensor", DataKind::events}, read_recordings},
    {{"events", "recordings of event sensors, a file each", DataKind::events}, read_recordings},
    {{"shd", "spike lists in HDF5, as of the Spiking Heidelberg Digits", DataKind::events},
     read_spike_lists},
    {{"csv_images", "CSV files with an image a line", DataKind::values}, read_csv},
    {{"csv_series", "CSV files with a time series a line", DataKind::series}, read_csv},
    {{"fsdd", "spoken digits of the Free Spoken Digit Dataset", DataKind::sound},
     read_spoken_digits}};

/// How many samples there are and how many lines or values each has.
struct Extent {
  std::size_t train = 0;
  std::size_t test = 0;
  std::uint32_t classes = 0;
};

Extent extent_of(const RawData& data) {
  return std::visit(
      []<class Parts>(const Parts& parts) -> Extent {
        if constexpr (std::is_same_v<Parts, std::monostate>) {
          return {};
        } else {
          return {parts.train->count(), parts.test->count(), parts.classes()};
        }
      },
      data.parts);
}

void read_split(MapReader& reader, ClassifySpec& classify) {
  if (const Node* folds = reader.optional("folds")) {
    classify.folds = static_cast<std::uint32_t>(
        read_integer(*folds, fewest_folds, most_samples, reader.diagnostics()));
    return;
  }
  const auto count = [&](std::string_view key) {
    const Node* value = reader.required(key);
    return value == nullptr ? std::size_t{1}
                            : static_cast<std::size_t>(
                                  read_integer(*value, 1, most_samples, reader.diagnostics()));
  };
  classify.train = count("train");
  classify.validation = count("validation");
  classify.test = count("test");
}

void check_split(const Node& node, const Extent& there, ClassifySpec& classify,
                 Diagnostics& diagnostics) {
  const auto enough = [&](std::string_view keys, std::size_t wanted, std::size_t most) {
    if (wanted <= most) return;
    diagnostics.error(node,
                      fmt::format("expected {} of at most {} samples, got {}", keys, most, wanted));
  };
  if (there.classes == 0) return;  // the data could not be read, which was told already
  if (classify.folds > 0) {
    classify.test = there.train + there.test;
    enough("folds", classify.folds, classify.test);
    return;
  }
  enough("train + validation", classify.train + classify.validation, there.train);
  enough("test", classify.test, there.test);
}

/// All are tested, whatever the model says about parts.
void take_new_data(const RawData& data, const NewData& fresh, ClassifySpec& classify) {
  std::visit(
      [&]<class Parts>(const Parts& parts) {
        if constexpr (!std::is_same_v<Parts, std::monostate>) {
          check_new_samples(*parts.test, fresh);
          classify.test = fresh.count.value_or(parts.test->count());
        }
      },
      data.parts);
  classify.train = classify.validation = 0;
  classify.folds = 0;
}

}  // namespace

std::vector<DataSetInfo> data_sets() {
  std::vector<DataSetInfo> infos;
  for (const SetEntry& entry : sets) infos.push_back(entry.info);
  return infos;
}

RawData read_data(const Node& node, const NewData* fresh, ClassifySpec& classify,
                  Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "data");
  const Node* set = reader.required("set");
  read_split(reader, classify);
  if (set == nullptr) return {};
  const std::size_t before = diagnostics.size();
  std::vector<std::string_view> names;
  for (const SetEntry& entry : sets) names.push_back(entry.info.name);
  const std::string name = read_choice(*set, names, "data set", diagnostics);
  if (diagnostics.size() != before) return {};  // its keys can't be judged
  const auto* entry =
      std::ranges::find(sets, name, [](const SetEntry& candidate) { return candidate.info.name; });
  RawData data = entry->read(reader, {name, fresh}, diagnostics);
  data.kind = entry->info.kind;
  reader.finish();
  Extent extent = extent_of(data);
  if (fresh != nullptr) {
    take_new_data(data, *fresh, classify);
    extent.classes = fresh->classes;
  } else {
    check_split(node, extent, classify, diagnostics);
  }
  classify.class_names = data.class_names;
  classify.files = data.files;
  classify.classes = extent.classes;
  return data;
}

}  // namespace meniscus
