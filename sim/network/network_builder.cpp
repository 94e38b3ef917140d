#include "sim/network/network_builder.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/network/learning_checks.hpp"

namespace meniscus {

namespace {

/// Pieces of rows shorter than this are walked at emission (design: cost).
constexpr double short_piece = 64.0;
constexpr std::size_t most_delays_at_emission = 256;  // a delay byte per synapse

}  // namespace

NetworkBuilder::NetworkBuilder(Resolution resolution, std::uint64_t seed) : seed_(seed) {
  network_.resolution = resolution;
}

PopulationId NetworkBuilder::add(std::string name, std::uint32_t size,
                                 std::unique_ptr<const NeuronPopulation> neurons,
                                 DriverChoice driver) {
  if (size == 0)
    throw ConfigError(fmt::format("population {}: expected a size of at least 1", name));
  if (driver == DriverChoice::event && !neurons->can_be_event_driven()) {
    throw ConfigError(fmt::format("population {}: model {} has no event driver (use clock)", name,
                                  neurons->model()));
  }
  for (const Population& other : network_.populations) {
    if (other.name == name) throw ConfigError(fmt::format("two populations are called {}", name));
  }
  network_.populations.push_back({std::move(name), size, std::move(neurons), driver});
  placements_.emplace_back();
  return static_cast<PopulationId>(network_.populations.size() - 1);
}

const Population& NetworkBuilder::checked(PopulationId population) const {
  if (population >= network_.populations.size()) {
    throw ConfigError(fmt::format("no population has the id {}", population));
  }
  return network_.populations[population];
}

void NetworkBuilder::place(PopulationId population, Placement placement) {
  const Population& p = checked(population);
  for (const std::size_t count : {placement.positions.size(), placement.inhibitory.size()}) {
    if (count == 0 || count == p.size) continue;
    throw ConfigError(
        fmt::format("population {}: expected positions and types of {} neurons, got {}", p.name,
                    p.size, count));
  }
  for (const Projection& projection : network_.projections) {
    if (projection.source != population && projection.target != population) continue;
    throw ConfigError(
        fmt::format("population {}: expected its placement before it is connected", p.name));
  }
  placements_[population] = std::move(placement);
}

void NetworkBuilder::initial(PopulationId population, std::string_view variable,
                             const Distribution& distribution) {
  const Population& p = checked(population);
  const auto variables = p.neurons->variables();
  const auto found = std::ranges::find(variables, variable, &FieldInfo::name);
  if (found == variables.end()) {
    throw ConfigError(fmt::format("population {}: model {} has no state variable {}", p.name,
                                  p.neurons->model(), variable));
  }
  network_.initial_values.push_back(
      {population, static_cast<std::size_t>(found - variables.begin()), distribution});
}

std::size_t NetworkBuilder::channel_index(PopulationId population, std::string_view channel,
                                          const Distribution& weight) const {
  const Population& p = checked(population);
  const auto channels = p.neurons->channels();
  if (channels.empty()) {
    throw ConfigError(
        fmt::format("population {}: {} neurons take no input", p.name, p.neurons->model()));
  }
  if (channel.empty()) {
    if (channels.size() == 1) return 0;
    const Signs signs = signs_of(weight);
    if (signs.negative && signs.positive) {
      throw ConfigError(
          fmt::format("population {}: weights of both signs need a channel ({} has several)",
                      p.name, p.neurons->model()));
    }
    channel = signs.negative ? "inh" : "exc";
  }
  const auto found = std::ranges::find(channels, channel, &Channel::name);
  if (found == channels.end()) {
    throw ConfigError(fmt::format("population {}: model {} has no channel {}", p.name,
                                  p.neurons->model(), channel));
  }
  return static_cast<std::size_t>(found - channels.begin());
}

PopulationPair NetworkBuilder::ends(PopulationId source, PopulationId target) const {
  const auto view = [this](PopulationId p) {
    return PopulationView{checked(p).size, placements_[p].positions, placements_[p].inhibitory};
  };
  return {view(source), view(target), source == target};
}

PlasticityId NetworkBuilder::add(std::unique_ptr<const Plasticity> plasticity) {
  network_.plasticities.push_back(std::move(plasticity));
  return static_cast<PlasticityId>(network_.plasticities.size() - 1);
}

std::optional<Learning> NetworkBuilder::learning_of(PopulationId target,
                                                    const SynapseLaw& law) const {
  if (!law.plasticity) return {};
  const Learning learning{*law.plasticity, network_.resolution.ticks(law.post_lag)};
  for (const Distribution& weight : {law.weight, law.inhibitory_weight.value_or(law.weight)}) {
    const auto [least, most] = support_of(weight);
    const WeightRange weights{weight.random_sign ? std::min(least, -most) : least, most};
    check_learning(network_, target, learning, weights);
  }
  return learning;
}

std::string NetworkBuilder::default_name(PopulationId source, PopulationId target) const {
  const std::string name = fmt::format("{}_to_{}", checked(source).name, checked(target).name);
  const auto taken = [&](const std::string& candidate) {
    return std::ranges::find(network_.projections, candidate, &Projection::name) !=
           network_.projections.end();
  };
  if (!taken(name)) return name;
  for (int i = 2;; ++i) {
    if (std::string next = fmt::format("{}_{}", name, i); !taken(next)) return next;
  }
}

void NetworkBuilder::check_law(PopulationId source, PopulationId target,
                               const SynapseLaw& law) const {
  check_geometry(source, target, law);
  if (law.inhibitory_weight && placements_[source].inhibitory.empty()) {
    throw ConfigError(fmt::format("population {} has no inhibitory neurons, so no weight for them",
                                  checked(source).name));
  }
  channel_index(target, law.channel, law.weight);
  learning_of(target, law);
  check_draws(law, network_.resolution);
}

double NetworkBuilder::check(PopulationId source, PopulationId target, const ConnectionRule& rule,
                             const SynapseLaw& law) const {
  check_law(source, target, law);
  return expected_edges(rule, ends(source, target));
}

void NetworkBuilder::connect(PopulationId source, PopulationId target, const ConnectionRule& rule,
                             const SynapseLaw& law, std::string name) {
  check_law(source, target, law);
  check_connection(rule, ends(source, target));
  if (law.velocity > 0.0 || law.spectral_radius) {
    const StreamKey edge_key = key(RandomDomain::connectivity, network_.projections.size());
    connect(source, target, {meniscus::connect(rule, ends(source, target), edge_key)}, law,
            std::move(name));
    return;
  }
  Projection projection;
  projection.name = std::move(name);
  projection.source = source;
  projection.target = target;
  projection.channel = channel_index(target, law.channel, law.weight);
  projection.row_weights = row_weights(law, placements_[source]);
  projection.learning = learning_of(target, law);
  if (law.delay.is_constant()) {
    const double ms = std::get<ConstantValue>(law.delay.law).value + law.dendritic_delay;
    const Time delay{whole_ticks(network_.resolution, ms)};
    projection.delay_rounding = std::abs(network_.resolution.ms(delay) - ms);
  }
  add_projection(std::move(projection), DrawRequest{rule, law});
}

void NetworkBuilder::connect(PopulationId source, PopulationId target, Synapses synapses,
                             std::size_t channel, std::string name,
                             const std::optional<Learning>& learning) {
  if (name.empty()) name = default_name(source, target);
  const Population& to = checked(target);
  const EdgeTable& edges = synapses.edges;
  if (edges.row_begin.size() != checked(source).size + 1u) {
    throw ConfigError(fmt::format("projection {}: expected {} rows of synapses, got {}", name,
                                  checked(source).size, edges.row_begin.size() - 1));
  }
  if (channel >= to.neurons->channels().size()) {
    throw ConfigError(fmt::format("projection {}: model {} has no channel number {}", name,
                                  to.neurons->model(), channel));
  }
  const auto beyond = [&](std::uint32_t t) { return t >= to.size; };
  if (const auto far = std::ranges::find_if(edges.target, beyond); far != edges.target.end()) {
    throw ConfigError(fmt::format("projection {}: no neuron {} in population {} of {}", name, *far,
                                  to.name, to.size));
  }
  for (std::uint32_t row = 0; row < edges.sources(); ++row) {
    if (std::ranges::is_sorted(edges.row(row))) continue;
    throw ConfigError(
        fmt::format("projection {}: the targets of source {} don't ascend", name, row));
  }
  if (synapses.delays.empty() || synapses.delays.front() < 1) {
    throw ConfigError(fmt::format("projection {}: expected delays of at least one tick", name));
  }
  if (learning) check_learning(network_, target, *learning, weight_range(synapses));
  Projection projection;
  projection.name = std::move(name);
  projection.source = source;
  projection.target = target;
  projection.channel = channel;
  projection.row_weights = synapses.row_weights;
  projection.learning = learning;
  projection.delay_rounding = synapses.delay_rounding;
  add_projection(std::move(projection), std::move(synapses));
}

void NetworkBuilder::add_projection(Projection projection, Request request) {
  if (projection.name.empty()) {
    projection.name = default_name(projection.source, projection.target);
  }
  network_.projections.push_back(std::move(projection));
  requests_.push_back(std::move(request));
}

EdgeTable NetworkBuilder::edges(std::size_t projection) const {
  if (const auto* listed = std::get_if<Synapses>(&requests_[projection])) return listed->edges;
  const Projection& p = network_.projections[projection];
  return meniscus::connect(std::get<DrawRequest>(requests_[projection]).rule,
                           ends(p.source, p.target), key(RandomDomain::connectivity, projection));
}

StreamKey NetworkBuilder::key(RandomDomain domain, std::size_t projection) const {
  return {seed_, domain, static_cast<std::uint32_t>(projection)};
}

std::unique_ptr<const SynapseSource> NetworkBuilder::synapse_source(std::size_t projection) const {
  if (const auto* listed = std::get_if<Synapses>(&requests_[projection])) {
    return std::make_unique<ListedSynapses>(*listed);
  }
  const auto& [rule, law] = std::get<DrawRequest>(requests_[projection]);
  const Projection& p = network_.projections[projection];
  SynapseDraws draws{.weight_key = key(RandomDomain::weight, projection),
                     .delay_key = key(RandomDomain::delay, projection),
                     .delay = law.delay,
                     .dendritic_delay = law.dendritic_delay};
  if (!shares_weights(law)) {
    draws.weight = law.weight;
    draws.inhibitory_weight = law.inhibitory_weight.value_or(law.weight);
  }
  EdgeDrawer edges(rule, ends(p.source, p.target), key(RandomDomain::connectivity, projection));
  return std::make_unique<DrawnSynapses>(std::move(edges), placements_[p.source].inhibitory, draws,
                                         network_.resolution);
}

void NetworkBuilder::stimulate(PopulationId population, std::unique_ptr<const SpikeInput> input,
                               double weight, std::string_view channel, std::string name) {
  const std::size_t index = channel_index(population, channel, constant(weight));
  network_.spike_stimuli.push_back({std::move(name), population, index, weight, std::move(input)});
}

void NetworkBuilder::inject(PopulationId population, std::unique_ptr<const CurrentInput> input,
                            std::vector<std::uint32_t> neurons, std::string name) {
  const Population& p = checked(population);
  check_takes_current(p);
  if (neurons.empty()) {
    neurons.resize(p.size);
    std::iota(neurons.begin(), neurons.end(), 0u);
  }
  for (const std::uint32_t neuron : neurons) {
    if (neuron >= p.size) {
      throw ConfigError(fmt::format("no neuron {} in population {} of {}", neuron, p.name, p.size));
    }
  }
  std::ranges::sort(neurons);
  network_.current_stimuli.push_back(
      {std::move(name), population, std::move(neurons), std::move(input)});
}

/// Rows onto a population are walked at emission where none learns, some projection's pieces are
/// short and no delay needs more than a byte.
std::vector<bool> NetworkBuilder::choose_walks(std::span<const SynapsePlacer> placers) const {
  std::vector<bool> at_emission(network_.populations.size(), false);
  std::vector<bool> possible(network_.populations.size(), true);
  for (std::size_t p = 0; p < placers.size(); ++p) {
    const PopulationId target = network_.projections[p].target;
    const std::size_t delays = placers[p].delays().size();
    const bool plastic = network_.projections[p].learning.has_value();  // walked at arrival only
    if (delays > most_delays_at_emission || plastic) possible[target] = false;
    if (delays > 1 && placers[p].mean_piece() < short_piece) at_emission[target] = true;
  }
  for (PopulationId p = 0; p < possible.size(); ++p) {
    if (!possible[p]) at_emission[p] = false;
  }
  return at_emission;
}

void NetworkBuilder::cut_into_blocks(const BlockCut& cut) {
  for (PopulationId p = 0; p < network_.populations.size(); ++p) {
    const Population& population = network_.populations[p];
    if (population.neurons->spike_table() != nullptr) continue;
    const std::uint32_t size = cut.block_size(population.size);
    for (std::uint32_t first = 0; first < population.size; first += size) {
      network_.blocks.push_back({p, first, std::min(size, population.size - first), first / size});
    }
  }
}

void NetworkBuilder::make_synapses(const BlockCut& cut) {
  std::vector<SynapsePlacer> placers;
  for (std::size_t p = 0; p < requests_.size(); ++p) {
    const Projection& projection = network_.projections[p];
    const std::uint32_t targets = network_.populations[projection.target].size;
    placers.emplace_back(synapse_source(p), network_.populations[projection.source].size, targets,
                         cut.block_size(targets));
  }
  count_all(placers, cut.threads);
  network_.walks_at_emission = choose_walks(placers);
  for (std::size_t p = 0; p < placers.size(); ++p) {
    Projection& projection = network_.projections[p];
    projection.synapses = placers[p].synapses();
    projection.delays = placers[p].delays();
    placers[p].choose(network_.walks_at_emission[projection.target] ? RowWalk::at_emission
                                                                    : RowWalk::at_arrival);
  }
  place_all(placers, cut.threads);
  for (std::size_t p = 0; p < placers.size(); ++p) {
    network_.projections[p].blocks = placers[p].take();
  }
}

Network NetworkBuilder::build(std::uint32_t block_size, int threads) {
  const BlockCut cut{std::clamp(block_size, 1u, max_block_size), threads};
  cut_into_blocks(cut);
  make_synapses(cut);
  requests_.clear();
  placements_.clear();
  return std::exchange(network_, Network{});
}

}  // namespace meniscus
