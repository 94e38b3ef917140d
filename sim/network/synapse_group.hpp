#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sim/core/field.hpp"
#include "sim/core/state_archive.hpp"
#include "sim/core/time.hpp"
#include "sim/network/input_buffer.hpp"
#include "sim/network/plasticity_rule.hpp"
#include "sim/network/synapses.hpp"

namespace meniscus {

/// The synapses of one plastic projection onto one block, with weights of their own. What is known
/// of the network's spikes comes in by arrivals and by the block's own spikes, so that blocks learn
/// independently of each other.
///
/// In tick t, arrivals deliver the weights as they are. Then weights change by the sum of what
/// arrivals and target spikes that take effect at t (emitted post_lag earlier) say, both reading
/// the traces as they were before. With post_lag 0, the block's spikes take effect at the end of
/// their tick.
class SynapseGroup {
 public:
  virtual ~SynapseGroup() = default;

  /// Back to the initial weights at tick 0, no spike seen.
  virtual void restart() = 0;

  /// Spikes of one source arrive at tick t by one of the rows (SynapseBlock, walked at arrival):
  /// adds the weights times each of `scales`, one per spike, to the accumulators of the row's
  /// targets, then changes the weights. At most once per row and tick.
  virtual void arrive(Time t, std::size_t row, std::span<const double> scales,
                      const Accumulators& accumulators) = 0;

  /// Begins to bring a row from memory, whose turn comes soon.
  virtual void prefetch(std::size_t row) const = 0;

  /// Ends tick t, at which the neurons `spikes` of the block fired (sorted population indices). To
  /// be called for every tick, after its arrivals.
  virtual void end_tick(Time t, std::span<const std::uint32_t> spikes) = 0;

  /// Sets a runtime scalar (its place in Plasticity::scalars) from the next tick on, till the
  /// restart.
  virtual void set_scalar(std::size_t index, double value) = 0;

  /// The weights after the last tick that was ended, one per synapse of the block.
  virtual std::vector<float> weights() const = 0;

  /// Saves or restores all that changes between ticks.
  virtual void state(StateArchive& archive) = 0;

  /// Memory for what can change.
  virtual std::uint64_t bytes() const = 0;
};

/// Where a group of synapses is.
struct GroupPlace {
  const SynapseBlock& synapses;  ///< walked at arrival; must outlive the group
  const RowWeights& row_weights;
  std::size_t delays = 1;              ///< rows per source
  std::uint32_t first = 0, count = 0;  ///< the block's neurons
  Time post_lag{0};
  Resolution resolution;
};

/// Fills `weights` with those a group starts from, one per synapse of the block; `delays`: rows per
/// source.
void set_initial_weights(const SynapseBlock& synapses, const RowWeights& row_weights,
                         std::size_t delays, std::span<float> weights);

/// Begins to bring the targets and weights of a row from memory.
void prefetch_row(const SynapseBlock& synapses, std::span<const float> weights, std::size_t row);

/// A plasticity rule with its parameters, types erased: what the engine and the border need to know
/// of it. Immutable; groups hold the weights.
class Plasticity {
 public:
  virtual ~Plasticity() = default;

  virtual std::string_view rule() const = 0;
  /// With their values, not the defaults; weights are told in `weight`, the unit of the target's
  /// channel.
  virtual std::vector<FieldInfo> parameters(const Unit& weight) const = 0;
  virtual WeightBounds bounds() const = 0;
  virtual double longest_tau() const = 0;  ///< of its traces [ms]
  /// What may be set while a simulation runs, with the values it starts from.
  virtual std::vector<FieldInfo> scalars(const Unit& weight) const = 0;
  virtual bool keeps_signs() const = 0;      ///< no weight ever crosses 0
  virtual double synapse_bytes() const = 0;  ///< per synapse, besides its target and weight

  virtual std::unique_ptr<SynapseGroup> make_group(const GroupPlace& place) const = 0;
};

}  // namespace meniscus
