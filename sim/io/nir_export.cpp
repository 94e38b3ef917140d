#include "sim/io/nir_export.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>

#include "sim/config/quantity.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/nir_branches.hpp"
#include "sim/io/nir_layers.hpp"
#include "sim/io/nir_losses.hpp"
#include "sim/network/weight_matrix.hpp"

namespace meniscus {

namespace {

/// The first spike of a population that is biases [ms].
double first_spike(const Population& population) {
  const auto parameters = population.neurons->parameters();
  return std::ranges::find(parameters, "first", &FieldInfo::name)->default_value;
}

bool is_neurons(const Population& population) { return population.neurons->model() == nir_model; }

/// Makes the graph of a network.
class GraphMaker {
 public:
  GraphMaker(const NetworkBuilder& network, const NirOptions& options, std::uint64_t most_weights)
      : network_(network), options_(options), most_weights_(most_weights) {}

  NirExport make() {
    rank_populations();
    for (std::size_t p = 0; p < network_.projections().size(); ++p) read_projection(p);
    for (std::size_t k = 0; k < order_.size(); ++k) add_cell(k);
    place_layers();
    for (const NirBundle& bundle : bundles_) add(bundle);
    for (const auto& [target, bias] : biases_) {
      lose("dropped: biases of {}: no weights lead to it", of(target).name);
    }
    add_outputs();
    std::ranges::sort(result_.graph.edges);
    tell();
    return std::move(result_);
  }

 private:
  const Population& of(std::size_t rank) const { return network_.populations()[order_[rank]]; }

  template <class... Arguments>
  void lose(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    result_.losses.push_back(fmt::format(text, std::forward<Arguments>(arguments)...));
  }

  bool is_bias(const Population& population) const {
    return is_nir_bias(population, network_.resolution());
  }

  /// Nodes are ranked by name, as a reader finds them.
  void rank_populations() {
    const auto& populations = network_.populations();
    for (PopulationId p = 0; p < populations.size(); ++p) {
      if (!is_bias(populations[p])) order_.push_back(p);
      names_.insert(populations[p].name);
    }
    std::ranges::sort(order_, {}, [&](PopulationId p) { return populations[p].name; });
    rank_.resize(populations.size());
    for (std::size_t k = 0; k < order_.size(); ++k) rank_[order_[k]] = k;
    const auto neurons =
        std::ranges::count_if(order_, [&](PopulationId p) { return is_neurons(populations[p]); });
    if (neurons == 0) throw ConfigError("expected neurons, found none");
    if (static_cast<std::size_t>(neurons) == order_.size()) {
      throw ConfigError(
          "expected a population of a source, e.g. a spike_list, to be the graph's "
          "Input; found none");
    }
  }

  std::string free_name(std::string name) {
    std::ranges::replace(name, '/', '_');
    std::string free = name;
    for (int k = 2; !names_.insert(free).second; ++k) free = fmt::format("{}_{}", name, k);
    return free;
  }

  void read_projection(std::size_t id) {
    const Projection& projection = network_.projections()[id];
    const Population& source = network_.populations()[projection.source];
    if (is_neurons(source) && !nir_cell(*source.neurons).spiking) {
      lose("dropped: {}: {} never spikes", projection.name, source.name);
      return;
    }
    NirBundle bundle{projection.name, rank_[projection.source], rank_[projection.target],
                     weights_of_projection(id)};
    if (bundle.weights.empty()) return;
    if (is_bias(source)) {
      add_bias(bundle, network_.resolution().ticks(first_spike(source)).ticks);
    } else {
      bundles_.push_back(std::move(bundle));
    }
  }

  /// Those other than 0, with their delays in ticks.
  std::vector<NirWeight> weights_of_projection(std::size_t id) const {
    const Synapses synapses = network_.synapses(id);
    const std::vector<double> weights = weights_of(synapses);
    std::vector<NirWeight> result;
    for (std::uint32_t source = 0; source < synapses.edges.sources(); ++source) {
      for (auto k = synapses.edges.row_begin[source]; k < synapses.edges.row_begin[source + 1];
           ++k) {
        if (weights[k] == 0.0) continue;
        const auto ticks = synapses.delays[synapses.delay.empty() ? 0 : synapses.delay[k]];
        result.push_back(
            {source, synapses.edges.target[k], weights[k], static_cast<double>(ticks)});
      }
    }
    return result;
  }

  void add_bias(const NirBundle& bundle, std::int64_t first) {
    std::vector<double>& bias = biases_[bundle.target];
    bias.resize(of(bundle.target).size, 0.0);
    for (const NirWeight& w : bundle.weights) {
      bias[w.target] += w.weight;
      bias_begins_[bundle.target].insert(first + static_cast<std::int64_t>(w.delay));
    }
  }

  std::size_t add_node(NirNode node, std::string name) {
    node.name = std::move(name);
    result_.graph.nodes.push_back(std::move(node));
    return result_.graph.nodes.size() - 1;
  }

  static NirNode end(std::string_view type, std::uint32_t size) {
    NirNode node{.name = {}, .type = std::string(type)};
    node.parameters["shape"] = {.shape = {1}, .values = {static_cast<double>(size)}};
    return node;
  }

  bool is_readout(std::size_t rank) const {
    return is_neurons(of(rank)) && nir_cell(*of(rank).neurons) == nir_readout(options_);
  }

  /// What is only the sum of its inputs is an Output as it is.
  void add_cell(std::size_t rank) {
    const Population& population = of(rank);
    NirNode node = !is_neurons(population) ? end("Input", population.size)
                   : is_readout(rank)
                       ? end("Output", population.size)
                       : nir_node(nir_cell(*population.neurons), population.size, options_);
    result_.notes.push_back(
        fmt::format("{}: {} of {}", population.name, node.type, population.size));
    add_node(std::move(node), population.name);  // whose index is the rank
  }

  /// A layer comes after another one only if some synapse from there takes no more than a tick, and
  /// none less than the layers it crosses: so a reader finds the same places (nir_layers).
  void place_layers() {
    for (std::size_t k = 0; k < order_.size(); ++k) {
      auto& sources = links_[k];
      if (is_neurons(of(k))) sources.push_back(nir_beginning);
    }
    for (const NirBundle& bundle : bundles_) links_[bundle.target].push_back(bundle.source);
    layers_ = nir_layers(links_);
    while (lower_layers()) {
    }
    for (NirBundle& b : bundles_) {
      const auto crossed = layers_.depth[b.target] - layers_.depth[b.source];
      for (NirWeight& w : b.weights) w.delay -= static_cast<double>(crossed);
    }
    std::ranges::stable_sort(bundles_, {}, [&](const NirBundle& b) {
      return layers_.is_back(b.source, b.target);  // so that biases rather join the other ones
    });
  }

  /// Whether a layer had to be put further to the front.
  bool lower_layers() {
    std::map<std::size_t, std::int64_t> wanted, possible;
    for (const NirBundle& b : bundles_) {
      const bool back = layers_.is_back(b.source, b.target);
      const auto delay = static_cast<std::int64_t>(b.least_delay());
      const std::int64_t before = layers_.depth[b.source];
      if (!back && delay == 1) wanted[b.target] = std::max(wanted[b.target], before + 1);
      const auto [limit, is_new] = possible.emplace(b.target, before + delay - back);
      if (!is_new) limit->second = std::min(limit->second, before + delay - back);
    }
    bool lowered = false;
    for (std::size_t k = 0; k < order_.size(); ++k) {
      if (!is_neurons(of(k))) continue;
      std::int64_t depth = std::max<std::int64_t>(wanted[k], 1);
      if (const auto limit = possible.find(k); limit != possible.end()) {
        depth = std::min(depth, limit->second);
      }
      lowered = lowered || depth < layers_.depth[k];
      layers_.depth[k] = std::min(layers_.depth[k], depth);
    }
    return lowered;
  }

  void add(const NirBundle& bundle) {
    const NirExtents extents{of(bundle.source).size, of(bundle.target).size};
    const double implied = layers_.is_back(bundle.source, bundle.target) ? 1.0 : 0.0;
    for (const NirBranch& branch : nir_branches(bundle, extents, implied)) {
      std::size_t at = add_delay(bundle.source, bundle, branch.before);
      at = add_weights(at, bundle, branch.weights);
      at = add_delay(at, bundle, branch.after);
      result_.graph.edges.emplace_back(at, bundle.target);
    }
  }

  std::size_t follow(std::size_t before, NirNode node, const std::string& name) {
    const std::size_t id = add_node(std::move(node), free_name(name));
    result_.graph.edges.emplace_back(before, id);
    return id;
  }

  std::size_t add_delay(std::size_t before, const NirBundle& bundle, std::vector<double> delays) {
    if (delays.empty()) return before;
    for (double& delay : delays) delay *= options_.dt / options_.time_unit;
    NirNode node{.name = {}, .type = "Delay"};
    node.parameters["delay"] = {.shape = {delays.size()}, .values = std::move(delays)};
    return follow(before, std::move(node), bundle.name + "_delay");
  }

  std::size_t add_weights(std::size_t before, const NirBundle& bundle,
                          const std::vector<NirWeight>& weights) {
    NirMatrix matrix{.outputs = of(bundle.target).size, .inputs = of(bundle.source).size};
    dense_weights_ += matrix.entries();
    if (dense_weights_ > most_weights_) {
      throw ConfigError(fmt::format(
          "NIR holds weights densely: with projection {} ({} x {}) these are {}, more than {}; "
          "--allow-dense writes them nevertheless",
          bundle.name, matrix.outputs, matrix.inputs, dense_weights_, most_weights_));
    }
    matrix.weights = weights;
    NirNode node{.name = {}, .type = "Linear"};
    if (auto bias = biases_.extract(bundle.target)) {
      node.type = "Affine";
      node.parameters["bias"] = {.shape = {matrix.outputs}, .values = std::move(bias.mapped())};
    }
    matrix.node = follow(before, std::move(node), bundle.name);
    result_.matrices.push_back(std::move(matrix));
    return result_.matrices.back().node;
  }

  /// Shows what no other population listens to.
  void add_outputs() {
    std::vector<std::size_t> shown, neurons;
    std::size_t readouts = 0;
    for (std::size_t k = 0; k < order_.size(); ++k) {
      if (!is_neurons(of(k))) continue;
      neurons.push_back(k);
      readouts += is_readout(k);
      const bool is_heard = std::ranges::any_of(
          bundles_, [&](const NirBundle& b) { return b.source == k && b.target != k; });
      if (!is_heard && !is_readout(k)) shown.push_back(k);
    }
    if (shown.empty() && readouts == 0) shown = neurons;
    const bool one = shown.size() + readouts == 1;
    for (const std::size_t k : shown) {
      const std::string name = one ? "output" : of(k).name + "_output";
      follow(k, end("Output", of(k).size), name);
    }
  }

  void tell() {
    std::ranges::move(nir_losses(network_), std::back_inserter(result_.losses));
    tell_about_method();
    tell_about_biases();
  }

  /// NIR's equations have no steps and no method.
  void tell_about_method() {
    std::set<bool> exact;
    for (std::size_t k = 0; k < order_.size(); ++k) {
      const std::string& type = result_.graph.nodes[k].type;
      if (type.find('L') != type.npos) exact.insert(nir_cell(*of(k).neurons).exact);
    }
    if (exact.size() > 1) lose("dropped: which neurons are exact: some are, others aren't");
    result_.notes.push_back(fmt::format(
        "NIR holds no step and no method: --nir-dt '{}'{} reads it back",
        format_quantity(options_.dt, unit::ms), exact.contains(true) ? " --nir-method exact" : ""));
  }

  void tell_about_biases() {
    for (const auto& [target, begins] : bias_begins_) {
      const std::int64_t later = *begins.rbegin() - (1 + layers_.depth[target]);
      if (later == 0 && begins.size() == 1) continue;
      lose("approximated: biases of {} flow from the first step on, not {} ticks {}",
           of(target).name, std::abs(later), later < 0 ? "before" : "after it");
    }
  }

  const NetworkBuilder& network_;
  NirOptions options_;
  std::uint64_t most_weights_;
  std::uint64_t dense_weights_ = 0;
  NirExport result_ = {};
  std::set<std::string> names_ = {};
  std::vector<PopulationId> order_ = {};  ///< population of each rank
  std::vector<std::size_t> rank_ = {};    ///< rank of each population
  std::vector<NirBundle> bundles_ = {};
  NirLinks links_{{nir_beginning, {}}};
  NirLayers layers_ = {};
  std::map<std::size_t, std::vector<double>> biases_ = {};          ///< that no node holds yet
  std::map<std::size_t, std::set<std::int64_t>> bias_begins_ = {};  ///< ticks of the first arrival
};

}  // namespace

std::string nir_problem(const NeuronPopulation& neurons) {
  if (neurons.is_source() || neurons.model() == nir_model) return "";
  return fmt::format(
      "expected {} or a source, got \"{}\": NIR's neurons take inputs as currents that flow for a "
      "step, fire above the threshold and know nothing else",
      nir_model, neurons.model());
}

NirExport nir_export(const NetworkBuilder& network, const NirOptions& options,
                     std::uint64_t most_weights) {
  return GraphMaker(network, options, most_weights).make();
}

}  // namespace meniscus
