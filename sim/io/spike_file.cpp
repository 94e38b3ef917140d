#include "sim/io/spike_file.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "sim/config/suggestion.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/result_layout.hpp"

namespace meniscus {

namespace {

/// Neurons beyond would make sums of sizes overflow.
constexpr std::uint64_t most_neurons = std::uint64_t{1} << 48;

/// Where a population's spikes stand.
struct SpikeGroup {
  std::string name;
  std::string path;
  std::string ids;  ///< name of the dataset
};

std::vector<SpikeGroup> groups_in(const Hdf5File& file) {
  if (file.contains("/spikes/timestamps")) {
    return {{"spikes", "/spikes", file.contains("/spikes/gids") ? "gids" : "node_ids"}};
  }
  std::vector<SpikeGroup> groups;
  if (file.contains("/spikes")) {
    for (const std::string& name : file.names("/spikes")) {
      const std::string path = "/spikes/" + name;
      if (file.contains(path + "/timestamps")) groups.push_back({name, path, "node_ids"});
    }
  }
  if (groups.empty()) {
    throw ConfigError(
        fmt::format("{}: expected spikes in the SONATA layout, /spikes/<population>/{{timestamps, "
                    "node_ids}}; a run writes those that `record: {{spikes: …}}` names",
                    file.name()));
  }
  return groups;
}

std::vector<SpikeGroup> chosen(const Hdf5File& file, std::span<const std::string> populations) {
  std::vector<SpikeGroup> all = groups_in(file);
  if (populations.empty()) return all;
  std::vector<SpikeGroup> result;
  std::vector<std::string_view> names;
  for (const SpikeGroup& group : all) names.push_back(group.name);
  for (const std::string& name : populations) {
    const auto found = std::ranges::find(all, name, &SpikeGroup::name);
    if (found == all.end()) {
      throw ConfigError(fmt::format("{}: has no spikes of a population \"{}\" ({})", file.name(),
                                    name, suggestion_text(name, names)));
    }
    if (std::ranges::find(result, name, &SpikeGroup::name) != result.end()) {
      throw ConfigError(fmt::format("population \"{}\" is named twice", name));
    }
    result.push_back(*found);
  }
  return result;
}

/// Milliseconds per unit of the times.
double unit_of_times(const Hdf5File& file, const std::string& timestamps) {
  if (!file.has_attribute(timestamps, "units")) return 1.0;
  const std::string unit = file.read_text_attribute(timestamps, "units");
  if (unit == "ms" || unit == "milliseconds" || unit == "millisecond") return 1.0;
  if (unit == "s" || unit == "seconds" || unit == "second") return 1e3;
  throw ConfigError(
      fmt::format("{}: {}: expected units ms or s, got \"{}\"", file.name(), timestamps, unit));
}

void check(const Hdf5File& file, const SpikeGroup& group, const PopulationSpikes& spikes) {
  if (spikes.times.size() != spikes.neurons.size()) {
    throw ConfigError(fmt::format("{}: {}: expected as many {} as timestamps, got {} and {}",
                                  file.name(), group.path, group.ids, spikes.neurons.size(),
                                  spikes.times.size()));
  }
  for (std::size_t k = 0; k < spikes.times.size(); ++k) {
    if (!std::isfinite(spikes.times[k]) || spikes.times[k] < 0.0) {
      throw ConfigError(fmt::format("{}: {}/timestamps[{}]: expected a time >= 0, got {}",
                                    file.name(), group.path, k, spikes.times[k]));
    }
    if (spikes.neurons[k] >= most_neurons) {
      throw ConfigError(fmt::format("{}: {}/{}[{}]: expected an id below 2^48, got {}", file.name(),
                                    group.path, group.ids, k, spikes.neurons[k]));
    }
  }
}

void sort(PopulationSpikes& spikes) {
  std::vector<std::pair<double, std::uint64_t>> pairs;
  for (std::size_t k = 0; k < spikes.times.size(); ++k) {
    pairs.emplace_back(spikes.times[k], spikes.neurons[k]);
  }
  if (std::ranges::is_sorted(pairs)) return;
  std::ranges::sort(pairs);
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    std::tie(spikes.times[k], spikes.neurons[k]) = pairs[k];
  }
}

/// A number that stands as an attribute of a group; none if it isn't there.
template <class Number>
std::optional<Number> number_at(const Hdf5File& file, const std::string& group,
                                const std::string& name) {
  if (!file.has_attribute(group, name)) return {};
  const std::vector<Number> values = file.read_attribute<Number>(group, name);
  if (values.size() != 1) return {};
  return values.front();
}

PopulationSpikes read_population(const Hdf5File& file, const SpikeGroup& group) {
  PopulationSpikes spikes;
  spikes.name = group.name;
  const double unit = unit_of_times(file, group.path + "/timestamps");
  spikes.times = file.read<double>(group.path + "/timestamps");
  for (double& time : spikes.times) time *= unit;
  spikes.neurons = file.read<std::uint64_t>(group.path + "/" + group.ids);
  check(file, group, spikes);
  sort(spikes);
  for (const std::uint64_t neuron : spikes.neurons) spikes.size = std::max(spikes.size, neuron + 1);
  if (!spikes.times.empty()) spikes.duration = spikes.times.back();
  const auto size = number_at<std::uint64_t>(file, group.path, "size");
  spikes.size_is_known = size && *size >= spikes.size && *size < most_neurons;
  if (spikes.size_is_known) spikes.size = *size;
  const auto duration = number_at<double>(file, group.path, "duration");
  spikes.duration_is_known = duration && std::isfinite(*duration) && *duration >= spikes.duration;
  if (spikes.duration_is_known) spikes.duration = *duration;
  return spikes;
}

}  // namespace

SpikeFile read_spike_file(const std::filesystem::path& name,
                          std::span<const std::string> populations) {
  const Hdf5File file(name, Hdf5File::Mode::read);
  refuse_unknown_layout(file);
  SpikeFile spikes;
  for (const SpikeGroup& group : chosen(file, populations)) {
    spikes.populations.push_back(read_population(file, group));
  }
  if (file.contains("/provenance/started")) spikes.started = file.read_text("/provenance/started");
  spikes.has_samples = file.contains("/predictions");
  return spikes;
}

bool is_spike_file(const std::filesystem::path& name) {
  try {
    return Hdf5File(name, Hdf5File::Mode::read).contains("/spikes");
  } catch (const IoError&) {
    return false;
  }
}

}  // namespace meniscus
