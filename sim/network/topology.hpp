#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/network/edges.hpp"

namespace meniscus {

/// A projection as the topology sees it: populations by index.
struct ProjectionEdges {
  std::size_t source = 0;
  std::size_t target = 0;
  const EdgeTable* edges = nullptr;
};

/// How a graph falls into parts.
struct Components {
  std::uint64_t count = 0;
  std::uint64_t largest = 0;  ///< neurons of the largest one
};

/// Synapses per neuron, multapses counted.
struct DegreeStatistics {
  std::uint64_t min = 0;
  std::uint64_t max = 0;
  double mean = 0.0;
  double sd = 0.0;  ///< of these neurons, not of a sample
};

/// How far neighbours of a neuron are neighbours of each other, whichever way synapses point.
struct Clustering {
  double mean_local = 0.0;    ///< mean over neurons of the joined fraction of the pairs of their
                              ///< neighbours, 0 below two (Watts & Strogatz 1998)
  double transitivity = 0.0;  ///< the joined fraction of all such pairs
  std::uint32_t neurons = 0;  ///< these were looked at
};

/// Synapses on the shortest paths from some neurons to all others that they reach.
struct PathLengths {
  double mean = 0.0;    ///< 0 if none reaches any
  double joined = 0.0;  ///< the fraction of the pairs that a path joins
  std::uint32_t longest = 0;
  std::uint32_t sources = 0;  ///< these were started from
};

/// The graph of all neurons and synapses of a network, for questions about its shape. Holds 4 B per
/// synapse, 8 B while it is built; questions take time in proportion to neurons + synapses, unless
/// they say otherwise.
class Topology {
 public:
  Topology(std::span<const std::uint32_t> population_sizes,
           std::span<const ProjectionEdges> projections);
  ~Topology();
  Topology(Topology&&) noexcept;
  Topology& operator=(Topology&&) noexcept;

  /// Parts within which neurons hang together, whichever way the synapses point.
  Components weak_components() const;

  /// Parts within which every neuron reaches every other one along synapses.
  Components strong_components() const;

  DegreeStatistics in_degrees(std::size_t population) const;
  DegreeStatistics out_degrees(std::size_t population) const;

  /// The fraction of the neurons of `to` at which a path along synapses from some neuron of `from`
  /// ends; a neuron reaches itself without a synapse. 0 when either is empty.
  double reachable_fraction(std::size_t from, std::size_t to) const;

  /// Every neuron's number of synapses, multapses counted.
  std::vector<std::uint64_t> all_in_degrees() const;
  std::vector<std::uint64_t> all_out_degrees() const;

  /// The part that every neuron is in, as numbers below the number of parts.
  std::vector<std::uint32_t> strong_parts() const;

  std::uint32_t neurons() const { return first_.back(); }
  std::uint64_t synapses() const;

  /// The same neurons, joined both ways and once where a synapse joins them either way; without
  /// autapses.
  Topology undirected() const;

  /// Of a graph made by `undirected`. Looks at all neurons, or at so many drawn ones (at least one)
  /// that no more than `most_steps` synapses are visited, the same ones every time.
  Clustering clustering(double most_steps = 1e9) const;

  /// From all neurons, or from drawn ones likewise.
  PathLengths path_lengths(double most_steps = 3e8) const;

 private:
  struct Graph;
  Topology(std::unique_ptr<const Graph> graph, std::vector<std::uint32_t> first);
  std::unique_ptr<const Graph> graph_;
  std::vector<std::uint32_t> first_;  ///< populations + 1 offsets: a population's first vertex
};

}  // namespace meniscus
