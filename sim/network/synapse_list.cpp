#include "sim/network/synapse_list.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/network/synapse_source.hpp"
#include "sim/network/weight_matrix.hpp"

namespace meniscus {

namespace {

void add_weights(Synapses& synapses, const SynapseLaw& law, const SynapseContext& context) {
  const auto inhibitory = context.ends.source.inhibitory;
  if (shares_weights(law)) {
    synapses.row_weights = row_weights(law, {{}, {inhibitory.begin(), inhibitory.end()}});
    return;
  }
  const SynapseDraws draws{.weight_key = context.weight_key,
                           .weight = law.weight,
                           .inhibitory_weight = law.inhibitory_weight.value_or(law.weight)};
  const DrawnSynapses drawn(EdgeDrawer(EdgeTable{}), inhibitory, draws, context.resolution);
  const EdgeTable& edges = synapses.edges;
  synapses.weight.resize(edges.size());
  for (std::uint32_t source = 0; source < edges.sources(); ++source) {
    drawn.weights(
        source,
        std::span(synapses.weight).subspan(edges.row_begin[source], edges.row(source).size()));
  }
}

/// [ms]
std::vector<double> delays_of(const EdgeTable& edges, const SynapseLaw& law,
                              const SynapseContext& context) {
  std::vector<double> delays(edges.size());
  for (std::uint32_t source = 0; source < edges.sources(); ++source) {
    RandomStream stream(context.delay_key, source);
    for (auto k = edges.row_begin[source]; k < edges.row_begin[source + 1]; ++k) {
      delays[k] = draw(law.delay, stream) + law.dendritic_delay;
      if (law.velocity == 0.0) continue;
      delays[k] += std::sqrt(squared_distance(context.ends.source.positions[source],
                                              context.ends.target.positions[edges.target[k]])) /
                   law.velocity;
    }
  }
  return delays;
}

void set_delays(Synapses& synapses, std::span<const double> delays_ms,
                const SynapseContext& context) {
  std::vector<std::int64_t> ticks(delays_ms.size());
  std::ranges::transform(delays_ms, ticks.begin(),
                         [&](double ms) { return whole_ticks(context.resolution, ms); });
  std::vector<std::int64_t>& delays = synapses.delays;
  delays = ticks;
  std::ranges::sort(delays);
  delays.erase(std::unique(delays.begin(), delays.end()), delays.end());
  if (delays.empty()) delays = {1};
  if (delays.size() < 2) return;
  synapses.delay.resize(ticks.size());
  std::ranges::transform(ticks, synapses.delay.begin(), [&](std::int64_t delay) {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(synapses.delays, delay) -
                                      synapses.delays.begin());
  });
}

double largest_rounding(std::span<const double> delays_ms, const Resolution& resolution) {
  double largest = 0.0;
  for (const double ms : delays_ms) {
    largest = std::max(largest, std::abs(resolution.ms(resolution.ticks(ms)) - ms));
  }
  return largest;
}

void scale(Synapses& synapses, double wanted) {
  const auto radius = spectral_radius(synapses.edges, weights_of(synapses));
  if (!radius) {
    throw ConfigError(
        "the spectral radius of the weights can't be found: too many eigenvalues have nearly the "
        "same modulus");
  }
  if (*radius == 0.0) {
    throw ConfigError(
        "the weights have a spectral radius of 0, which no factor changes: no path along synapses "
        "comes back to where it started");
  }
  const double factor = wanted / *radius;
  for (float& weight : synapses.weight) {
    weight = static_cast<float>(static_cast<double>(weight) * factor);
  }
  if (!synapses.weight.empty()) return;
  synapses.row_weights.shared *= factor;
  for (double& weight : synapses.row_weights.by_source) weight *= factor;
}

/// A law that can have the values of a list, for what is checked of laws.
template <class Values>
Distribution range_of(const Values& values) {
  const auto [least, most] = std::ranges::minmax(values);
  if (least == most) return constant(static_cast<double>(least));
  return {.law = UniformValue{static_cast<double>(least), static_cast<double>(most)}};
}

void require_same_edges(const EdgeTable& drawn, const EdgeTable& stored) {
  if (drawn.row_begin == stored.row_begin && drawn.target == stored.target) return;
  const auto refuse = [](std::string message) {
    throw ConfigError({Diagnostic{{},
                                  {},
                                  std::move(message),
                                  "the same seed and the same projections before this one draw the "
                                  "same synapses; rule: from_file takes the stored ones"}});
  };
  if (drawn.size() != stored.size()) {
    refuse(fmt::format("the stored weights are of {} synapses, expected {}, as the projection has",
                       stored.size(), drawn.size()));
  }
  for (std::uint32_t source = 0; source < drawn.sources(); ++source) {
    if (std::ranges::equal(drawn.row(source), stored.row(source))) continue;
    refuse(fmt::format("the stored weights are of other synapses: source {} has other targets",
                       source));
  }
}

}  // namespace

ListedEdges sorted(const EdgeList& list, std::uint32_t sources) {
  std::vector<std::size_t> order(list.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(
      order, {}, [&](std::size_t k) { return std::pair(list.source[k], list.target[k]); });
  ListedEdges result;
  result.edges.row_begin.assign(sources + std::size_t{1}, 0);
  for (const std::uint32_t source : list.source) ++result.edges.row_begin[source + std::size_t{1}];
  std::partial_sum(result.edges.row_begin.begin(), result.edges.row_begin.end(),
                   result.edges.row_begin.begin());
  for (const std::size_t k : order) {
    result.edges.target.push_back(list.target[k]);
    if (!list.weight.empty()) result.weight.push_back(static_cast<float>(list.weight[k]));
    if (!list.delay.empty()) result.delay.push_back(list.delay[k]);
  }
  return result;
}

SynapseLaw with_lists(SynapseLaw law, const ListedEdges& list) {
  if (!list.weight.empty()) {
    law.weight = range_of(list.weight);
    law.inhibitory_weight.reset();
  }
  if (!list.delay.empty()) {
    law.delay = range_of(list.delay);
    law.dendritic_delay = law.velocity = 0.0;
  }
  return law;
}

void put_weights(Synapses& synapses, const ListedEdges& stored) {
  const EdgeTable& edges = synapses.edges;
  require_same_edges(edges, stored.edges);
  synapses.row_weights = {};
  synapses.weight.resize(edges.size());
  std::vector<std::size_t> order(edges.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::uint32_t source = 0; source < edges.sources() && !synapses.delay.empty(); ++source) {
    std::ranges::stable_sort(
        order.begin() + static_cast<std::ptrdiff_t>(edges.row_begin[source]),
        order.begin() + static_cast<std::ptrdiff_t>(edges.row_begin[source + 1]), {},
        [&](std::size_t k) { return std::pair(edges.target[k], synapses.delay[k]); });
  }
  for (std::size_t k = 0; k < order.size(); ++k) synapses.weight[order[k]] = stored.weight[k];
}

Synapses list_synapses(ListedEdges edges, const SynapseLaw& law, const SynapseContext& context) {
  Synapses synapses;
  synapses.edges = std::move(edges.edges);
  synapses.weight = std::move(edges.weight);
  if (synapses.weight.empty()) add_weights(synapses, law, context);
  const bool are_drawn = edges.delay.empty() && !law.delay.is_constant();
  const std::vector<double> delays =
      edges.delay.empty() ? delays_of(synapses.edges, law, context) : std::move(edges.delay);
  set_delays(synapses, delays, context);
  if (!are_drawn) synapses.delay_rounding = largest_rounding(delays, context.resolution);
  if (law.spectral_radius) scale(synapses, *law.spectral_radius);
  return synapses;
}

}  // namespace meniscus
