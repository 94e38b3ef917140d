#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "sim/io/nir_graph.hpp"
#include "sim/io/nir_operators.hpp"

namespace meniscus {

/// What flows along an edge of a graph in a step: linear in the output of nodes with state.
struct NirSignal {
  NirShape shape;
  std::map<std::size_t, std::vector<NirWeight>> from =
      {};                         ///< by node; sorted, a pair once a delay
  std::vector<double> bias = {};  ///< of every entry, or empty
  bool direct = true;             ///< the output of one node as it is
};

/// Follows the edges of a graph back from its nodes to the nodes with state: neurons and inputs.
class NirTracer {
 public:
  /// Throws ConfigError for a type of nodes that can't be imported.
  explicit NirTracer(const NirGraph& graph);

  /// Whether a node is an input of the network or keeps a state.
  bool is_cell(std::size_t node) const;

  /// Shape of the output of an input or of neurons. Throws ConfigError where it makes no sense.
  NirShape cell_shape(std::size_t node) const;

  /// The sum of what comes in at a node. Throws ConfigError where shapes don't fit and
  /// for a loop without neurons.
  const NirSignal& arriving(std::size_t node);

 private:
  enum class Progress : unsigned char { none, begun, done };

  NirSignal leaving(std::size_t node);
  NirSignal applied(const NirOperator& op, const NirSignal& input, const NirNode& node) const;
  void add(NirSignal& sum, NirSignal term, std::size_t node) const;

  const NirGraph& graph_;
  std::vector<std::vector<std::size_t>> before_;  ///< where the edges to each node come from
  std::vector<NirSignal> arriving_;
  std::vector<Progress> progress_;
};

}  // namespace meniscus
