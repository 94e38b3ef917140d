#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace meniscus {

/// The nodes with state, and from which of them each takes its input.
using NirLinks = std::map<std::size_t, std::vector<std::size_t>>;

/// Stands before everything else: a source of all neurons, so that there is at least one layer
/// before each, since nothing acts without a delay.
inline constexpr std::size_t nir_beginning = std::numeric_limits<std::size_t>::max();

/// The least delay [steps] on a link from its first to its second node, where there is one.
using NirDelays = std::map<std::pair<std::size_t, std::size_t>, std::int64_t>;

/// How many layers lie before each node, and which links close loops.
struct NirLayers {
  std::map<std::size_t, std::int64_t> depth;
  std::set<std::pair<std::size_t, std::size_t>> back = {};

  bool is_back(std::size_t source, std::size_t target) const {
    return back.contains({source, target});
  }
  /// How long a delay [steps] on a link takes in a network that is late by its layers [ticks]; a
  /// link that closes a loop carries the spikes of the step before.
  std::int64_t ticks(std::size_t source, std::size_t target, std::int64_t delay) const;
};

/// A link closes a loop if it leads back to a node on the way to its source, where ways begin at
/// the nodes without sources, then at the others, each in their order. Depths are the least with
/// which no link takes less than a tick, from 0 on: without delays, that of a node without sources
/// is 0, else 1 more than of the deepest source, loops aside. Where the delays in a loop don't
/// suffice for that, depths are as if there were none.
NirLayers nir_layers(const NirLinks& links, const NirDelays& delays = {});

}  // namespace meniscus
