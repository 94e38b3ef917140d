#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sim/core/distributions.hpp"
#include "sim/core/time.hpp"
#include "sim/network/edge_drawer.hpp"
#include "sim/network/synapses.hpp"

namespace meniscus {

/// Where a projection's synapses come from. All can be asked for in any order, by any thread and
/// more than once. A row is what starts at one source, ascending by target.
class SynapseSource {
 public:
  virtual ~SynapseSource() = default;

  /// Edges are told target by target; else source by source.
  virtual bool by_target() const = 0;

  /// See EdgeDrawer.
  virtual std::span<const std::uint32_t> partners(std::uint32_t neuron,
                                                  PartnerScratch& scratch) const = 0;

  /// Synapses have weights of their own.
  virtual bool has_weights() const = 0;

  /// The weights of a row.
  virtual void weights(std::uint32_t source, std::span<float> row) const = 0;

  /// The distinct delays [ticks], ascending; empty: only drawing them all tells.
  virtual std::vector<std::int64_t> known_delays() const = 0;

  /// The delays of a row [ticks].
  virtual void delays(std::uint32_t source, std::span<std::int64_t> row) const = 0;
};

/// A delay in whole ticks. Throws ConfigError unless it is at least one (and below 2^31).
std::int64_t whole_ticks(const Resolution& resolution, double ms);

/// What the weights and delays of a projection are drawn from; streams are keyed by source.
struct SynapseDraws {
  StreamKey weight_key = {};
  StreamKey delay_key = {};
  std::optional<Distribution> weight = {};  ///< empty: rows share their weights
  Distribution inhibitory_weight = {};      ///< of inhibitory sources, likewise
  Distribution delay = constant(1.0);       ///< [ms]
  double dendritic_delay = 0.0;             ///< adds to it [ms]
};

/// Synapses drawn by a connection rule. Drawing throws ConfigError for a delay that is no whole
/// number of ticks and for limits that no draw meets.
class DrawnSynapses final : public SynapseSource {
 public:
  DrawnSynapses(EdgeDrawer edges, std::span<const std::uint8_t> inhibitory,
                const SynapseDraws& draws, const Resolution& resolution)
      : edges_(std::move(edges)), inhibitory_(inhibitory), draws_(draws), resolution_(resolution) {}

  bool by_target() const override { return edges_.by_target(); }
  std::span<const std::uint32_t> partners(std::uint32_t neuron,
                                          PartnerScratch& scratch) const override {
    return edges_.partners(neuron, scratch);
  }
  bool has_weights() const override { return draws_.weight.has_value(); }
  void weights(std::uint32_t source, std::span<float> row) const override;
  std::vector<std::int64_t> known_delays() const override;
  void delays(std::uint32_t source, std::span<std::int64_t> row) const override;

 private:
  EdgeDrawer edges_;
  std::span<const std::uint8_t> inhibitory_;
  SynapseDraws draws_;
  Resolution resolution_;
};

/// Synapses out of a list.
class ListedSynapses final : public SynapseSource {
 public:
  explicit ListedSynapses(const Synapses& list) : list_(list) {}

  bool by_target() const override { return false; }
  std::span<const std::uint32_t> partners(std::uint32_t source, PartnerScratch&) const override {
    return list_.edges.row(source);
  }
  bool has_weights() const override { return !list_.weight.empty(); }
  void weights(std::uint32_t source, std::span<float> row) const override;
  std::vector<std::int64_t> known_delays() const override { return list_.delays; }
  void delays(std::uint32_t source, std::span<std::int64_t> row) const override;

 private:
  const Synapses& list_;
};

}  // namespace meniscus
