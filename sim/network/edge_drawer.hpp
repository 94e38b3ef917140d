#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/network/connectivity.hpp"

namespace meniscus {

/// What drawing a neuron's partners needs; one per worker, used again and again.
struct PartnerScratch {
  std::vector<std::uint32_t> partners;
  std::vector<std::uint32_t> unsorted;
  std::vector<bool> chosen;  ///< all false between calls
};

/// Draws the synapses of a rule neuron by neuron: in any order, by any thread and as often as
/// wanted, always the same ones. So they can be counted before they are placed, and none has to be
/// kept in between; but a graph that can only be drawn as a whole (whole_graph.hpp) is kept, in
/// 4 B per synapse, as long as its drawer.
class EdgeDrawer {
 public:
  /// `check_connection` must have found the request possible. Positions and types of `ends` must
  /// outlive the drawer.
  EdgeDrawer(const ConnectionRule& rule, const PopulationPair& ends, const StreamKey& key);

  /// Tells given synapses.
  explicit EdgeDrawer(EdgeTable edges) : whole_(std::move(edges)) {}

  /// Each target names its sources; else each source names its targets.
  bool by_target() const { return !whole_ && std::holds_alternative<FixedIndegree>(rule_); }

  /// The sources of a target in any order, or the targets of a source, ascending. Repeated for
  /// multapses. Valid until the next call with this scratch.
  std::span<const std::uint32_t> partners(std::uint32_t neuron, PartnerScratch& scratch) const;

 private:
  void draw(const OneToOne& rule, std::uint32_t source, PartnerScratch& scratch) const;
  void draw(const AllToAll& rule, std::uint32_t source, PartnerScratch& scratch) const;
  void draw(const PairwiseBernoulli& rule, std::uint32_t source, PartnerScratch& scratch) const;
  void draw(const FixedIndegree& rule, std::uint32_t target, PartnerScratch& scratch) const;
  void draw(const FixedOutdegree& rule, std::uint32_t source, PartnerScratch& scratch) const;
  void draw(const FixedTotalNumber& rule, std::uint32_t source, PartnerScratch& scratch) const;
  void draw(const DistanceRule& rule, std::uint32_t source, PartnerScratch& scratch) const;
  void draw(const Ring& rule, std::uint32_t source, PartnerScratch& scratch) const;
  void draw(const SmallWorld& rule, std::uint32_t source, PartnerScratch& scratch) const;
  void draw(const Modular& rule, std::uint32_t source, PartnerScratch& scratch) const;

  ConnectionRule rule_ = OneToOne{};
  PopulationPair ends_ = {};
  StreamKey key_ = {};
  std::vector<std::uint64_t> row_counts_;  ///< of FixedTotalNumber: synapses per source
  std::optional<EdgeTable> whole_ = {};    ///< the synapses where they aren't drawn one by one
};

}  // namespace meniscus
