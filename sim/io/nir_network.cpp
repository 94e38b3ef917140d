#include "sim/io/nir_network.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "sim/core/format.hpp"
#include "sim/io/nir_layers.hpp"
#include "sim/io/nir_signals.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_sets = 64;  ///< populations a node may be cut into

/// Makes the network of a graph.
class NetworkMaker {
 public:
  NetworkMaker(const NirGraph& graph, const NirOptions& options)
      : graph_(graph), options_(options), tracer_(graph) {}

  NirNetwork make() {
    network_.notes = graph_.notes;
    require_few_neurons();
    for (std::size_t id = 0; id < graph_.nodes.size(); ++id) {
      if (tracer_.is_cell(id)) add_cell(id);
    }
    if (places_.empty()) throw_empty();
    for (std::size_t id = 0; id < graph_.nodes.size(); ++id) {
      if (graph_.nodes[id].type == "Output") add_output(id);
    }
    find_links();
    const NirLayers layers = nir_layers(links_, delays_);
    for (const auto& [id, place] : places_) {
      if (!is_input(id)) connect(id, layers);
    }
    tell_about_time();
    return std::move(network_);
  }

 private:
  /// Where the entries of a node are: population and neuron.
  struct Place {
    std::vector<std::size_t> population;
    std::vector<std::uint32_t> neuron;
  };

  bool is_input(std::size_t id) const { return graph_.nodes[id].type == "Input"; }

  [[noreturn]] void throw_empty() const {
    graph_.fail({.name = "root", .type = "NIRGraph"}, "expected neurons, found none");
  }

  void require_few_neurons() const {
    std::uint64_t neurons = 0;
    for (std::size_t id = 0; id < graph_.nodes.size(); ++id) {
      if (tracer_.is_cell(id)) neurons += tracer_.cell_shape(id).size();
      if (neurons > most_nir_neurons) {
        graph_.fail(graph_.nodes[id], fmt::format("more than {} neurons in all", most_nir_neurons));
      }
    }
  }

  /// A node's name as a population's, of letters, digits, _ and -, that none has yet.
  std::string free_name(const NirNode& node) {
    std::string name = node.name;
    for (char& c : name) {
      const auto byte = static_cast<unsigned char>(c);
      if (!(byte < 128 && std::isalnum(byte)) && c != '-') c = '_';
    }
    if (name.empty() || !std::isalpha(static_cast<unsigned char>(name[0]))) {
      std::string type = node.type;
      std::ranges::transform(type, type.begin(), [](unsigned char c) { return std::tolower(c); });
      name = type + "_" + name;
    }
    std::string free = name;
    for (int k = 2; !names_.insert(free).second; ++k) free = fmt::format("{}_{}", name, k);
    return free;
  }

  void add_cell(std::size_t id) {
    const NirNode& node = graph_.nodes[id];
    const std::uint64_t size = tracer_.cell_shape(id).size();
    if (!is_input(id)) {
      add_populations(id, nir_cells(graph_, node, size, options_));
      return;
    }
    add_populations(id, std::vector<NirCell>(size));
    network_.populations.back().kind = NirPopulation::Kind::input;
  }

  /// A population for every set of parameters.
  void add_populations(std::size_t id, const std::vector<NirCell>& cells) {
    const NirNode& node = graph_.nodes[id];
    const std::set<NirCell> sets(cells.begin(), cells.end());
    if (sets.size() > most_sets) {
      graph_.fail(node, fmt::format("expected neurons of at most {} different sets of parameters, "
                                    "got {}",
                                    most_sets, sets.size()));
    }
    const std::string name = free_name(node);
    std::map<NirCell, std::size_t> population;
    Place& place = places_[id];
    for (std::uint32_t k = 0; k < cells.size(); ++k) {
      const auto [found, is_new] = population.emplace(cells[k], network_.populations.size());
      if (is_new) {
        const std::string part =
            sets.size() == 1
                ? name
                : free_name({fmt::format("{}_{}", name, population.size()), node.type});
        network_.populations.push_back({.name = part, .cell = cells[k]});
      }
      NirPopulation& members = network_.populations[found->second];
      place.population.push_back(found->second);
      place.neuron.push_back(static_cast<std::uint32_t>(members.members.size()));
      members.members.push_back(k);
    }
    if (sets.size() > 1) {
      network_.notes.push_back(
          fmt::format("{}: {} sets of parameters, a population each", node.name, sets.size()));
    }
  }

  /// An output shows a population; what no neuron takes becomes the potential of a readout.
  void add_output(std::size_t id) {
    const NirSignal& signal = tracer_.arriving(id);
    if (signal.from.empty() && signal.bias.empty()) return;
    if (!signal.direct) {
      add_populations(id, std::vector<NirCell>(signal.shape.size(), nir_readout(options_)));
    }
    const std::size_t shown = signal.direct ? signal.from.begin()->first : id;
    for (const std::size_t p : places_[shown].population) network_.populations[p].readout = true;
  }

  void find_links() {
    for (const auto& [id, place] : places_) {
      auto& sources = links_[id];
      if (is_input(id)) continue;
      sources.push_back(nir_beginning);
      for (const auto& [source, weights] : tracer_.arriving(id).from) {
        sources.push_back(source);
        std::int64_t least = weights.empty() ? 0 : std::numeric_limits<std::int64_t>::max();
        for (const NirWeight& w : weights) least = std::min(least, whole_steps(w, id));
        delays_[{source, id}] = least;
      }
    }
  }

  double steps(const NirWeight& w) const { return w.delay * options_.time_unit / options_.dt; }

  std::int64_t whole_steps(const NirWeight& w, std::size_t target) const {
    if (steps(w) > 1e9) graph_.fail(graph_.nodes[target], "a delay of more than 1e9 steps");
    return std::llround(steps(w));
  }

  void connect(std::size_t id, const NirLayers& layers) {
    const NirNode& node = graph_.nodes[id];
    const NirSignal& signal = tracer_.arriving(id);
    const Place& place = places_[id];
    if (signal.from.empty() && signal.bias.empty()) return;
    if (signal.shape.size() != place.neuron.size()) {
      graph_.fail(node, fmt::format("expected {} inputs, got shape ({})", place.neuron.size(),
                                    fmt::join(signal.shape.extents, ", ")));
    }
    for (const auto& [source, weights] : signal.from) {
      if (!network_.populations[places_[source].population[0]].spikes()) {
        graph_.fail(graph_.nodes[source],
                    fmt::format("leads to {}, but only spikes can be sent on", node.name));
      }
      connect(source, id, weights, layers);
    }
    if (!signal.bias.empty()) connect_bias(place, signal.bias, layers.depth.at(id));
  }

  void connect(std::size_t source, std::size_t target, const std::vector<NirWeight>& weights,
               const NirLayers& layers) {
    const Place &from = places_[source], &to = places_[target];
    std::int64_t late = 0;
    for (const NirWeight& w : weights) {
      const std::int64_t rounded = whole_steps(w, target);
      off_the_step_ = std::max(off_the_step_, std::abs(steps(w) - static_cast<double>(rounded)));
      const std::int64_t ticks = layers.ticks(source, target, rounded);
      late = std::max(late, 1 - ticks);
      add_edge(from.population[w.source], to.population[w.target],
               {from.neuron[w.source], to.neuron[w.target], w.weight},
               std::max<std::int64_t>(ticks, 1));
    }
    if (late > 0) {
      network_.notes.push_back(
          fmt::format("{} to {} closes a loop over several layers: its spikes come {} steps later",
                      graph_.nodes[source].name, graph_.nodes[target].name, late));
    }
  }

  /// The bias neuron fires at every tick from the first on, when the first input can spike.
  void connect_bias(const Place& place, const std::vector<double>& bias, std::int64_t depth) {
    if (bias_ == 0) {
      bias_ = network_.populations.size();
      network_.populations.push_back({.name = free_name({.name = "bias", .type = "bias"}),
                                      .kind = NirPopulation::Kind::bias,
                                      .members = {0}});
    }
    for (std::size_t k = 0; k < bias.size(); ++k) {
      if (bias[k] == 0.0) continue;
      add_edge(bias_, place.population[k], {0, place.neuron[k], bias[k]}, depth);
    }
  }

  void add_edge(std::size_t source, std::size_t target, const NirWeight& edge, std::int64_t ticks) {
    if (edge.weight == 0.0) return;
    const auto [found, is_new] =
        projections_.emplace(std::pair(source, target), network_.projections.size());
    if (is_new) {
      network_.projections.push_back(
          {.name = network_.populations[source].name + "_to_" + network_.populations[target].name,
           .source = source,
           .target = target});
    }
    EdgeList& edges = network_.projections[found->second].edges;
    edges.source.push_back(edge.source);
    edges.target.push_back(edge.target);
    edges.weight.push_back(edge.weight);
    edges.delay.push_back(static_cast<double>(ticks) * options_.dt);
  }

  void tell_about_time() {
    bool above = false, below = false;
    for (const NirNode& node : graph_.nodes) {
      for (const auto& [name, parameter] : node.parameters) {
        if (!name.starts_with("tau")) continue;
        for (const double tau : parameter.values) (tau > 1.0 ? above : below) = true;
      }
    }
    if (above && !below && options_.time_unit == 1e3) {
      network_.notes.push_back(
          "all time constants are above 1 s: if they are milliseconds, say --nir-time-unit ms");
    }
    if (off_the_step_ > 1e-6) {
      network_.notes.push_back(
          fmt::format("delays were rounded to whole steps, by up to {:.3g} steps", off_the_step_));
    }
  }

  const NirGraph& graph_;
  const NirOptions& options_;
  NirTracer tracer_;
  std::map<std::size_t, Place> places_ = {};
  NirLinks links_{{nir_beginning, {}}};
  NirDelays delays_ = {};
  std::set<std::string> names_ = {};
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> projections_ = {};
  std::size_t bias_ = 0;  ///< its population; 0: none yet, since the first one is no bias
  double off_the_step_ = 0.0;
  NirNetwork network_ = {};
};

}  // namespace

NirNetwork nir_network(const NirGraph& graph, const NirOptions& options) {
  return NetworkMaker(graph, options).make();
}

}  // namespace meniscus
