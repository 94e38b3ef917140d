#include "sim/core/format.hpp"
#include "sim/experiment/choices.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

/// One whole number for both directions, or one for each: [4, 2].
void read_pair(MapReader& reader, std::string_view key, std::uint32_t& x, std::uint32_t& y) {
  const Node* node = reader.optional(key);
  if (node == nullptr) return;
  Diagnostics& diagnostics = reader.diagnostics();
  const auto read = [&](const Node& item) {
    return static_cast<std::uint32_t>(read_integer(item, 1, largest_sensor, diagnostics));
  };
  if (node->kind() == Node::Kind::scalar) {
    x = y = read(*node);
  } else if (node->kind() == Node::Kind::sequence && node->items().size() == 2) {
    x = read(node->items()[0]);
    y = read(node->items()[1]);
  } else {
    diagnostics.error(*node, "expected a whole number or two, [x, y]");
  }
}

EventLines read_lines(MapReader& reader) {
  EventLines lines;
  lines.polarity = read_named(reader, "polarity", choices::polarities, PolarityUse::separate);
  read_pair(reader, "downsample", lines.pool_x, lines.pool_y);
  return lines;
}

/// So that a forgotten `downsample` does not ask for hundreds of millions of lines.
void check_lines(const MapReader& reader, const EventLines& lines, Diagnostics& diagnostics) {
  constexpr std::uint32_t most = 1u << 24;
  if (lines.count() > most) {
    diagnostics.error(reader.node(),
                      fmt::format("expected at most {} lines, got {}", most, lines.count()),
                      "downsample pools pixels");
  }
}

SensorSize sensor_of(const std::filesystem::path& file, const std::string& chip) {
  const EventRecording recording = read_events(file, {.chip = chip, .size = {}});
  return {recording.width, recording.height};
}

/// Lists the files, and asks the first one for the sensor where the model file is silent.
void find_recordings(const std::string& path, const std::string& chip, EventLines& lines,
                     RawData& data) {
  ClassFolders found = find_class_files(path);
  for (const auto* part : {&found.train, &found.test}) {
    for (const ClassFile& file : *part) data.files.push_back(file.path);
  }
  if (lines.sensor.width == 0) lines.sensor = sensor_of(data.files.front(), chip);
  data.class_names = std::move(found.classes);
  data.parts =
      DataParts<EventSource>{std::make_shared<EventFiles>(std::move(found.train), chip, lines),
                             std::make_shared<EventFiles>(std::move(found.test), chip, lines)};
}

/// The same of fresh ones.
void find_new_recordings(const NewData& fresh, const std::string& chip, EventLines& lines,
                         RawData& data) {
  std::vector<ClassFile> found = find_new_recordings(fresh);
  for (const ClassFile& file : found) data.files.push_back(file.path);
  if (lines.sensor.width == 0) lines.sensor = sensor_of(data.files.front(), chip);
  const auto events = std::make_shared<EventFiles>(std::move(found), chip, lines);
  data.parts = DataParts<EventSource>{events, events};
}

}  // namespace

RawData read_recordings(MapReader& reader, const DataRequest& request, Diagnostics& diagnostics) {
  RawData data;
  const std::size_t before = diagnostics.size();
  const Node* path = reader.required("path");
  EventLines lines = read_lines(reader);
  std::string chip;
  if (request.name == "nmnist") {
    lines.sensor = {34, 34};
  } else {
    read_pair(reader, "size", lines.sensor.width, lines.sensor.height);
    if (const Node* named = reader.optional("chip")) {
      chip = read_choice(*named, event_chips(), "chip", diagnostics);
    }
  }
  if (path == nullptr) return data;
  const std::string folder = read_string(*path, diagnostics);
  if (diagnostics.size() != before) return data;
  if (request.fresh != nullptr) {
    find_new_recordings(*request.fresh, chip, lines, data);
  } else {
    at(*path, diagnostics, [&] { find_recordings(folder, chip, lines, data); });
  }
  check_lines(reader, lines, diagnostics);
  return data;
}

RawData read_spike_lists(MapReader& reader, const DataRequest& request, Diagnostics& diagnostics) {
  RawData data;
  const std::size_t before = diagnostics.size();
  data.files = read_part_files(reader, request);
  SpikeListSize size;
  reader.fields(size);
  if (diagnostics.size() != before) return data;
  const auto door = std::make_shared<std::mutex>();
  const auto part = [&](const std::filesystem::path& file) {
    return std::make_shared<SpikeListEvents>(
        file.empty() ? nullptr : std::make_unique<SpikeListFile>(file, size.units, door),
        file.string(), size.units);
  };
  if (request.fresh != nullptr) {
    const auto labels = request.fresh->labelled ? ListLabels::required : ListLabels::ignored;
    const auto lists = std::make_shared<SpikeListEvents>(
        std::make_unique<SpikeListFile>(data.files.front(), size.units, door, labels),
        data.files.front().string(), size.units);
    data.parts = DataParts<EventSource>{lists, lists};
    return data;
  }
  at(reader.node(), diagnostics, [&] {
    const bool tested = data.files.size() > 1;
    data.parts = DataParts<EventSource>{part(data.files.front()),
                                        part(tested ? data.files.back() : std::filesystem::path())};
  });
  return data;
}

void read_event_input(const Node* node, const RawData& data, Specification& specification,
                      Diagnostics& diagnostics) {
  ClassifySpec& classify = *specification.classify;
  const Resolution& resolution = specification.network.resolution();
  const std::size_t before = diagnostics.size();
  if (node != nullptr) {
    MapReader reader(*node, diagnostics, "input");
    if (const Node* duration = reader.optional("duration")) {
      classify.duration = read_ticks(*duration, resolution, diagnostics);
    }
    reader.finish();
  }
  const auto* parts = data.get<EventSource>();
  if (parts == nullptr || diagnostics.size() != before) return;
  const auto samples = [&](const std::shared_ptr<const EventSource>& events) {
    return std::make_shared<EventSamples>(events, resolution, classify.duration);
  };
  classify.samples = {samples(parts->train), samples(parts->test)};
}

}  // namespace meniscus
