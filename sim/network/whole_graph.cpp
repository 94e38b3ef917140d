// Boost.Graph's generators were rejected: its small world may double an edge or join a neuron to
// itself, its scale-free one (PLOD) prescribes degrees instead of growing, and both draw from
// `<random>`'s distributions, which differ between libraries.
#include "sim/network/whole_graph.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "sim/core/distributions.hpp"
#include "sim/network/selection.hpp"

namespace meniscus {

namespace {

/// A synapse from the first to the second.
using Edge = std::pair<std::uint32_t, std::uint32_t>;

EdgeTable table_of(std::uint32_t size, std::span<const Edge> edges) {
  EdgeTable table;
  table.row_begin.assign(size + std::size_t{1}, 0);
  for (const auto& [source, target] : edges) ++table.row_begin[source + std::size_t{1}];
  std::partial_sum(table.row_begin.begin(), table.row_begin.end(), table.row_begin.begin());
  table.target.resize(edges.size());
  std::vector<std::uint64_t> next(table.row_begin.begin(), table.row_begin.end() - 1);
  for (const auto& [source, target] : edges) table.target[next[source]++] = target;
  for (std::uint32_t source = 0; source < size; ++source) {
    std::sort(table.target.begin() + static_cast<std::ptrdiff_t>(table.row_begin[source]),
              table.target.begin() + static_cast<std::ptrdiff_t>(table.row_begin[source + 1]));
  }
  return table;
}

/// The edges in both directions.
std::vector<Edge> both_ways(std::vector<Edge> edges) {
  const std::size_t count = edges.size();
  edges.reserve(2 * count);
  for (std::size_t k = 0; k < count; ++k) edges.emplace_back(edges[k].second, edges[k].first);
  return edges;
}

/// Gives neurons that came in the order of their index random places among the others, so that an
/// index, which decides about types and positions, says nothing about age.
void shuffle_neurons(std::vector<Edge>& edges, std::uint32_t size, RandomStream& stream) {
  std::vector<std::uint32_t> index(size);
  std::iota(index.begin(), index.end(), 0u);
  for (std::uint32_t last = size - 1; last > 0; --last) {
    std::swap(index[last], index[uniform_index(stream, last + std::uint64_t{1})]);
  }
  for (auto& [source, target] : edges) source = index[source], target = index[target];
}

/// A graph as lists of neighbours, without order.
class Neighbours {
 public:
  explicit Neighbours(std::uint32_t size) : lists_(size) {}

  std::size_t degree(std::uint32_t neuron) const { return lists_[neuron].size(); }
  bool are_joined(std::uint32_t a, std::uint32_t b) const {
    const auto& shorter = degree(a) < degree(b) ? lists_[a] : lists_[b];
    return std::ranges::find(shorter, degree(a) < degree(b) ? b : a) != shorter.end();
  }
  void join(std::uint32_t a, std::uint32_t b) {
    lists_[a].push_back(b);
    lists_[b].push_back(a);
  }
  void part(std::uint32_t a, std::uint32_t b) {
    std::erase(lists_[a], b);
    std::erase(lists_[b], a);
  }

  std::vector<Edge> edges() const {
    std::vector<Edge> all;
    for (std::uint32_t source = 0; source < lists_.size(); ++source) {
      for (const std::uint32_t target : lists_[source]) all.emplace_back(source, target);
    }
    return all;
  }

 private:
  std::vector<std::vector<std::uint32_t>> lists_;
};

}  // namespace

EdgeTable draw_graph(const SmallWorld& rule, std::uint32_t size, const StreamKey& key) {
  Neighbours graph(size);
  const auto half = static_cast<std::uint32_t>(rule.neighbours / 2);
  const auto ahead = [size](std::uint32_t neuron, std::uint32_t by) {
    return static_cast<std::uint32_t>((std::uint64_t{neuron} + by) % size);
  };
  for (std::uint32_t by = 1; by <= half; ++by) {
    for (std::uint32_t neuron = 0; neuron < size; ++neuron) graph.join(neuron, ahead(neuron, by));
  }
  RandomStream stream(key, whole_projection);
  for (std::uint32_t by = 1; by <= half; ++by) {
    for (std::uint32_t neuron = 0; neuron < size; ++neuron) {
      if (stream.uniform() >= rule.p || graph.degree(neuron) + 1 >= size) continue;
      std::uint32_t other = neuron;
      while (other == neuron || graph.are_joined(neuron, other)) {
        other = static_cast<std::uint32_t>(uniform_index(stream, size));
      }
      graph.part(neuron, ahead(neuron, by));
      graph.join(neuron, other);
    }
  }
  return table_of(size, graph.edges());
}

EdgeTable draw_graph(const ScaleFree& rule, std::uint32_t size, const StreamKey& key) {
  const auto attachments = static_cast<std::uint32_t>(rule.attachments);
  std::vector<Edge> edges;
  std::vector<std::uint32_t> ends;  // a neuron as often as it has neighbours
  const auto join = [&](std::uint32_t a, std::uint32_t b) {
    edges.emplace_back(a, b);
    ends.insert(ends.end(), {a, b});
  };
  for (std::uint32_t a = 0; a <= attachments; ++a) {
    for (std::uint32_t b = 0; b < a; ++b) join(a, b);
  }
  RandomStream stream(key, whole_projection);
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t neuron = attachments + 1; neuron < size; ++neuron) {
    chosen.clear();
    while (chosen.size() < attachments) {
      const std::uint32_t other = ends[uniform_index(stream, ends.size())];
      if (std::ranges::find(chosen, other) == chosen.end()) chosen.push_back(other);
    }
    for (const std::uint32_t other : chosen) join(neuron, other);
  }
  shuffle_neurons(edges, size, stream);
  return table_of(size, both_ways(std::move(edges)));
}

EdgeTable draw_graph(const DirectedScaleFree& rule, std::uint32_t size, const StreamKey& key) {
  std::vector<Edge> edges{{0, 1}};
  std::uint32_t grown = 2;
  RandomStream stream(key, whole_projection);
  // One end of a random synapse has a probability in proportion to its degree.
  const auto choose = [&](double delta, std::uint32_t Edge::*end) {
    const auto synapses = static_cast<double>(edges.size());
    const double by_degree = synapses / (synapses + delta * grown);
    if (stream.uniform() < by_degree) return edges[uniform_index(stream, edges.size())].*end;
    return static_cast<std::uint32_t>(uniform_index(stream, grown));
  };
  while (grown < size) {
    const double step = stream.uniform();
    if (step < rule.alpha) {
      const std::uint32_t target = choose(rule.delta_in, &Edge::second);
      edges.emplace_back(grown++, target);
    } else if (step < rule.alpha + rule.gamma) {
      const std::uint32_t source = choose(rule.delta_out, &Edge::first);
      edges.emplace_back(source, grown++);
    } else {
      const std::uint32_t source = choose(rule.delta_out, &Edge::first);
      edges.emplace_back(source, choose(rule.delta_in, &Edge::second));
    }
  }
  shuffle_neurons(edges, size, stream);
  return table_of(size, edges);
}

EdgeTable draw_graph(const SymmetricPairwiseBernoulli& rule, std::uint32_t size,
                     const StreamKey& key) {
  std::vector<Edge> edges;
  for (std::uint32_t neuron = 0; neuron < size; ++neuron) {
    RandomStream stream(key, neuron);
    for_each_selected(stream, size - 1 - neuron, rule.p, [&](std::uint64_t k) {
      edges.emplace_back(neuron, static_cast<std::uint32_t>(neuron + 1 + k));
    });
  }
  return table_of(size, both_ways(std::move(edges)));
}

}  // namespace meniscus
