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

/// The graph of all neurons and synapses of a network, for questions about its shape. Holds 4 B per
/// synapse, 8 B while it is built; every question takes time in proportion to neurons + synapses.
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

 private:
  struct Graph;
  std::unique_ptr<const Graph> graph_;
  std::vector<std::uint32_t> first_;  ///< populations + 1 offsets: a population's first vertex
};

}  // namespace meniscus
