#include "sim/io/sonata_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/sonata_cells.hpp"
#include "sim/io/sonata_network.hpp"
#include "sim/io/spike_file.hpp"
#include "sim/io/table_file.hpp"

namespace meniscus {

namespace {

constexpr double default_delay = 1.0;  ///< NEST's [ms]

/// As YAML wants any text.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
  return result + "'";
}

/// Whether a time is a whole number of ticks, but for the rounding of decimals.
bool is_whole(double value, double tick) {
  const double ticks = value / tick;
  return std::abs(ticks - std::round(ticks)) < 1e-6 + 1e-12 * ticks;
}

class Importer {
 public:
  Importer(const std::filesystem::path& config, const std::string& edge_file)
      : file_(config), config_(read_sonata_config(config)), edge_file_(quoted(edge_file)) {}

  ImportedModel import() {
    for (const SonataFiles& files : config_.nodes) {
      for (const SonataNodes& nodes : read_sonata_nodes(files)) add_nodes(nodes);
    }
    for (const SonataFiles& files : config_.edges) {
      for (SonataEdges& edges : read_sonata_edges(files)) edges_.push_back(std::move(edges));
    }
    for (const SonataInput& input : config_.inputs) {
      if (!input.is_current) add_spikes(input);
    }
    choose_tick();
    for (ImportedCells& cells : cells_) translate(cells);
    for (const SonataEdges& edges : edges_) add_edges(edges);
    for (const std::string& what : config_.dropped) drop(what);
    write_yaml();
    return std::move(model_);
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw ConfigError(fmt::format("{}: {}", file_.string(), message));
  }
  void drop(const std::string& what) { lose("dropped: " + what); }
  void lose(const std::string& text) {
    if (told_.insert(text).second) model_.losses.push_back(text);
  }

  /// A name that nothing else has.
  std::string unique(std::string name) {
    while (!names_.insert(name).second) name += "_";
    return name;
  }

  void add_nodes(const SonataNodes& nodes) {
    if (places_.contains(nodes.population)) {
      fail(fmt::format("a second population \"{}\"", nodes.population));
    }
    std::map<std::uint64_t, std::size_t> of_type;
    std::vector<NodePlace>& places = places_[nodes.population];
    for (std::size_t k = 0; k < nodes.type.size(); ++k) {
      const auto [found, is_new] = of_type.emplace(nodes.type[k], cells_.size());
      if (is_new) {
        const auto& row = nodes.types.at(nodes.type[k]);
        cells_.push_back({.name = {},
                          .population = nodes.population,
                          .nodes = {},
                          .properties = row,
                          .is_virtual = property(row, "model_type") == "virtual",
                          .neuron = {},
                          .spikes = {}});
      }
      ImportedCells& cells = cells_[found->second];
      places.push_back({found->second, static_cast<std::uint32_t>(cells.nodes.size())});
      cells.nodes.push_back(k);
    }
    for (const auto& [type, index] : of_type) {
      const std::string name = key_of(nodes.population);
      cells_[index].name = unique(of_type.size() == 1 ? name : fmt::format("{}_{}", name, type));
    }
    for (const std::string& what : nodes.dropped) drop(what);
  }

  void add_spikes(const SonataInput& input) {
    const SpikeFile file = read_spike_file(input.file);
    bool found = false;
    for (ImportedCells& cells : cells_) {
      found |= cells.is_virtual && take_spikes(cells, file, input, config_.duration);
    }
    if (!found) drop(fmt::format("input {}, which has no spikes of a virtual node", input.name));
  }

  /// IntFire1 knows no grid; the coarsest that all its times lie on reproduces them exactly.
  void choose_tick() {
    tick_ = config_.tick;
    const bool free = std::ranges::none_of(cells_, [](const ImportedCells& c) {
      return !c.is_virtual && property(c.properties, "model_template") != "nrn:IntFire1";
    });
    if (free) {
      for (const double tick : {0.1, 0.01, 0.001}) {
        if (tick <= tick_ && !all_times_are_whole()) tick_ = tick;
      }
    }
    if (!all_times_are_whole()) {
      lose(fmt::format("approximated: spike times and delays, rounded to ticks of {} ms", tick_));
    }
    if (!is_whole(config_.duration, tick_)) fail("run: expected a tstop of whole steps dt");
  }

  double delay_of(const SonataEdges& edges, std::size_t k) const {
    if (!std::isnan(edges.delay[k])) return edges.delay[k];
    const std::string text = property(edges.types.at(edges.type[k]), "delay");
    return text.empty() ? std::numeric_limits<double>::quiet_NaN() : number(text, "delay", edges);
  }

  double number(const std::string& text, const char* column, const SonataEdges& edges) const {
    const auto value = number_of<double>(text);
    if (!value || !std::isfinite(*value)) {
      fail(fmt::format("edges {}: {}: expected a number, got \"{}\"", edges.population, column,
                       text));
    }
    return *value;
  }

  bool all_times_are_whole() const {
    for (const ImportedCells& cells : cells_) {
      for (const auto& [time, neuron] : cells.spikes) {
        if (!is_whole(time, tick_)) return false;
      }
    }
    for (const SonataEdges& edges : edges_) {
      for (std::size_t k = 0; k < edges.type.size(); ++k) {
        const double delay = delay_of(edges, k);
        if (!std::isnan(delay) && !is_whole(delay, tick_)) return false;
      }
    }
    return true;
  }

  void translate(ImportedCells& cells) {
    model_.notes.push_back(fmt::format("{} node(s) {} of {} are {} neuron(s) 0 to {} of {}",
                                       cells.nodes.size(), ranges_of(cells.nodes), cells.population,
                                       cells.nodes.size(), cells.nodes.size() - 1, cells.name));
    if (cells.is_virtual) return;
    std::map<std::string, double> parameters;
    if (const std::string name = property(cells.properties, "dynamics_params"); !name.empty()) {
      parameters = read_sonata_parameters(config_.neuron_parameters / name);
    }
    const std::string model = property(cells.properties, "model_template");
    cells.neuron = import_neuron(model, parameters, tick_);
    if (cells.neuron) return;
    fail(
        fmt::format("population {}: no model of ours has the dynamics of model_template \"{}\", "
                    "model_type \"{}\" (known: nrn:IntFire1, nest:iaf_psc_delta, "
                    "nest:iaf_psc_exp, nest:iaf_psc_alpha)",
                    cells.population, model, property(cells.properties, "model_type")));
  }

  const NodePlace& place_of(const SonataEdges& edges, const std::string& population,
                            std::uint64_t node) const {
    const auto found = places_.find(population);
    if (found == places_.end()) {
      fail(fmt::format("edges {}: no population \"{}\"", edges.population, population));
    }
    if (node >= found->second.size()) {
      fail(fmt::format("edges {}: expected a node below {} of {}, got {}", edges.population,
                       found->second.size(), population, node));
    }
    return found->second[node];
  }

  /// The factor that an edge type's synapse file has: 1 or -1.
  double sign_of(const std::map<std::string, std::string>& type) const {
    const std::string name = property(type, "dynamics_params");
    if (name.empty()) return 1.0;
    const auto parameters = read_sonata_parameters(config_.synapse_parameters / name);
    const auto sign = parameters.find("sign");
    return sign == parameters.end() ? 1.0 : sign->second;
  }

  void add_edges(const SonataEdges& edges) {
    for (const std::string& what : edges.dropped) drop(what);
    std::map<std::uint64_t, double> signs;
    for (const auto& [id, type] : edges.types) {
      signs[id] = sign_of(type);
      const std::string function = property(type, "weight_function");
      if (!function.empty() && function != "wmax") drop("weight_function " + function);
      const std::string model = property(type, "model_template");
      if (!model.empty() && model != "static_synapse") {
        fail(fmt::format("edges {}: no synapse of ours is a \"{}\"", edges.population, model));
      }
    }
    // By source, target, channel.
    std::map<std::array<std::size_t, 3>, ImportedEdges> lists;
    for (std::size_t k = 0; k < edges.type.size(); ++k) {
      const NodePlace& source = place_of(edges, edges.source, edges.source_node[k]);
      const NodePlace& target = place_of(edges, edges.target, edges.target_node[k]);
      const ImportedCells& cells = cells_[target.cells];
      if (!cells.neuron) fail(fmt::format("edges {}: onto a virtual node", edges.population));
      const double weight = weight_of(edges, k) * signs.at(edges.type[k]);
      if (!std::isfinite(weight)) {
        fail(fmt::format("edges {}: edge {}: expected a finite weight", edges.population, k));
      }
      const bool inh = cells.neuron->has_two_channels && weight < 0.0;
      ImportedEdges& list = lists[{source.cells, target.cells, inh ? std::size_t{1} : 0}];
      list.unit = cells.neuron->unit;
      list.source.push_back(source.index);
      list.target.push_back(target.index);
      list.weight.push_back(weight);
      list.delay.push_back(stated_delay(edges, k));
    }
    for (auto& [key, list] : lists) add_projection(edges, key, std::move(list));
  }

  double weight_of(const SonataEdges& edges, std::size_t k) const {
    double weight = edges.weight[k];
    if (std::isnan(weight)) {
      weight = number(property(edges.types.at(edges.type[k]), "syn_weight"), "syn_weight", edges);
    }
    return std::isnan(edges.synapses[k]) ? weight : weight * edges.synapses[k];
  }

  double stated_delay(const SonataEdges& edges, std::size_t k) {
    const double delay = delay_of(edges, k);
    if (std::isnan(delay)) {
      lose(fmt::format("approximated: delays of {}, which doesn't say any: {} ms", edges.population,
                       default_delay));
      return default_delay;
    }
    if (delay < 0.0 || !std::isfinite(delay)) {
      fail(fmt::format("edges {}: edge {}: expected a delay >= 0, got {}", edges.population, k,
                       delay));
    }
    if (delay >= tick_ * 0.5) return delay;
    lose(fmt::format("approximated: delays of {} below a tick: {} ms", edges.population, tick_));
    return tick_;
  }

  void add_projection(const SonataEdges& edges, const std::array<std::size_t, 3>& key,
                      ImportedEdges list) {
    const ImportedCells& source = cells_[key[0]];
    const ImportedCells& target = cells_[key[1]];
    list.name = fmt::format("{}_{}_to_{}", key_of(edges.population), source.name, target.name);
    std::string channel;
    if (target.neuron->has_two_channels) {
      channel = key[2] == 1 ? "inh" : "exc";
      list.name += "_" + channel;
      channel = fmt::format(", channel: {}", channel);
    }
    list.name = unique(list.name);
    std::string delay;
    if (std::ranges::adjacent_find(list.delay, std::ranges::not_equal_to{}) == list.delay.end()) {
      delay = fmt::format(", delay: {} ms", list.delay.front());
      list.delay.clear();
    }
    projections_ += fmt::format(
        "  - {{name: {}, from: {}, to: {}, connect: {{rule: from_file, file: {}, group: "
        "/{}}}{}{}}}\n",
        list.name, source.name, target.name, edge_file_, list.name, delay, channel);
    model_.edges.push_back(std::move(list));
  }

  void write_yaml() {
    std::string& yaml = model_.yaml;
    yaml = fmt::format(
        "# Imported from SONATA.\nname: {}\nduration: {} ms\nresolution: {} ms\n"
        "populations:\n",
        key_of(file_.stem().string()), config_.duration, tick_);
    std::vector<std::string> recorded;
    for (const ImportedCells& cells : cells_) {
      yaml += cells.is_virtual
                  ? spike_list(cells)
                  : fmt::format("  {}: {{model: {}, size: {}, parameters: {{{}}}}}\n", cells.name,
                                cells.neuron->model, cells.nodes.size(), cells.neuron->parameters);
      if (!cells.is_virtual) recorded.push_back(cells.name);
    }
    if (!projections_.empty()) yaml += "projections:\n" + projections_;
    std::string stimuli;
    for (const SonataInput& input : config_.inputs) {
      if (input.is_current) stimuli += current(input);
    }
    if (!stimuli.empty()) yaml += "stimuli:\n" + stimuli;
    yaml += fmt::format("record: {{spikes: [{}]}}\n", fmt::join(recorded, ", "));
  }

  std::string spike_list(const ImportedCells& cells) {
    std::string times, neurons;
    std::size_t early = 0;
    for (const auto& [time, neuron] : cells.spikes) {
      if (time < 0.5 * tick_) {
        ++early;
        continue;
      }
      const char* comma = times.empty() ? "" : neurons.size() % 16 == 0 ? ",\n      " : ", ";
      times += fmt::format("{}{} ms", comma, time);
      neurons += fmt::format("{}{}", comma, neuron);
    }
    if (early > 0) drop(fmt::format("{} spikes of {} before the first tick", early, cells.name));
    return fmt::format(
        "  {}:\n    model: spike_list\n    size: {}\n    parameters:\n      times: [{}]\n"
        "      neurons: [{}]\n",
        cells.name, cells.nodes.size(), times, neurons);
  }

  std::string current(const SonataInput& input) {
    std::string text;
    bool found = false;
    for (const ImportedCells& cells : cells_) {
      std::vector<std::size_t> neurons;
      for (std::size_t k = 0; k < cells.nodes.size(); ++k) {
        if (matches(input.nodes, cells, cells.nodes[k])) neurons.push_back(k);
      }
      if (cells.is_virtual || neurons.empty()) continue;
      found = true;
      if (!cells.neuron->takes_current) {
        drop(fmt::format("input {} into {}, whose model takes no current", input.name, cells.name));
        continue;
      }
      const bool all = neurons.size() == cells.nodes.size();
      text += fmt::format(
          "  {}: {{source: constant_current, to: {}, amplitude: {} pA, start: {} ms, stop: {} "
          "ms{}}}\n",
          unique(key_of(input.name) + "_" + cells.name), cells.name, input.amplitude, input.start,
          input.stop, all ? "" : fmt::format(", neurons: [{}]", fmt::join(neurons, ", ")));
    }
    if (!found) drop(fmt::format("input {}, which is for no node that there is", input.name));
    return text;
  }

  std::filesystem::path file_;
  SonataConfig config_;
  std::string edge_file_;
  double tick_ = 0.0;  ///< [ms]
  std::vector<ImportedCells> cells_;
  std::map<std::string, std::vector<NodePlace>> places_;  ///< population → node → where it went
  std::vector<SonataEdges> edges_;
  std::string projections_;
  std::set<std::string> told_, names_;
  ImportedModel model_;
};

}  // namespace

ImportedModel import_sonata(const std::filesystem::path& config, const std::string& edge_file) {
  return Importer(config, edge_file).import();
}

std::size_t synapses_of(const std::vector<ImportedEdges>& edges) {
  std::size_t count = 0;
  for (const ImportedEdges& list : edges) count += list.source.size();
  return count;
}

void write_imported_edges(const std::vector<ImportedEdges>& edges,
                          const std::filesystem::path& name) {
  Hdf5File file(name, Hdf5File::Mode::create);
  for (const ImportedEdges& list : edges) {
    const std::string group = "/" + list.name;
    file.write_vector(group + "/source", list.source);
    file.write_vector(group + "/target", list.target);
    file.write_vector(group + "/weight", list.weight);
    file.write_attribute(group + "/weight", "units", list.unit);
    if (list.delay.empty()) continue;
    file.write_vector(group + "/delay", list.delay);
    file.write_attribute(group + "/delay", "units", "ms");
  }
  file.close();
}

}  // namespace meniscus
