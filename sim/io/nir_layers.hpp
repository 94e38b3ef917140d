#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace meniscus {

/// The nodes with state, and from which of them each takes its input.
using NirLinks = std::map<std::size_t, std::vector<std::size_t>>;

/// How many layers lie before each node, and which links close loops.
struct NirLayers {
  /// Of a node without sources 0; else 1 more than of the deepest source, loops aside.
  std::map<std::size_t, std::int64_t> depth;
  std::set<std::pair<std::size_t, std::size_t>> back = {};

  bool is_back(std::size_t source, std::size_t target) const {
    return back.contains({source, target});
  }
};

/// A link closes a loop if it leads back to a node on the way to its source, where ways begin at
/// the nodes without sources, then at the others, each in their order.
NirLayers nir_layers(const NirLinks& links);

}  // namespace meniscus
