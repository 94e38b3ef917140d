#include "sim/io/sweep_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::array<std::string_view, 3> statuses{"done", "failed", "not run"};
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string member(std::string_view group, std::string name) {
  std::ranges::replace(name, '/', '|');
  return fmt::format("{}/{}", group, name);
}

/// One number per run, or per point where `replicates` is 1.
template <class T>
std::vector<T> repeated(const std::vector<T>& values, std::uint64_t replicates) {
  std::vector<T> result;
  for (const T& value : values) result.insert(result.end(), replicates, value);
  return result;
}

void write_keys(ResultFile& file, std::string_view group, const SweepTable& table,
                std::uint64_t replicates) {
  for (std::uint64_t k = 0; k < table.keys.size(); ++k) {
    const SweepColumn& key = table.keys[k];
    const std::string path = member(group, key.path);
    if (key.is_number()) {
      file.write_vector(path, repeated(key.numbers, replicates));
      if (!key.unit.empty()) file.write_attribute(path, "units", key.unit);
    } else {
      file.write_texts(path, repeated(key.texts, replicates));
    }
    file.write_attribute(path, "path", key.path);
    file.write_attribute(path, "position", std::to_string(k));
    file.write_attribute(path, "random", key.random ? "yes" : "no");
  }
}

void write_metric(ResultFile& file, std::string_view group, const SweepMetric& metric,
                  std::uint64_t position, const std::vector<double>& values) {
  const std::string path = member(group, metric.name);
  file.write_vector(path, values);
  file.write_attribute(path, "name", metric.name);
  file.write_attribute(path, "meaning", metric.meaning);
  file.write_attribute(path, "position", std::to_string(position));
  if (!metric.unit.empty()) file.write_attribute(path, "units", metric.unit);
}

void write_runs(ResultFile& file, const SweepTable& table) {
  std::vector<std::uint64_t> points, replicates, seeds;
  std::vector<std::string> status, messages;
  std::vector<double> wall, memory;
  for (std::size_t r = 0; r < table.runs.size(); ++r) {
    const SweepRun& run = table.runs[r];
    points.push_back(r / table.replicates);
    replicates.push_back(r % table.replicates);
    seeds.push_back(run.seed);
    status.emplace_back(name_of(run.status));
    messages.push_back(run.message);
    wall.push_back(run.wall_seconds);
    memory.push_back(run.peak_memory);
  }
  file.write_vector("/runs/point", points);
  file.write_vector("/runs/replicate", replicates);
  file.write_vector("/runs/seed", seeds);
  file.write_texts("/runs/status", status);
  file.write_texts("/runs/message", messages);
  file.write_vector("/runs/cost/wall_seconds", wall);
  file.write_attribute("/runs/cost/wall_seconds", "units", "s");
  file.write_vector("/runs/cost/peak_memory", memory);
  file.write_attribute("/runs/cost/peak_memory", "units", "B");
  file.write_attribute("/runs", "replicates", std::to_string(table.replicates));
}

/// An attribute that is a whole number, as text.
std::uint64_t number_attribute(const Hdf5File& file, const std::string& path, const char* name) {
  const std::string text = file.read_text_attribute(path, name);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    throw IoError(fmt::format("{}: {}: {} is \"{}\", expected a whole number", file.name(), path,
                              name, text));
  return number;
}

/// The datasets of a group, which isn't there if there are none, in the order in which they were
/// written.
std::vector<std::string> ordered(const Hdf5File& file, const std::string& group) {
  if (!file.contains(group)) return {};
  std::vector<std::pair<std::uint64_t, std::string>> members;
  for (const std::string& name : file.names(group)) {
    const std::string path = group + "/" + name;
    members.emplace_back(number_attribute(file, path, "position"), path);
  }
  std::ranges::sort(members);
  std::vector<std::string> paths;
  for (auto& [position, path] : members) paths.push_back(std::move(path));
  return paths;
}

std::vector<SweepColumn> read_keys(const Hdf5File& file, std::uint64_t points) {
  std::vector<SweepColumn> keys;
  for (const std::string& path : ordered(file, "/points/keys")) {
    SweepColumn key;
    key.path = file.read_text_attribute(path, "path");
    key.random = file.read_text_attribute(path, "random") == "yes";
    if (file.type(path) == "f64") {
      key.numbers = file.read<double>(path);
      if (file.has_attribute(path, "units")) key.unit = file.read_text_attribute(path, "units");
    } else {
      key.texts = file.read_texts(path);
    }
    if ((key.is_number() ? key.numbers.size() : key.texts.size()) != points) {
      throw IoError(fmt::format("{}: {}: expected {} values", file.name(), path, points));
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

RunStatus status_of(const Hdf5File& file, const std::string& text) {
  const auto* const found = std::ranges::find(statuses, text);
  if (found != statuses.end()) return static_cast<RunStatus>(found - statuses.begin());
  throw IoError(fmt::format("{}: /runs/status: no run is \"{}\"", file.name(), text));
}

void read_metrics(const Hdf5File& file, SweepTable& table) {
  for (const std::string& path : ordered(file, "/runs/metrics")) {
    const auto values = file.read<double>(path);
    if (values.size() != table.runs.size()) {
      throw IoError(
          fmt::format("{}: {}: expected {} values", file.name(), path, table.runs.size()));
    }
    SweepMetric metric{.name = file.read_text_attribute(path, "name"),
                       .meaning = file.read_text_attribute(path, "meaning"),
                       .unit = ""};
    if (file.has_attribute(path, "units")) metric.unit = file.read_text_attribute(path, "units");
    for (std::size_t r = 0; r < values.size(); ++r) {
      if (table.runs[r].status != RunStatus::done) continue;
      metric.value = values[r];
      table.runs[r].metrics.push_back(metric);
    }
  }
}

SweepTable read_checked(const Hdf5File& file) {
  SweepTable table;
  table.replicates = number_attribute(file, "/runs", "replicates");
  const auto seeds = file.read<std::uint64_t>("/runs/seed");
  const auto status = file.read_texts("/runs/status");
  const auto messages = file.read_texts("/runs/message");
  const auto wall = file.read<double>("/runs/cost/wall_seconds");
  const auto memory = file.read<double>("/runs/cost/peak_memory");
  table.runs.resize(seeds.size());
  const bool fits = table.replicates > 0 && seeds.size() % table.replicates == 0 &&
                    status.size() == seeds.size() && messages.size() == seeds.size() &&
                    wall.size() == seeds.size() && memory.size() == seeds.size();
  if (!fits) throw IoError(fmt::format("{}: /runs: columns of different lengths", file.name()));
  for (std::size_t r = 0; r < seeds.size(); ++r) {
    table.runs[r] = {.seed = seeds[r],
                     .status = status_of(file, status[r]),
                     .message = messages[r],
                     .metrics = {},
                     .wall_seconds = wall[r],
                     .peak_memory = memory[r]};
  }
  table.keys = read_keys(file, table.points());
  read_metrics(file, table);
  return table;
}

}  // namespace

std::string_view name_of(RunStatus status) { return statuses[static_cast<std::size_t>(status)]; }

std::vector<SweepMetric> metrics_in(const SweepTable& table) {
  std::vector<SweepMetric> metrics;
  for (const SweepRun& run : table.runs) {
    for (const SweepMetric& metric : run.metrics) {
      const bool known =
          std::ranges::find(metrics, metric.name, &SweepMetric::name) != metrics.end();
      if (!known) metrics.push_back(metric);
    }
  }
  return metrics;
}

std::vector<double> values_of(const SweepTable& table, std::string_view metric) {
  std::vector<double> values;
  for (const SweepRun& run : table.runs) {
    const auto found = std::ranges::find(run.metrics, metric, &SweepMetric::name);
    values.push_back(found == run.metrics.end() ? nan : found->value);
  }
  return values;
}

Spread spread_of(const std::vector<double>& values) {
  Spread spread{nan, nan, 0};
  double sum = 0.0, squares = 0.0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++spread.count;
  }
  const auto count = static_cast<double>(spread.count);
  if (spread.count > 0) spread.mean = sum / count;
  for (const double value : values) {
    if (!std::isnan(value)) squares += (value - spread.mean) * (value - spread.mean);
  }
  if (spread.count > 1) spread.sd = std::sqrt(squares / (count - 1.0));
  return spread;
}

void write_sweep(ResultFile& file, const SweepTable& table) {
  write_runs(file, table);
  write_keys(file, "/runs/keys", table, table.replicates);
  write_keys(file, "/points/keys", table, 1);
  const std::vector<SweepMetric> metrics = metrics_in(table);
  for (std::uint64_t k = 0; k < metrics.size(); ++k) {
    const SweepMetric& metric = metrics[k];
    const std::vector<double> values = values_of(table, metric.name);
    std::vector<double> means, sds;
    for (auto first = values.begin(); first != values.end();) {
      const auto last = first + static_cast<std::ptrdiff_t>(table.replicates);
      const Spread spread = spread_of({first, last});
      means.push_back(spread.mean);
      sds.push_back(spread.sd);
      first = last;
    }
    write_metric(file, "/runs/metrics", metric, k, values);
    write_metric(file, "/points/mean", metric, k, means);
    write_metric(file, "/points/sd", metric, k, sds);
  }
  std::vector<std::uint64_t> done(table.points(), 0);
  for (std::size_t r = 0; r < table.runs.size(); ++r) {
    if (table.runs[r].status == RunStatus::done) ++done[r / table.replicates];
  }
  file.write_vector("/points/runs", done);
}

SweepTable read_sweep_table(const Hdf5File& file) {
  try {
    return read_checked(file);
  } catch (const IoError& error) {
    throw ConfigError(error.what());
  }
}

bool holds_sweep(const Hdf5File& file) {
  return file.contains("/runs/status") && file.contains("/points");
}

}  // namespace meniscus
