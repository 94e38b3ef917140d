// What NetworkBuilder does with edges, weights and delays that are listed rather than drawn while
// the network is built.
#include <algorithm>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {

void NetworkBuilder::check_geometry(PopulationId source, PopulationId target,
                                    const SynapseLaw& law) const {
  if (law.velocity > 0.0) {
    for (const PopulationId population : {source, target}) {
      if (!placements_[population].positions.empty()) continue;
      throw ConfigError(fmt::format("delays by distance: population {} needs positions",
                                    checked(population).name));
    }
  }
  if (!law.spectral_radius) return;
  if (source != target) {
    throw ConfigError(
        fmt::format("spectral_radius: expected a projection of a population to itself, got {} to "
                    "{}",
                    checked(source).name, checked(target).name));
  }
  if (law.plasticity) throw ConfigError("spectral_radius: weights that learn can't keep one");
}

Synapses NetworkBuilder::listed(PopulationId source, PopulationId target, ListedEdges edges,
                                const SynapseLaw& law, std::size_t projection) const {
  return list_synapses(std::move(edges), law,
                       {.ends = ends(source, target),
                        .weight_key = key(RandomDomain::weight, projection),
                        .delay_key = key(RandomDomain::delay, projection),
                        .resolution = network_.resolution});
}

void NetworkBuilder::check(PopulationId source, PopulationId target, const ListedEdges& edges,
                           const SynapseLaw& law) const {
  const EdgeTable& table = edges.edges;
  const std::uint32_t size = checked(target).size;
  if (table.row_begin.size() != checked(source).size + std::size_t{1} ||
      std::ranges::any_of(table.target, [size](std::uint32_t t) { return t >= size; })) {
    throw ConfigError(fmt::format("edges beyond the {} neurons of {} or the {} of {}",
                                  checked(source).size, checked(source).name, size,
                                  checked(target).name));
  }
  for (const std::size_t count : {edges.weight.size(), edges.delay.size()}) {
    if (count == 0 || count == table.size()) continue;
    throw ConfigError(fmt::format("expected {} weights and delays, got {}", table.size(), count));
  }
  check_law(source, target, with_lists(law, edges));
}

void NetworkBuilder::connect(PopulationId source, PopulationId target, ListedEdges edges,
                             SynapseLaw law, std::string name) {
  check(source, target, edges, law);
  law = with_lists(std::move(law), edges);
  Synapses synapses = listed(source, target, std::move(edges), law, network_.projections.size());
  connect(source, target, std::move(synapses), channel_index(target, law.channel, law.weight),
          std::move(name), learning_of(target, law));
}

void NetworkBuilder::connect(PopulationId source, PopulationId target, const ConnectionRule& rule,
                             const ListedEdges& stored, SynapseLaw law, std::string name) {
  check_connection(rule, ends(source, target));
  const StreamKey edge_key = key(RandomDomain::connectivity, network_.projections.size());
  connect(source, target, {meniscus::connect(rule, ends(source, target), edge_key)}, stored,
          std::move(law), std::move(name));
}

void NetworkBuilder::connect(PopulationId source, PopulationId target, ListedEdges edges,
                             const ListedEdges& stored, SynapseLaw law, std::string name) {
  edges.weight.clear();
  law = with_lists(with_lists(std::move(law), edges), stored);
  check(source, target, edges, law);
  Synapses synapses = listed(source, target, std::move(edges), law, network_.projections.size());
  put_weights(synapses, stored);
  connect(source, target, std::move(synapses), channel_index(target, law.channel, law.weight),
          std::move(name), learning_of(target, law));
}

Synapses NetworkBuilder::synapses(std::size_t projection) const {
  if (const auto* list = std::get_if<Synapses>(&requests_[projection])) return *list;
  const Projection& p = network_.projections[projection];
  return listed(p.source, p.target, {edges(projection)},
                std::get<DrawRequest>(requests_[projection]).law, projection);
}

}  // namespace meniscus
