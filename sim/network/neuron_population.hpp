#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/core/field.hpp"
#include "sim/core/random.hpp"
#include "sim/core/spikes.hpp"
#include "sim/core/state_archive.hpp"
#include "sim/core/time.hpp"
#include "sim/network/input_buffer.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

/// How a block of neurons is brought forward in time (design: two drivers, one model).
enum class Driver : std::uint8_t { clock, event };

/// A state value that is not finite.
struct NonFinite {
  std::uint32_t neuron = 0;  ///< index in the population
  std::string_view variable;
  double value = 0.0;
};

/// The states of the neurons [first, first + count) of one population, and how they change. Blocks
/// share nothing, so they advance in parallel.
class NeuronBlock {
 public:
  virtual ~NeuronBlock() = default;

  /// Back to the model's initial state at tick 0, clock-driven; `key` names a source's random
  /// streams.
  virtual void restart(const StreamKey& key) = 0;

  /// Brings the block from tick t - 1 to tick t: takes (and zeroes) the input summed for t and
  /// appends the neurons that fire, as sorted population indices.
  virtual void advance(Time t, InputBuffer& input, std::vector<std::uint32_t>& spikes) = 0;

  /// State variable `variable` of a neuron (population index) at tick `now`, the last one advanced
  /// to.
  virtual double value(std::size_t variable, std::uint32_t neuron, Time now) const = 0;

  /// Sets a state variable at tick 0.
  virtual void set_value(std::size_t variable, std::uint32_t neuron, double value) = 0;

  /// Lets `current` [pA] flow into a neuron from tick `now` on.
  virtual void set_current(std::uint32_t neuron, double current, Time now) = 0;

  /// Changes the driver at tick `now`.
  virtual void use(Driver driver, Time now) = 0;

  /// How often the event driver touched a neuron since this was last asked, `ticks` ago; while the
  /// clock drives, how often it would have to in as many because they might cross by themselves.
  virtual double touches(std::int64_t ticks) = 0;

  /// The first value that is not finite, if any.
  virtual std::optional<NonFinite> non_finite() const = 0;

  /// Saves or restores all that changes between ticks.
  virtual void state(StateArchive& archive) = 0;
};

/// A population's model with its parameters, types erased: what the engine and the border need to
/// know of it. Immutable; blocks hold the state.
class NeuronPopulation {
 public:
  virtual ~NeuronPopulation() = default;

  virtual std::string_view model() const = 0;
  virtual std::vector<FieldInfo> parameters() const = 0;  ///< with their values, not the defaults
  virtual std::span<const Channel> channels() const = 0;  ///< empty for sources
  virtual std::vector<FieldInfo> variables() const = 0;   ///< defaults are the initial values
  virtual Precision precision() const { return Precision::float64; }
  virtual bool is_source() const = 0;
  virtual bool can_be_event_driven() const = 0;

  /// Events per neuron and tick below which the event driver is the faster one; see
  /// EventDrivenNeuron.
  virtual double sparse_activity() const { return 0.0; }

  virtual bool takes_current() const = 0;  ///< whether a current can be injected

  /// See ClockDrivenNeuron; 0 where inputs add up.
  virtual double replace_tau() const = 0;

  /// The explicit spikes of a spike list, which Simulation::play can replace; null for all others.
  /// Such a population has no blocks.
  virtual const SpikeTable* spike_table() const { return nullptr; }

  /// Longest step [ms] that resolves the model well (the shortest time constant), for warnings.
  virtual double shortest_time_constant() const = 0;

  /// A block for the neurons [first, first + count), to be restarted before use; `first` is a
  /// multiple of 8.
  virtual std::unique_ptr<NeuronBlock> make_block(const Resolution& resolution, std::uint32_t first,
                                                  std::uint32_t count) const = 0;
};

}  // namespace meniscus
