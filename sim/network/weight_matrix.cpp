#include "sim/network/weight_matrix.hpp"

#include <algorithm>
#include <cmath>

#include "sim/network/topology.hpp"
#include "sim/numeric/spectral_radius.hpp"

namespace meniscus {

namespace {

/// A square matrix in compressed rows.
struct Rows {
  EdgeTable at;
  std::vector<double> value = {};
};

/// Without the entries that are zero: they join nobody.
Rows without_zeros(const EdgeTable& edges, std::span<const double> weight) {
  Rows rows;
  for (std::uint32_t source = 0; source < edges.sources(); ++source) {
    for (auto k = edges.row_begin[source]; k < edges.row_begin[source + 1]; ++k) {
      if (weight[k] == 0.0) continue;
      rows.at.target.push_back(edges.target[k]);
      rows.value.push_back(weight[k]);
    }
    rows.at.row_begin.push_back(rows.at.target.size());
  }
  return rows;
}

/// The rows and columns of some neurons. `local`: per neuron its place among them, or `outside`.
constexpr std::uint32_t outside = 0xffffffffu;
Rows within(const Rows& all, std::span<const std::uint32_t> neurons,
            std::span<const std::uint32_t> local) {
  Rows part;
  for (const std::uint32_t source : neurons) {
    for (auto k = all.at.row_begin[source]; k < all.at.row_begin[source + 1]; ++k) {
      if (local[all.at.target[k]] == outside) continue;
      part.at.target.push_back(local[all.at.target[k]]);
      part.value.push_back(all.value[k]);
    }
    part.at.row_begin.push_back(part.at.target.size());
  }
  return part;
}

std::optional<double> radius_of_part(const Rows& part) {
  if (part.value.size() != part.at.sources()) {
    return spectral_radius({part.at.row_begin, part.at.target, part.value});
  }
  // As many synapses as neurons: a strong component of such is one cycle.
  double sum = 0.0;
  for (const double value : part.value) sum += std::log(std::abs(value));
  return std::exp(sum / static_cast<double>(part.value.size()));
}

}  // namespace

std::vector<double> weights_of(const Synapses& synapses) {
  std::vector<double> weights(synapses.edges.size());
  for (std::uint32_t source = 0; source < synapses.edges.sources(); ++source) {
    const double shared = synapses.row_weights.of(source);
    for (auto k = synapses.edges.row_begin[source]; k < synapses.edges.row_begin[source + 1]; ++k) {
      weights[k] = shared * (synapses.weight.empty() ? 1.0 : double{synapses.weight[k]});
    }
  }
  return weights;
}

std::optional<double> spectral_radius(const EdgeTable& edges, std::span<const double> weight) {
  const Rows all = without_zeros(edges, weight);
  const std::vector<std::uint32_t> sizes{edges.sources()};
  const std::vector<ProjectionEdges> projections{{0, 0, &all.at}};
  const std::vector<std::uint32_t> part_of = Topology(sizes, projections).strong_parts();
  std::vector<std::vector<std::uint32_t>> parts(part_of.size());
  for (std::uint32_t k = 0; k < part_of.size(); ++k) parts[part_of[k]].push_back(k);
  std::vector<std::uint32_t> local(part_of.size(), outside);
  double largest = 0.0;
  for (const auto& neurons : parts) {
    for (std::uint32_t k = 0; k < neurons.size(); ++k) local[neurons[k]] = k;
    const Rows part = within(all, neurons, local);
    for (const std::uint32_t neuron : neurons) local[neuron] = outside;
    if (part.value.empty()) continue;
    const auto radius = radius_of_part(part);
    if (!radius) return {};
    largest = std::max(largest, *radius);
  }
  return largest;
}

}  // namespace meniscus
