#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/network/block_cut.hpp"
#include "sim/network/connectivity.hpp"
#include "sim/network/geometry.hpp"
#include "sim/network/model_population.hpp"
#include "sim/network/network.hpp"
#include "sim/network/rule_plasticity.hpp"
#include "sim/network/synapse_law.hpp"
#include "sim/network/synapse_list.hpp"
#include "sim/network/synapse_placer.hpp"
#include "sim/network/synapse_source.hpp"

namespace meniscus {

/// Puts a network together; `build()` cuts it into blocks for the engine. All random choices come
/// from the seed. Wrong requests throw ConfigError.
class NetworkBuilder {
 public:
  /// Largest and default number of neurons in a block.
  static constexpr std::uint32_t max_block_size = 65536;
  static constexpr std::uint32_t default_block_size = 16384;

  explicit NetworkBuilder(Resolution resolution, std::uint64_t seed = 1);

  PopulationId add(std::string name, std::uint32_t size,
                   std::unique_ptr<const NeuronPopulation> neurons,
                   DriverChoice driver = DriverChoice::automatic);

  /// A population of neurons of model M, e.g. `add<Lif>("exc", 800, {.tau_m = 10.0})`.
  template <ClockDrivenNeuron M>
  PopulationId add(std::string name, std::uint32_t size,
                   const typename M::Parameters& parameters = {},
                   DriverChoice driver = DriverChoice::automatic) {
    return add(std::move(name), size, std::make_unique<ModelPopulation<M>>(parameters), driver);
  }

  /// Gives neurons positions and types (NALSM's placement, geometry.hpp); before they are
  /// connected.
  void place(PopulationId population, Placement placement);
  const Placement& placement(PopulationId population) const { return placements_[population]; }

  /// Lets a state variable start from draws of `distribution` (coherent unit).
  void initial(PopulationId population, std::string_view variable,
               const Distribution& distribution);

  /// A rule for projections to learn by, e.g. `add_plasticity<StdpPair>({.w_max = 0.3})`.
  template <AnyPlasticityRule R>
  PlasticityId add_plasticity(const typename R::Parameters& parameters) {
    return add(std::make_unique<RulePlasticity<R>>(parameters));
  }
  PlasticityId add(std::unique_ptr<const Plasticity> plasticity);

  /// Throws what `connect` would throw for a request that can't be met, without drawing anything.
  /// Returns the expected number of synapses.
  double check(PopulationId source, PopulationId target, const ConnectionRule& rule,
               const SynapseLaw& law) const;

  /// Connects by a rule; `build` draws the synapses.
  void connect(PopulationId source, PopulationId target, const ConnectionRule& rule,
               const SynapseLaw& law, std::string name = {});

  /// Connects by explicit edges; the law says what they don't. Weights and delays are drawn now and
  /// kept until `build`, as they are with distance-dependent delays or a given spectral radius.
  void connect(PopulationId source, PopulationId target, ListedEdges edges, SynapseLaw law,
               std::string name = {});

  /// Connects by a rule, with the weights of a list in place of those of the law. The list's edges
  /// must be those that the rule draws; the weights of one pair's edges are in the order of their
  /// delays.
  void connect(PopulationId source, PopulationId target, const ConnectionRule& rule,
               const ListedEdges& stored, SynapseLaw law, std::string name = {});

  /// The same by explicit edges, whose own weights don't count.
  void connect(PopulationId source, PopulationId target, ListedEdges edges,
               const ListedEdges& stored, SynapseLaw law, std::string name = {});

  /// Throws what `connect` by a list would throw, as far as can be told without drawing.
  void check(PopulationId source, PopulationId target, const ListedEdges& edges,
             const SynapseLaw& law) const;

  /// Connects by explicit synapses (edges, weights and delays already drawn; a row's targets
  /// ascend).
  void connect(PopulationId source, PopulationId target, Synapses synapses, std::size_t channel,
               std::string name = {}, const std::optional<Learning>& learning = {});

  /// Spikes drawn straight into `channel` of every neuron, each adding `weight`.
  void stimulate(PopulationId population, std::unique_ptr<const SpikeInput> input, double weight,
                 std::string_view channel = {}, std::string name = {});

  /// A current into the given neurons; empty = all.
  void inject(PopulationId population, std::unique_ptr<const CurrentInput> input,
              std::vector<std::uint32_t> neurons = {}, std::string name = {});

  const Resolution& resolution() const { return network_.resolution; }
  std::uint64_t seed() const { return seed_; }
  const std::vector<Population>& populations() const { return network_.populations; }
  /// Their blocks, delays and number of synapses are known to the finished network only.
  const std::vector<Projection>& projections() const { return network_.projections; }
  const std::vector<InitialValue>& initial_values() const { return network_.initial_values; }
  const std::vector<SpikeStimulus>& spike_stimuli() const { return network_.spike_stimuli; }
  const std::vector<CurrentStimulus>& current_stimuli() const { return network_.current_stimuli; }

  const Plasticity& plasticity(PlasticityId id) const { return *network_.plasticities[id]; }

  /// The synapses of a projection, drawn for this call.
  EdgeTable edges(std::size_t projection) const;

  /// The same with weights and delays.
  Synapses synapses(std::size_t projection) const;

  /// The finished network, cut into even blocks of at most `block_size` neurons (rounded up to a
  /// multiple of 8), as many for each thread. Results depend neither on it nor on the threads that
  /// draw the synapses. Leaves the builder empty. Memory never exceeds that of the network by much:
  /// see SynapsePlacer.
  Network build(std::uint32_t block_size = default_block_size, int threads = 1);

 private:
  struct DrawRequest {
    ConnectionRule rule;
    SynapseLaw law;
  };
  using Request = std::variant<DrawRequest, Synapses>;

  const Population& checked(PopulationId population) const;
  std::size_t channel_index(PopulationId population, std::string_view channel,
                            const Distribution& weight) const;
  PopulationPair ends(PopulationId source, PopulationId target) const;
  std::optional<Learning> learning_of(PopulationId target, const SynapseLaw& law) const;
  std::string default_name(PopulationId source, PopulationId target) const;
  void check_geometry(PopulationId source, PopulationId target, const SynapseLaw& law) const;
  void check_law(PopulationId source, PopulationId target, const SynapseLaw& law) const;
  Synapses listed(PopulationId source, PopulationId target, ListedEdges edges,
                  const SynapseLaw& law, std::size_t projection) const;
  void add_projection(Projection projection, Request request);
  StreamKey key(RandomDomain domain, std::size_t projection) const;
  std::unique_ptr<const SynapseSource> synapse_source(std::size_t projection) const;
  std::vector<bool> choose_walks(std::span<const SynapsePlacer> placers) const;
  void cut_into_blocks(const BlockCut& cut);
  void make_synapses(const BlockCut& cut);

  std::uint64_t seed_;
  Network network_;
  std::vector<Placement> placements_;
  std::vector<Request> requests_;  ///< per projection of network_
};

}  // namespace meniscus
