// The one door to Boost.Graph.
#include "sim/network/topology.hpp"

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/two_bit_color_map.hpp>
#include <boost/pending/disjoint_sets.hpp>
#include <boost/pending/queue.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace meniscus {

namespace {

using Csr =
    boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                       boost::no_property, std::uint32_t, std::uint64_t>;

/// Sizes of the parts that `part_of` (per vertex, each < vertices) tells apart.
Components count_parts(std::span<const std::uint32_t> part_of) {
  std::vector<std::uint64_t> sizes(part_of.size(), 0);
  for (const std::uint32_t part : part_of) ++sizes[part];
  Components components;
  for (const std::uint64_t size : sizes) {
    if (size > 0) ++components.count;
    components.largest = std::max(components.largest, size);
  }
  return components;
}

DegreeStatistics statistics(std::span<const std::uint64_t> degrees) {
  if (degrees.empty()) return {};
  const auto n = static_cast<double>(degrees.size());
  const auto [min, max] = std::ranges::minmax(degrees);
  const double mean =
      static_cast<double>(std::accumulate(degrees.begin(), degrees.end(), std::uint64_t{0})) / n;
  double squares = 0.0;
  for (const std::uint64_t degree : degrees) {
    squares += (static_cast<double>(degree) - mean) * (static_cast<double>(degree) - mean);
  }
  return {.min = min, .max = max, .mean = mean, .sd = std::sqrt(squares / n)};
}

}  // namespace

struct Topology::Graph {
  Csr csr;
};

Topology::Topology(std::span<const std::uint32_t> population_sizes,
                   std::span<const ProjectionEdges> projections) {
  first_.push_back(0);
  for (const std::uint32_t size : population_sizes) first_.push_back(first_.back() + size);
  std::uint64_t synapses = 0;
  for (const ProjectionEdges& projection : projections) synapses += projection.edges->size();
  std::vector<std::uint32_t> sources, targets;
  sources.reserve(synapses);
  targets.reserve(synapses);
  for (const ProjectionEdges& projection : projections) {
    const std::uint32_t first_source = first_[projection.source];
    const std::uint32_t first_target = first_[projection.target];
    for (std::uint32_t source = 0; source < projection.edges->sources(); ++source) {
      for (const std::uint32_t target : projection.edges->row(source)) {
        sources.push_back(first_source + source);
        targets.push_back(first_target + target);
      }
    }
  }
  graph_ = std::make_unique<const Graph>(Graph{
      Csr(boost::construct_inplace_from_sources_and_targets, sources, targets, first_.back())});
}

Topology::~Topology() = default;
Topology::Topology(Topology&&) noexcept = default;
Topology& Topology::operator=(Topology&&) noexcept = default;

Components Topology::weak_components() const {
  const Csr& csr = graph_->csr;
  std::vector<std::uint32_t> rank(first_.back(), 0), parent(first_.back());
  std::iota(parent.begin(), parent.end(), 0u);
  const auto index = boost::get(boost::vertex_index, csr);
  boost::disjoint_sets sets(boost::make_iterator_property_map(rank.begin(), index),
                            boost::make_iterator_property_map(parent.begin(), index));
  for (std::uint32_t source = 0; source < first_.back(); ++source) {
    const auto [begin, end] = boost::adjacent_vertices(source, csr);
    for (auto target = begin; target != end; ++target) sets.union_set(source, *target);
  }
  for (std::uint32_t& part : parent) part = sets.find_set(part);
  return count_parts(parent);
}

Components Topology::strong_components() const {
  const Csr& csr = graph_->csr;
  std::vector<std::uint32_t> part(first_.back());
  boost::strong_components(
      csr, boost::make_iterator_property_map(part.begin(), boost::get(boost::vertex_index, csr)));
  return count_parts(part);
}

DegreeStatistics Topology::in_degrees(std::size_t population) const {
  const Csr& csr = graph_->csr;
  const std::uint32_t first = first_[population];
  std::vector<std::uint64_t> degrees(first_[population + 1] - first, 0);
  for (std::uint32_t source = 0; source < first_.back(); ++source) {
    const auto [begin, end] = boost::adjacent_vertices(source, csr);
    for (auto target = begin; target != end; ++target) {
      if (*target >= first && *target < first_[population + 1]) ++degrees[*target - first];
    }
  }
  return statistics(degrees);
}

DegreeStatistics Topology::out_degrees(std::size_t population) const {
  std::vector<std::uint64_t> degrees;
  for (std::uint32_t source = first_[population]; source < first_[population + 1]; ++source) {
    degrees.push_back(boost::out_degree(source, graph_->csr));
  }
  return statistics(degrees);
}

double Topology::reachable_fraction(std::size_t from, std::size_t to) const {
  const Csr& csr = graph_->csr;
  const std::uint32_t size = first_[to + 1] - first_[to];
  if (size == 0) return 0.0;
  std::vector<std::uint32_t> starts(first_[from + 1] - first_[from]);
  std::iota(starts.begin(), starts.end(), first_[from]);
  const auto colours =
      boost::make_two_bit_color_map(first_.back(), boost::get(boost::vertex_index, csr));
  boost::queue<std::uint32_t> pending;
  boost::breadth_first_visit(csr, starts.begin(), starts.end(), pending,
                             boost::default_bfs_visitor{}, colours);
  std::uint32_t reached = 0;
  for (std::uint32_t neuron = first_[to]; neuron < first_[to + 1]; ++neuron) {
    if (boost::get(colours, neuron) != boost::two_bit_white) ++reached;
  }
  return static_cast<double>(reached) / size;
}

}  // namespace meniscus
