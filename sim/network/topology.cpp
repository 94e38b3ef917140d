// With topology_export.cpp the one door to Boost.Graph.
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

#include "sim/core/distributions.hpp"

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

/// All neurons in random order, always the same.
std::vector<std::uint32_t> shuffled(std::uint32_t size) {
  std::vector<std::uint32_t> neurons(size);
  std::iota(neurons.begin(), neurons.end(), 0u);
  RandomStream stream({.domain = RandomDomain::graph_measure}, 0);
  for (std::uint32_t last = size; last > 1; --last) {
    std::swap(neurons[last - 1], neurons[uniform_index(stream, last)]);
  }
  return neurons;
}

/// Follows a breadth-first search.
class LengthRecorder : public boost::default_bfs_visitor {
 public:
  LengthRecorder(std::vector<std::uint32_t>& distance, double& sum, double& reached,
                 std::uint32_t& longest)
      : distance_(distance), sum_(sum), reached_(reached), longest_(longest) {}

  template <class Edge>
  void tree_edge(const Edge& edge, const Csr& csr) {
    const std::uint32_t length = distance_[boost::source(edge, csr)] + 1;
    distance_[boost::target(edge, csr)] = length;
    sum_ += length;
    reached_ += 1.0;
    longest_ = std::max(longest_, length);
  }

 private:
  std::vector<std::uint32_t>& distance_;
  double& sum_;
  double& reached_;
  std::uint32_t& longest_;
};

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

Topology::Topology(std::unique_ptr<const Graph> graph, std::vector<std::uint32_t> first)
    : graph_(std::move(graph)), first_(std::move(first)) {}

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

std::vector<std::uint32_t> Topology::strong_parts() const {
  const Csr& csr = graph_->csr;
  std::vector<std::uint32_t> part(first_.back());
  boost::strong_components(
      csr, boost::make_iterator_property_map(part.begin(), boost::get(boost::vertex_index, csr)));
  return part;
}

Components Topology::strong_components() const { return count_parts(strong_parts()); }

std::uint64_t Topology::synapses() const { return boost::num_edges(graph_->csr); }

std::vector<std::uint64_t> Topology::all_in_degrees() const {
  const Csr& csr = graph_->csr;
  std::vector<std::uint64_t> degrees(first_.back(), 0);
  for (std::uint32_t source = 0; source < first_.back(); ++source) {
    const auto [begin, end] = boost::adjacent_vertices(source, csr);
    for (auto target = begin; target != end; ++target) ++degrees[*target];
  }
  return degrees;
}

std::vector<std::uint64_t> Topology::all_out_degrees() const {
  std::vector<std::uint64_t> degrees(first_.back());
  for (std::uint32_t source = 0; source < first_.back(); ++source) {
    degrees[source] = boost::out_degree(source, graph_->csr);
  }
  return degrees;
}

DegreeStatistics Topology::in_degrees(std::size_t population) const {
  const std::vector<std::uint64_t> all = all_in_degrees();
  return statistics({all.begin() + first_[population], all.begin() + first_[population + 1]});
}

DegreeStatistics Topology::out_degrees(std::size_t population) const {
  const std::vector<std::uint64_t> all = all_out_degrees();
  return statistics({all.begin() + first_[population], all.begin() + first_[population + 1]});
}

Topology Topology::undirected() const {
  const Csr& csr = graph_->csr;
  std::vector<std::vector<std::uint32_t>> neighbours(first_.back());
  for (std::uint32_t source = 0; source < first_.back(); ++source) {
    const auto [begin, end] = boost::adjacent_vertices(source, csr);
    for (auto target = begin; target != end; ++target) {
      if (*target == source) continue;
      neighbours[source].push_back(*target);
      neighbours[*target].push_back(source);
    }
  }
  std::vector<std::uint32_t> sources, targets;
  for (std::uint32_t source = 0; source < first_.back(); ++source) {
    std::vector<std::uint32_t> row = std::move(neighbours[source]);
    std::ranges::sort(row);
    row.erase(std::unique(row.begin(), row.end()), row.end());
    sources.insert(sources.end(), row.size(), source);
    targets.insert(targets.end(), row.begin(), row.end());
  }
  return {std::make_unique<const Graph>(Graph{Csr(boost::construct_inplace_from_sources_and_targets,
                                                  sources, targets, first_.back())}),
          first_};
}

Clustering Topology::clustering(double most_steps) const {
  const Csr& csr = graph_->csr;
  Clustering result;
  std::vector<bool> is_neighbour(first_.back(), false);
  double local = 0.0, joined = 0.0, pairs = 0.0, steps = 0.0;
  for (const std::uint32_t neuron : shuffled(first_.back())) {
    const auto [begin, end] = boost::adjacent_vertices(neuron, csr);
    for (auto other = begin; other != end; ++other) {
      is_neighbour[*other] = true;
      steps += static_cast<double>(boost::out_degree(*other, csr));
    }
    if (steps <= most_steps || result.neurons == 0) {
      ++result.neurons;
      double links = 0.0;  // from either end
      for (auto other = begin; other != end; ++other) {
        const auto [first, last] = boost::adjacent_vertices(*other, csr);
        links += static_cast<double>(
            std::count_if(first, last, [&](auto third) { return is_neighbour[third]; }));
      }
      const auto degree = static_cast<double>(end - begin);
      if (degree > 1.0) local += links / (degree * (degree - 1.0));
      joined += links;
      pairs += degree * (degree - 1.0);
    }
    for (auto other = begin; other != end; ++other) is_neighbour[*other] = false;
    if (steps > most_steps) break;
  }
  if (result.neurons > 0) result.mean_local = local / result.neurons;
  if (pairs > 0.0) result.transitivity = joined / pairs;
  return result;
}

PathLengths Topology::path_lengths(double most_steps) const {
  const Csr& csr = graph_->csr;
  const std::uint32_t size = first_.back();
  PathLengths result;
  std::vector<std::uint32_t> starts = shuffled(size);
  const double affordable = most_steps / (size + static_cast<double>(synapses()));
  if (affordable < size)
    starts.resize(std::max(std::size_t{1}, static_cast<std::size_t>(affordable)));
  double sum = 0.0, reached = 0.0;
  std::vector<std::uint32_t> distance(size);
  for (const std::uint32_t start : starts) {
    distance[start] = 0;
    boost::queue<std::uint32_t> pending;
    boost::breadth_first_visit(
        csr, start, pending, LengthRecorder(distance, sum, reached, result.longest),
        boost::make_two_bit_color_map(size, boost::get(boost::vertex_index, csr)));
  }
  result.sources = static_cast<std::uint32_t>(starts.size());
  if (reached > 0.0) result.mean = sum / reached;
  if (size > 1) result.joined = reached / (static_cast<double>(starts.size()) * (size - 1.0));
  return result;
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
