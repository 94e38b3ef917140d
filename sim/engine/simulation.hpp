#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/core/parallel.hpp"
#include "sim/core/spikes.hpp"
#include "sim/engine/block.hpp"
#include "sim/engine/observer.hpp"
#include "sim/engine/weight_table.hpp"
#include "sim/network/network.hpp"

namespace meniscus {

struct SimulationOptions {
  std::uint64_t seed = 1;
  std::uint32_t sample = 0;  ///< names the random streams of one sample of a data set
  int threads = 1;
  /// Projections that deliver nothing, e.g. to see what a liquid owes to its recurrent synapses.
  std::vector<std::uint32_t> silenced = {};
};

/// A network in motion. Spikes and states depend on the network, the seed and the sample only: not
/// on threads, block size or how a run is cut into pieces. The network must outlive it.
class Simulation {
 public:
  explicit Simulation(const Network& network, const SimulationOptions& options = {});

  /// Runs the ticks now() + 1 … now() + duration. Throws SimulationError when a state is not
  /// finite, ConfigError beyond 2^32 - 1 ticks, where random streams would repeat.
  void run(Time duration);

  /// The same for a duration in ms, rounded to whole ticks.
  void run_ms(double duration) { run(network_.resolution.ticks(duration)); }

  /// The last tick done; 0 at the start.
  Time now() const { return now_; }

  /// Back to tick 0, with the random streams of `sample`; observers and played spikes stay.
  void restart(std::uint32_t sample);

  /// The spikes a spike-list population emits from now on, instead of its own: the table's tick k
  /// at tick `first` + k. An encoded sample begins with tick 0, a run with tick 1. Must outlive its
  /// use.
  void play(PopulationId population, const SpikeTable& spikes, Time first = Time{0});

  /// A current that flows into all neurons of a population from the next `restart` on, besides what
  /// the network injects, in place of one injected before. Must outlive its use. Throws ConfigError
  /// when the neurons take none.
  void inject(PopulationId population, const CurrentInput& current);

  /// Calls `observer` from now on; it must outlive the simulation. Its `stop` is called at tick 0.
  void observe(Observer& observer);

  /// A state variable (index in NeuronPopulation::variables()) of a neuron, now.
  double value(PopulationId population, std::size_t variable, std::uint32_t neuron) const;

  /// Saves the simulation between two runs, or restores a saved one of the same network (in the
  /// same blocks), seed and sample, whatever the number of threads: what follows has the same bits.
  /// Drop what observers saw meanwhile; they are not told. What `play` and `inject` gave is not
  /// saved. Restoring throws ConfigError for a state that doesn't fit.
  void state(StateArchive& archive);

  /// The weights of a plastic projection, now; those it started from where it is silenced.
  WeightTable weights(std::uint32_t projection) const;

  /// Sets a runtime scalar of the rule by which a projection learns (its place in
  /// Plasticity::scalars) from tick now() + 1 to the next `restart`. Throws ConfigError where there
  /// is no such scalar.
  void set_scalar(std::uint32_t projection, std::size_t index, double value);

  const Network& network() const { return network_; }
  std::uint64_t spike_count(PopulationId population) const { return spike_counts_[population]; }
  std::uint64_t deliveries() const;     ///< synaptic events so far
  std::uint64_t synapse_bytes() const;  ///< of the network's synapses and of what they learned
  Driver driver(PopulationId population) const { return drivers_[population]; }

 private:
  struct Played {
    const SpikeTable* spikes = nullptr;  ///< null for populations that are no spike lists
    Time first{0};
  };

  Time epoch_end(Time end) const;
  void exchange(Time from, Time to);
  double activity(PopulationId population) const;
  double touches(PopulationId population);
  void choose_drivers();
  void check_finite() const;

  const Network& network_;
  SimulationOptions options_;
  Workers workers_;
  Time now_{0};
  std::int64_t longest_epoch_;
  std::deque<Block> blocks_;  ///< a deque, since blocks don't move
  std::vector<SpikeHistory> histories_;
  std::vector<std::optional<ReplaceKernel>> kernels_;
  std::vector<Played> played_;
  std::vector<Observer*> observers_;
  std::vector<std::uint64_t> spike_counts_;
  std::vector<Driver> drivers_;
  std::vector<std::uint64_t> spikes_at_choice_;
  std::vector<double> too_active_;  ///< from this activity on, the event driver isn't tried again
};

}  // namespace meniscus
