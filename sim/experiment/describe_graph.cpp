#include "sim/experiment/describe_graph.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "sim/config/quantity.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/network/small_worldness.hpp"
#include "sim/network/weight_matrix.hpp"

namespace meniscus {

namespace {

constexpr std::uint64_t most_matrix_entries = 100'000'000;
constexpr std::uint64_t most_exported = 10'000'000;

bool is_dot(const std::filesystem::path& file) {
  return file.extension() == ".dot" || file.extension() == ".gv";
}

/// How many neurons have how many synapses, in classes that double: "0: 3, 1: 4, 2-3: 20".
std::string histogram(std::span<const std::uint64_t> degrees) {
  std::vector<std::uint64_t> counts;
  for (const std::uint64_t degree : degrees) {
    const auto bin = static_cast<std::size_t>(std::bit_width(degree));
    if (counts.size() <= bin) counts.resize(bin + 1, 0);
    ++counts[bin];
  }
  std::string text;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    if (counts[bin] == 0) continue;
    const std::uint64_t low = bin == 0 ? 0 : std::uint64_t{1} << (bin - 1);
    const std::uint64_t high = bin == 0 ? 0 : 2 * low - 1;
    const std::string range =
        low == high ? fmt::format("{}", low) : fmt::format("{}-{}", low, high);
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", range, counts[bin]);
  }
  return text;
}

void add_degrees(std::string& text, const Topology& graph, const NetworkBuilder& network) {
  const auto all_in = graph.all_in_degrees();
  const auto all_out = graph.all_out_degrees();
  std::size_t first = 0;
  for (std::size_t p = 0; p < network.populations().size(); ++p) {
    const Population& population = network.populations()[p];
    const DegreeStatistics in = graph.in_degrees(p);
    const DegreeStatistics out = graph.out_degrees(p);
    text += fmt::format(
        "  {}: in-degree {:.1f} +- {:.1f} ({}..{}), out-degree {:.1f} +- {:.1f} ({}..{})\n",
        population.name, in.mean, in.sd, in.min, in.max, out.mean, out.sd, out.min, out.max);
    text += fmt::format("    neurons by in-degree: {}\n    neurons by out-degree: {}\n",
                        histogram(std::span(all_in).subspan(first, population.size)),
                        histogram(std::span(all_out).subspan(first, population.size)));
    first += population.size;
  }
}

/// "" for all neurons, else how many were drawn.
std::string sample_text(std::uint32_t drawn, std::uint32_t all, std::string_view word) {
  return drawn == all ? "" : fmt::format(" ({} {} drawn neurons)", word, drawn);
}

void add_shape(std::string& text, const Topology& graph) {
  const Topology undirected = graph.undirected();
  const Clustering clustering = undirected.clustering();
  text += fmt::format("  clustering coefficient: {:.4g}, transitivity {:.4g}{}\n",
                      clustering.mean_local, clustering.transitivity,
                      sample_text(clustering.neurons, graph.neurons(), "of"));
  const PathLengths paths = graph.path_lengths();
  text += fmt::format(
      "  mean path length: {:.4g} synapses, longest {}, {:.4g} % of the pairs joined{}\n",
      paths.mean, paths.longest, 100.0 * paths.joined,
      sample_text(paths.sources, graph.neurons(), "from"));
  const SmallWorldness world = small_worldness(undirected);
  if (std::isnan(world.value())) return;
  text += fmt::format(
      "  small-worldness: {:.4g} (both ways: clustering {:.4g}, path length {:.4g}; random graph: "
      "{:.4g}, {:.4g})\n",
      world.value(), world.clustering, world.path_length, world.random_clustering,
      world.random_path_length);
}

/// Every population's first neuron among all.
std::vector<std::uint32_t> first_neurons(const NetworkBuilder& network) {
  std::vector<std::uint32_t> first{0};
  for (const Population& population : network.populations()) {
    first.push_back(first.back() + population.size);
  }
  return first;
}

Unit unit_of(const NetworkBuilder& network, const Projection& projection) {
  return network.populations()[projection.target].neurons->channels()[projection.channel].unit;
}

/// The weights of all synapses between all neurons.
struct WeightMatrix {
  EdgeTable edges;
  std::vector<double> weight = {};
};

WeightMatrix weight_matrix(const NetworkBuilder& network) {
  const auto first = first_neurons(network);
  std::vector<Synapses> synapses;
  std::vector<std::vector<double>> weights;
  for (std::size_t p = 0; p < network.projections().size(); ++p) {
    synapses.push_back(network.synapses(p));
    weights.push_back(weights_of(synapses.back()));
  }
  WeightMatrix matrix;
  for (std::size_t source = 0; source + 1 < first.size(); ++source) {
    for (std::uint32_t neuron = 0; neuron < first[source + 1] - first[source]; ++neuron) {
      for (std::size_t p = 0; p < synapses.size(); ++p) {
        const Projection& projection = network.projections()[p];
        if (projection.source != source) continue;
        const EdgeTable& edges = synapses[p].edges;
        for (auto k = edges.row_begin[neuron]; k < edges.row_begin[neuron + 1]; ++k) {
          matrix.edges.target.push_back(first[projection.target] + edges.target[k]);
          matrix.weight.push_back(weights[p][k]);
        }
      }
      matrix.edges.row_begin.push_back(matrix.edges.target.size());
    }
  }
  return matrix;
}

std::string spectral_radius_text(const NetworkBuilder& network, const Topology& graph) {
  if (network.projections().empty()) return "0";
  const Unit unit = unit_of(network, network.projections().front());
  for (const Projection& projection : network.projections()) {
    if (unit_of(network, projection) == unit) continue;
    return fmt::format("none, since weights are in {} and in {}", unit.symbol,
                       unit_of(network, projection).symbol);
  }
  if (graph.synapses() > most_matrix_entries) {
    return fmt::format("not sought in more than {} synapses", most_matrix_entries);
  }
  const WeightMatrix matrix = weight_matrix(network);
  const auto radius = spectral_radius(matrix.edges, matrix.weight);
  if (!radius) return "not found: too many eigenvalues have nearly the same modulus";
  return fmt::format("{:.6g} {}", *radius / unit.scale, unit.symbol);
}

}  // namespace

std::string describe_graph(const Specification& specification) {
  const NetworkBuilder& network = specification.network;
  const Topology graph = topology(network);
  const Components weak = graph.weak_components();
  const Components strong = graph.strong_components();
  std::string text =
      fmt::format("graph\n  components: {} weak (largest {}), {} strong (largest {})\n", weak.count,
                  weak.largest, strong.count, strong.largest);
  add_degrees(text, graph, network);
  add_shape(text, graph);
  text +=
      fmt::format("  spectral radius of the weights: {}\n", spectral_radius_text(network, graph));
  if (!specification.classify) return text;
  const ClassifySpec& classify = *specification.classify;
  text += fmt::format("  the input reaches {:.1f} % of {}\n",
                      100.0 * graph.reachable_fraction(classify.input, classify.liquid),
                      network.populations()[classify.liquid].name);
  return text;
}

PropertyGraph property_graph(const NetworkBuilder& network) {
  PropertyGraph graph;
  for (PopulationId p = 0; p < network.populations().size(); ++p) {
    const Population& population = network.populations()[p];
    const Placement& placement = network.placement(p);
    for (std::uint32_t neuron = 0; neuron < population.size; ++neuron) {
      GraphNode node{.population = population.name, .neuron = neuron, .position = {}};
      if (!placement.inhibitory.empty()) node.inhibitory = placement.inhibitory[neuron] != 0;
      if (!placement.positions.empty()) node.position = placement.positions[neuron];
      graph.nodes.push_back(std::move(node));
    }
  }
  const auto first = first_neurons(network);
  for (std::size_t p = 0; p < network.projections().size(); ++p) {
    const Projection& projection = network.projections()[p];
    const double scale = unit_of(network, projection).scale;
    const Synapses synapses = network.synapses(p);
    const std::vector<double> weights = weights_of(synapses);
    const EdgeTable& edges = synapses.edges;
    if (graph.edges.size() + edges.size() > most_exported) {
      throw ConfigError(fmt::format("a graph file holds at most {} synapses; this network has more",
                                    most_exported));
    }
    for (std::uint32_t source = 0; source < edges.sources(); ++source) {
      for (auto k = edges.row_begin[source]; k < edges.row_begin[source + 1]; ++k) {
        const std::int64_t ticks = synapses.delays[synapses.delay.empty() ? 0 : synapses.delay[k]];
        graph.ends.emplace_back(first[projection.source] + source,
                                first[projection.target] + edges.target[k]);
        graph.edges.push_back(
            {projection.name, weights[k] / scale, network.resolution().ms(Time{ticks})});
      }
    }
  }
  return graph;
}

void check_graph_file(const std::filesystem::path& file, bool overwrite) {
  if (file.extension() != ".graphml" && !is_dot(file)) {
    throw ConfigError(
        fmt::format("{}: expected a file .graphml, .dot or .gv by its name", file.string()));
  }
  if (overwrite || !std::filesystem::exists(file)) return;
  throw ConfigError(fmt::format("{} exists (use --overwrite to replace it)", file.string()));
}

void write_graph(const NetworkBuilder& network, const std::filesystem::path& file) {
  const PropertyGraph graph = property_graph(network);
  const std::filesystem::path temporary = file.string() + ".tmp";
  std::ofstream out(temporary, std::ios::binary);
  if (is_dot(file)) {
    write_dot(out, graph);
  } else {
    write_graphml(out, graph);
  }
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(temporary, file, error);
  if (out && !error) return;
  std::filesystem::remove(temporary, error);
  throw IoError(fmt::format("{}: can't be written", file.string()));
}

}  // namespace meniscus
