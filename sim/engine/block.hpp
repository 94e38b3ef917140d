#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/engine/delivery.hpp"
#include "sim/engine/spike_history.hpp"
#include "sim/network/network.hpp"

namespace meniscus {

/// What a block reads of the rest of the network while it advances: spikes of earlier epochs.
struct SpikeView {
  std::span<const SpikeHistory> histories;                ///< per population
  std::span<const std::optional<ReplaceKernel>> kernels;  ///< per projection
};

/// One block at work: its neurons, the input on its way to them, and the spikes of the current
/// epoch. Blocks write nothing that another block reads within an epoch.
class Block {
 public:
  /// `silenced`: projections that deliver nothing.
  Block(const Network& network, const BlockRange& range, std::uint64_t seed,
        std::span<const std::uint32_t> silenced);

  /// Back to tick 0, with the random streams of `sample`.
  void restart(std::uint32_t sample);

  /// Runs the ticks from + 1 … to; no delay is shorter than this epoch.
  void advance(Time from, Time to, const SpikeView& view);

  /// The spikes of tick t of the last epoch, as sorted population indices.
  std::span<const std::uint32_t> spikes(Time t) const;

  const BlockRange& range() const { return range_; }
  NeuronBlock& neurons() { return *neurons_; }
  const NeuronBlock& neurons() const { return *neurons_; }
  Driver driver() const { return driver_; }
  void use(Driver driver, Time now);

  /// A current into all neurons from tick 0 of the next run on, besides the network's own.
  void inject(const CurrentInput& current) { injected_ = &current; }

  /// Synaptic events from the last `restart` to tick `now`, the last one advanced to. Counted at
  /// emission where rows are walked then: also those of the last epoch, which are still to be
  /// walked.
  std::uint64_t deliveries(Time now, const SpikeView& view) const;

  /// Saves or restores all that changes between epochs.
  void state(StateArchive& archive);

  /// The synapses of a plastic projection onto this block; null where it doesn't learn.
  const SynapseGroup* group(std::uint32_t projection) const { return groups_[projection].get(); }
  SynapseGroup* group(std::uint32_t projection) { return groups_[projection].get(); }

 private:
  struct Arrival {  ///< one distinct delay of one projection
    std::int64_t delay = 0;
    std::uint32_t projection = 0;
    std::uint32_t delay_index = 0;
  };

  struct Batch {  ///< the rows of one projection and delay that arrive at a tick
    Time tick{0};
    const Arrival* arrival = nullptr;
    std::size_t begin = 0;  ///< in rows_; plastic projections have none there
    std::size_t end = 0;
  };

  void append_rows(const Arrival& arrival, Time emitted, const SpikeView& view);
  void plan_arrivals(Time from, Time to, const SpikeView& view);
  void fetch_ahead(std::size_t walked);
  void collect_arrivals(Time t, const SpikeView& view);
  void collect_plastic(const Arrival& arrival, Time t, const SpikeView& view);
  void spread_emissions(Time t, const SpikeView& view);
  void touch_emissions(Time t, const Projection& projection);
  void stimulate(Time t);
  void update_currents(Time now);
  void add_current(const CurrentInput& input, const StreamKey& key, Time now, std::uint32_t neuron);

  const Network& network_;
  BlockRange range_;
  std::uint64_t seed_;
  std::uint32_t sample_ = 0;
  std::vector<Arrival> arrivals_;                      ///< longest delay first, then by projection
  std::vector<std::uint32_t> incoming_;                ///< projections onto this block's population
  std::vector<std::unique_ptr<SynapseGroup>> groups_;  ///< per projection; null: doesn't learn here
  bool walk_at_emission_;
  InputBuffer input_;
  std::unique_ptr<NeuronBlock> neurons_;
  Driver driver_ = Driver::clock;
  const CurrentInput* injected_ = nullptr;
  std::vector<std::uint16_t> counts_;     ///< scratch of `stimulate`
  std::vector<double> current_sums_;      ///< scratch of `update_currents`
  std::vector<std::uint8_t> stimulated_;  ///< likewise
  std::vector<std::size_t> slots_;        ///< scratch of `spread_emissions`
  std::vector<double> scales_;            ///< scratch of `collect_plastic`
  std::vector<Row> rows_;                 ///< what arrives in this epoch, or a tick's emissions
  std::vector<Batch> batches_;            ///< of this epoch, by tick of arrival
  std::size_t next_batch_ = 0;
  std::size_t fetched_ = 0;         ///< rows before this one are on their way
  std::size_t synapses_ahead_ = 0;  ///< in rows fetched, but not yet walked
  Time spread_until_{0};            ///< emissions up to here are in the ring
  Time next_current_change_{0};
  std::vector<std::uint32_t> spikes_;
  std::vector<std::size_t> spikes_begin_;  ///< per tick of the last epoch, + 1
  Time epoch_begin_{0};
  std::uint64_t deliveries_ = 0;
};

}  // namespace meniscus
