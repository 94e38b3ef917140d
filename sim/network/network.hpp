#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/distributions.hpp"
#include "sim/core/time.hpp"
#include "sim/network/neuron_population.hpp"
#include "sim/network/stimulus.hpp"
#include "sim/network/synapse_group.hpp"
#include "sim/network/synapses.hpp"

namespace meniscus {

using PopulationId = std::uint32_t;
using PlasticityId = std::uint32_t;

/// Who decides how a population is brought forward in time.
enum class DriverChoice : std::uint8_t { automatic, clock, event };

/// A named group of neurons of one model.
struct Population {
  std::string name;
  std::uint32_t size = 0;
  std::unique_ptr<const NeuronPopulation> neurons;
  DriverChoice driver = DriverChoice::automatic;
};

/// Throws ConfigError unless a current can be injected into the population's neurons.
void check_takes_current(const Population& population);

/// A distribution from which a state variable starts.
struct InitialValue {
  PopulationId population = 0;
  std::size_t variable = 0;  ///< index in NeuronPopulation::variables()
  Distribution distribution;
};

/// How a projection learns.
struct Learning {
  PlasticityId plasticity = 0;
  Time post_lag{0};  ///< from a target's spike to its effect: 0 where the delay is the axon's

  friend bool operator==(const Learning&, const Learning&) = default;
};

/// Synapses from one population to one channel of another.
struct Projection {
  std::string name;
  PopulationId source = 0;
  PopulationId target = 0;
  std::size_t channel = 0;
  std::vector<std::int64_t> delays;  ///< the distinct delays [ticks], ascending
  std::vector<SynapseBlock> blocks;  ///< one per block of the target
  RowWeights row_weights;
  std::optional<Learning> learning;  ///< absent: the weights are fixed, else what they start from
  std::uint64_t synapses = 0;
  double delay_rounding = 0.0;  ///< |delay - whole ticks| of a delay that isn't drawn [ms]
};

/// Spikes drawn straight into a population's channel, each with the same weight.
struct SpikeStimulus {
  std::string name;
  PopulationId population = 0;
  std::size_t channel = 0;
  double weight = 0.0;
  std::unique_ptr<const SpikeInput> input;
};

/// A current injected into some neurons of a population.
struct CurrentStimulus {
  std::string name;
  PopulationId population = 0;
  std::vector<std::uint32_t> neurons;  ///< ascending
  std::unique_ptr<const CurrentInput> input;
};

/// The neurons [first, first + count) of a population: what one worker advances at a time.
struct BlockRange {
  PopulationId population = 0;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::size_t index = 0;  ///< among its population's blocks
};

/// A network as the engine runs it: immutable, shared by any number of simulations. Made by
/// NetworkBuilder.
struct Network {
  Resolution resolution{0.1};
  std::vector<Population> populations;
  std::vector<InitialValue> initial_values;
  std::vector<Projection> projections;
  std::vector<std::unique_ptr<const Plasticity>> plasticities;
  std::vector<SpikeStimulus> spike_stimuli;
  std::vector<CurrentStimulus> current_stimuli;
  std::vector<BlockRange> blocks;
  std::vector<bool>
      walks_at_emission;  ///< per population: how rows onto it are walked (SynapseBlock)

  std::int64_t min_delay() const;  ///< [ticks]; `never` without projections
  std::int64_t max_delay() const;  ///< [ticks]; 0 without projections
  std::uint64_t synapses() const;
  std::uint64_t synapse_bytes() const;  ///< without what simulations add for plastic ones
};

}  // namespace meniscus
