#include "sim/io/sonata_cells.hpp"

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// A model file holds a million values; each spike is two of them.
constexpr std::size_t most_spikes = 400'000;

}  // namespace

std::string property(const std::map<std::string, std::string>& row, const std::string& name) {
  const auto found = row.find(name);
  return found == row.end() ? std::string() : found->second;
}

/// A name that a key of a model file may be.
std::string key_of(std::string name) {
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain) c = '_';
  }
  return name.empty() || (name[0] >= '0' && name[0] <= '9') ? "n" + name : name;
}

/// "0 to 239, 250"
std::string ranges_of(const std::vector<std::uint64_t>& ascending) {
  std::string text;
  for (std::size_t first = 0, k = 0; k < ascending.size(); ++k) {
    const bool last = k + 1 == ascending.size() || ascending[k + 1] != ascending[k] + 1;
    if (!last) continue;
    if (!text.empty()) text += ", ";
    text += fmt::format("{}", ascending[first]);
    if (k > first) text += fmt::format(" to {}", ascending[k]);
    first = k + 1;
  }
  return text.size() < 200 ? text : text.substr(0, 200) + " …";
}

bool matches(const SonataNodeSet& set, const ImportedCells& cells, std::uint64_t node) {
  return std::ranges::all_of(set.properties, [&](const auto& p) {
    const auto& [name, values] = p;
    const std::string own = name == "population" ? cells.population
                            : name == "node_id"  ? std::to_string(node)
                                                 : property(cells.properties, name);
    return std::ranges::find(values, own) != values.end();
  });
}

bool take_spikes(ImportedCells& cells, const SpikeFile& file, const SonataInput& input,
                 double duration) {
  auto from = std::ranges::find(file.populations, cells.population, &PopulationSpikes::name);
  const bool old_layout = file.populations.size() == 1 && file.populations[0].name == "spikes";
  if (from == file.populations.end() && old_layout) from = file.populations.begin();
  if (from == file.populations.end()) return false;
  bool found = false;
  for (std::size_t k = 0; k < from->times.size(); ++k) {
    const auto place = std::ranges::lower_bound(cells.nodes, from->neurons[k]);
    if (place == cells.nodes.end() || *place != from->neurons[k]) continue;
    if (!matches(input.nodes, cells, from->neurons[k])) continue;
    found = true;
    if (from->times[k] > duration) continue;
    cells.spikes.emplace_back(from->times[k],
                              static_cast<std::uint32_t>(place - cells.nodes.begin()));
  }
  if (cells.spikes.size() > most_spikes) {
    throw ConfigError(fmt::format("input {}: expected at most {} spikes, got {}", input.name,
                                  most_spikes, cells.spikes.size()));
  }
  return found;
}

}  // namespace meniscus
