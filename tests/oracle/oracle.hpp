#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "models/sources/poisson_input.hpp"
#include "plasticity/stdp_pair.hpp"
#include "sim/core/distributions.hpp"
#include "sim/core/precision.hpp"
#include "sim/core/spikes.hpp"
#include "sim/core/time.hpp"
#include "sim/network/decay.hpp"

namespace meniscus {

/// A deliberate mistake in the order of a tick; each must make the oracle disagree with the engine.
enum class Mistake {
  none,
  input_after_threshold,    ///< v >= v_th is tested before the tick's input is taken
  arrivals_after_neurons,   ///< synaptic input waits for the next tick (delays are one tick longer)
  stimuli_after_neurons,    ///< stimuli wait for the next tick
  currents_after_neurons,   ///< a change of current acts one tick late
  strict_threshold,         ///< v > v_th instead of v >= v_th
  stimuli_before_arrivals,  ///< the sum of a tick's input begins with the stimuli
  projections_descending,   ///< spikes of one tick are summed by falling projection
  learning_before_delivery,  ///< an arrival delivers the weight that it has changed
  coincidences_seen,         ///< spikes of one tick read traces that include each other
};

/// The input of one tick: [neuron][channel].
using OracleInput = std::vector<std::vector<double>>;

/// One population at work.
class OracleNeurons {
 public:
  virtual ~OracleNeurons() = default;

  virtual void set_value(std::size_t variable, std::uint32_t neuron, double value) = 0;
  virtual double value(std::size_t variable, std::uint32_t neuron, Time now) const = 0;
  virtual void set_current(std::uint32_t neuron, double current, Time now) = 0;

  /// Brings every neuron to tick t; returns who fires, sorted, once per spike.
  virtual std::vector<std::uint32_t> tick(Time t, const StreamKey& key,
                                          const OracleInput& input) = 0;
};

struct OraclePopulation {
  std::uint32_t size = 0;
  std::size_t channels = 0;
  double replace_tau = 0.0;  ///< see ClockDrivenNeuron [ms]
  std::function<std::unique_ptr<OracleNeurons>(Mistake)> make;
  Precision precision = Precision::float64;
};

/// Pair STDP.
struct OracleLearning {
  StdpPair::Parameters parameters;
  std::int64_t post_lag = 0;  ///< [ticks]
};

struct OracleSynapse {
  std::uint32_t source = 0;
  std::uint32_t target = 0;
  double row_weight = 1.0;  ///< shared with others
  double weight = 1.0;      ///< its own
  std::int64_t delay = 1;   ///< [ticks]
};

struct OracleProjection {
  std::uint32_t source = 0;
  std::uint32_t target = 0;
  std::size_t channel = 0;
  std::vector<std::vector<OracleSynapse>> rows = {};  ///< per source
  std::optional<OracleLearning> learning = {};
};

struct OracleStimulus {
  std::uint32_t population = 0;
  std::size_t channel = 0;
  double weight = 0.0;
  Poisson::Parameters poisson;
};

struct OracleCurrent {
  std::uint32_t population = 0;
  std::vector<std::uint32_t> neurons;
  std::vector<std::pair<std::int64_t, double>> jumps;  ///< from this tick on, this current [pA]
};

struct OracleInitial {
  std::uint32_t population = 0;
  std::size_t variable = 0;
  Distribution distribution;
};

/// A network as plain lists.
struct OracleNetwork {
  Resolution resolution;
  std::vector<OraclePopulation> populations;
  std::vector<OracleProjection> projections;
  std::vector<OracleStimulus> stimuli;
  std::vector<OracleCurrent> currents;
  std::vector<OracleInitial> initial_values;
};

/// The plastic synapses of one projection, visited one by one at every spike of either side.
class OraclePlasticity {
 public:
  OraclePlasticity(const OracleProjection& projection, const Resolution& resolution,
                   Mistake mistake);

  float weight(std::uint32_t source, std::size_t k) const { return synapses_[source][k].weight; }

  /// Phase 2 of tick t. `arrivals(source, delay)`: how many spikes of a source arrive after a
  /// delay; `post`: targets whose spike takes effect at t.
  void arrive(std::int64_t t,
              const std::function<std::size_t(std::uint32_t, std::int64_t)>& arrivals,
              const std::vector<std::uint32_t>& post);

  /// Phase 4: targets that fired at t, without a post_lag.
  void post_spikes(std::int64_t t, const std::vector<std::uint32_t>& post);

 private:
  /// Decays from its last spike on.
  struct Trace {
    float value = 0.0f;
    std::int64_t last = 0;
  };
  struct Synapse {
    std::uint32_t target = 0;
    std::int64_t delay = 1;
    float weight = 0.0f;
    Trace pre;
  };
  using Change = std::function<float(float weight, float trace)>;

  static float read(const Trace& trace, const Decay& decay, std::int64_t t);
  static void add_spikes(Trace& trace, std::size_t count, const Decay& decay, std::int64_t t);

  Change at_arrival_, at_post_spike_;
  std::function<float(float)> bounded_;
  Decay pre_decay_, post_decay_;
  Mistake mistake_;
  std::vector<std::vector<Synapse>> synapses_;  ///< [source]
  std::vector<Trace> post_;                     ///< per target
};

/// A slow, obvious simulator: no blocks, threads, epochs or rings of accumulators. It keeps
/// every spike ever emitted and does each tick as the design says it. Of the project it uses
/// only the models and the random numbers.
class Oracle {
 public:
  Oracle(const OracleNetwork& network, std::uint64_t seed, std::uint32_t sample = 0,
         Mistake mistake = Mistake::none);

  void run(std::int64_t ticks);

  /// All spikes of a population so far, by time and neuron.
  std::vector<Spike> spikes(std::uint32_t population) const;
  double value(std::uint32_t population, std::size_t variable, std::uint32_t neuron) const;

  /// The weights of a plastic projection, by source, target and delay.
  std::vector<float> weights(std::size_t projection) const;

 private:
  struct Emission {
    std::uint32_t source = 0;
    std::int64_t age = never_before;  ///< ticks since the source's spike before this one
  };
  static constexpr std::int64_t never_before = -1;

  void change_currents(Time now);
  void learn_from_arrivals(Time t);
  std::vector<std::uint32_t> emitters(std::uint32_t population, std::int64_t tick) const;
  void add_arrivals(Time t, std::vector<OracleInput>& inputs) const;
  void add_emissions(std::size_t projection, Time emitted, Time t, OracleInput& input) const;
  void add_stimuli(Time t, std::vector<OracleInput>& inputs) const;
  void emit(std::uint32_t population, const std::vector<std::uint32_t>& neurons);

  const OracleNetwork& network_;
  std::uint64_t seed_;
  std::uint32_t sample_;
  Mistake mistake_;
  Time now_{0};
  std::int64_t longest_delay_ = 0;
  std::vector<PoissonInput> poisson_;                        ///< per stimulus
  std::vector<std::unique_ptr<OracleNeurons>> neurons_;      ///< per population
  std::vector<std::optional<OraclePlasticity>> plasticity_;  ///< per projection
  std::vector<std::vector<std::vector<Emission>>> emitted_;  ///< [population][tick]
  std::vector<std::vector<std::int64_t>> last_spike_;        ///< [population][neuron]
};

}  // namespace meniscus
