#include "sim/io/result_reader.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/result_layout.hpp"

namespace meniscus {

namespace {

/// Numbers of neurons above this are nonsense, and not exact as a double.
constexpr std::uint64_t largest_node = std::uint64_t{1} << 48;

/// The result of `read`; what can't be read is the user's file, not a failure of the system.
template <class Read>
auto reading(const Read& read) {
  try {
    return read();
  } catch (const IoError& error) {
    throw ConfigError(error.what());
  }
}

std::string existing(const std::filesystem::path& file) {
  std::error_code none;
  if (!std::filesystem::exists(file, none)) {
    throw ConfigError(fmt::format("{}: no such file", file.string()));
  }
  return file.string();
}

bool all_finite(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

void sort_by_time(RecordedSpikes& spikes) {
  if (std::ranges::is_sorted(spikes.times)) return;
  std::vector<std::size_t> order(spikes.times.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t k) { return spikes.times[k]; });
  RecordedSpikes sorted = spikes;
  for (std::size_t k = 0; k < order.size(); ++k) {
    sorted.times[k] = spikes.times[order[k]];
    sorted.nodes[k] = spikes.nodes[order[k]];
  }
  spikes = std::move(sorted);
}

}  // namespace

ResultReader::ResultReader(const std::filesystem::path& file)
    : file_(reading([&] { return Hdf5File(existing(file), Hdf5File::Mode::read); })) {
  reading([&] { refuse_unknown_layout(file_); });
}

void ResultReader::refuse(const std::string& path, const std::string& message) const {
  throw ConfigError(fmt::format("{}: {}: {}", file_.name(), path, message));
}

/// The members of a group that hold something called `member`.
std::vector<std::string> ResultReader::groups(const std::string& parent,
                                              const std::string& member) const {
  if (!file_.contains(parent)) return {};
  std::vector<std::string> names = file_.names(parent);
  std::erase_if(names, [&](const std::string& name) {
    return !file_.contains(fmt::format("{}/{}/{}", parent, name, member));
  });
  return names;
}

std::string ResultReader::unit_of(const std::string& path) const {
  return file_.has_attribute(path, "units") ? file_.read_text_attribute(path, "units") : "";
}

void ResultReader::require_ms(const std::string& path) const {
  const std::string unit = unit_of(path);
  if (!unit.empty() && unit != "ms") refuse(path, "expected times in ms, got " + unit);
}

RecordedSpikes ResultReader::spikes_of(const std::string& population) const {
  const std::string group = "/spikes/" + population;
  RecordedSpikes spikes{.population = population,
                        .times = file_.read<double>(group + "/timestamps"),
                        .nodes = file_.read<std::uint64_t>(group + "/node_ids")};
  require_ms(group + "/timestamps");
  if (spikes.times.size() != spikes.nodes.size()) {
    refuse(group, fmt::format("expected as many times as neurons, got {} and {}",
                              spikes.times.size(), spikes.nodes.size()));
  }
  if (!all_finite(spikes.times)) refuse(group + "/timestamps", "expected finite times");
  for (const std::uint64_t node : spikes.nodes) spikes.size = std::max(spikes.size, node);
  if (spikes.size > largest_node) {
    refuse(group + "/node_ids", fmt::format("no neuron has the number {}", spikes.size));
  }
  spikes.size += spikes.nodes.empty() ? 0 : 1;
  if (file_.has_attribute(group, "size")) {
    const auto told = file_.read_attribute<std::uint64_t>(group, "size");
    if (told.size() != 1 || told[0] < spikes.size || told[0] > largest_node) {
      refuse(group, fmt::format("expected a size from {}", spikes.size));
    }
    spikes.size = told[0];
    spikes.knows_size = true;
  }
  if (file_.has_attribute(group, "duration")) {
    const auto duration = file_.read_attribute<double>(group, "duration");
    if (duration.size() != 1 || !std::isfinite(duration[0])) {
      refuse(group, "expected one duration [ms]");
    }
    spikes.stop = duration[0];
  }
  sort_by_time(spikes);
  return spikes;
}

std::vector<RecordedSpikes> ResultReader::spikes() const {
  return reading([&] {
    std::vector<RecordedSpikes> all;
    for (const std::string& name : groups("/spikes", "timestamps")) all.push_back(spikes_of(name));
    return all;
  });
}

Report ResultReader::report_of(const std::string& name) const {
  const std::string group = "/report/" + name;
  const auto text = [&](const std::string& attribute, std::string otherwise) {
    if (!file_.has_attribute(group, attribute)) return otherwise;
    return file_.read_text_attribute(group, attribute);
  };
  Report report{.population = text("population", name),
                .variable = text("variable", ""),
                .unit = unit_of(group + "/data"),
                .node_ids = file_.read<std::uint64_t>(group + "/mapping/node_ids"),
                .values = {}};
  const auto time = file_.read<double>(group + "/mapping/time");
  require_ms(group + "/mapping/time");
  if (time.size() != 3 || !all_finite(time) || time[2] <= 0.0) {
    refuse(group + "/mapping/time", "expected start, stop and a step > 0");
  }
  report.start_ms = time[0], report.stop_ms = time[1], report.dt_ms = time[2];
  const auto shape = file_.shape(group + "/data");
  if (shape.size() != 2 || shape[1] != report.node_ids.size()) {
    refuse(group + "/data", fmt::format("expected a matrix with a column for each of {} neurons",
                                        report.node_ids.size()));
  }
  report.values = file_.read<double>(group + "/data");
  return report;
}

std::vector<Report> ResultReader::reports() const {
  return reading([&] {
    std::vector<Report> all;
    for (const std::string& name : groups("/report", "data")) all.push_back(report_of(name));
    return all;
  });
}

std::vector<StoredWeights> ResultReader::weights() const {
  return reading([&] {
    std::vector<StoredWeights> all;
    for (const std::string& name : groups("/weights", "weight")) {
      const std::string path = fmt::format("/weights/{}/weight", name);
      all.push_back({name, unit_of(path), file_.read<float>(path)});
      const bool finite =
          std::ranges::all_of(all.back().values, [](float w) { return std::isfinite(w); });
      if (!finite) refuse(path, "expected finite weights");
    }
    return all;
  });
}

std::optional<StoredConfusion> ResultReader::confusion() const {
  return reading([&]() -> std::optional<StoredConfusion> {
    const std::string path = "/metrics/confusion";
    if (!file_.contains(path)) return {};
    const auto shape = file_.shape(path);
    if (shape.size() != 2 || shape[0] != shape[1] || shape[0] == 0) {
      refuse(path, "expected a square matrix");
    }
    return StoredConfusion{shape[0], file_.read<std::uint64_t>(path)};
  });
}

std::vector<StoredAccuracy> ResultReader::accuracies() const {
  return reading([&] {
    std::vector<StoredAccuracy> all;
    const std::string prefix = "accuracy_", suffix = "_interval";
    if (!file_.contains("/metrics")) return all;
    for (const std::string& name : file_.names("/metrics")) {
      const std::string interval = "/metrics/" + name + suffix;
      if (!name.starts_with(prefix) || !file_.contains(interval)) continue;
      const auto value = file_.read<double>("/metrics/" + name);
      const auto bounds = file_.read<double>(interval);
      if (value.size() != 1 || bounds.size() != 2) refuse(interval, "expected two bounds");
      if (!all_finite({value[0], bounds[0], bounds[1]})) refuse(interval, "expected numbers");
      all.push_back({name.substr(prefix.size()), value[0], bounds[0], bounds[1]});
    }
    return all;
  });
}

std::optional<SweepTable> ResultReader::sweep() const {
  return reading([&]() -> std::optional<SweepTable> {
    if (!holds_sweep(file_)) return {};
    return read_sweep_table(file_);
  });
}

std::vector<double> ResultReader::sample_begins() const {
  return reading([&] {
    const std::string path = "/recorded_samples";
    return file_.contains(path) ? file_.read<double>(path) : std::vector<double>{};
  });
}

}  // namespace meniscus
