#include "sim/network/network_builder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/network/learning_checks.hpp"

namespace meniscus {

namespace {

/// Pieces of rows shorter than this are walked at emission (design: cost).
constexpr double short_piece = 64.0;
constexpr std::size_t most_delays_at_emission = 256;  // a delay byte per synapse
/// Below, above or on both sides of zero: which signs a law's values can have.
struct Signs {
  bool negative = false;
  bool positive = false;
};

/// The least and the largest value a law can have; without its random sign.
std::pair<double, double> support_of(const Distribution& d) {
  const double inf = std::numeric_limits<double>::infinity();
  const auto [low, high] = std::visit(
      [&](const auto& law) -> std::pair<double, double> {
        using Law = std::decay_t<decltype(law)>;
        if constexpr (std::is_same_v<Law, ConstantValue>) return {law.value, law.value};
        if constexpr (std::is_same_v<Law, UniformValue>) return {law.low, law.high};
        if constexpr (std::is_same_v<Law, LognormalValue>) return {0.0, inf};
        return {-inf, inf};
      },
      d.law);
  return {std::max(low, d.low), std::min(high, d.high)};
}

Signs signs_of(const Distribution& d) {
  const auto [least, most] = support_of(d);
  if (d.random_sign) return {true, true};
  return {least<0.0, most> 0.0};
}

std::vector<double> by_source(const Placement& placement, double excitatory, double inhibitory) {
  std::vector<double> weights(placement.inhibitory.size());
  std::ranges::transform(placement.inhibitory, weights.begin(),
                         [&](bool is) { return is ? inhibitory : excitatory; });
  return weights;
}

/// Weights: stored once where they are all the same (or one per type of source), else drawn.
void draw_weights(Synapses& synapses, const SynapseLaw& law, const Placement& placement,
                  const StreamKey& key) {
  const Distribution& inhibitory = law.inhibitory_weight.value_or(law.weight);
  if (law.weight.is_constant() && inhibitory.is_constant()) {
    const double exc = std::get<ConstantValue>(law.weight.law).value;
    const double inh = std::get<ConstantValue>(inhibitory.law).value;
    if (exc == inh || placement.inhibitory.empty()) {
      synapses.row_weights.shared = exc;
    } else {
      synapses.row_weights.by_source = by_source(placement, exc, inh);
    }
    return;
  }
  const EdgeTable& edges = synapses.edges;
  synapses.weight.resize(edges.target.size());
  for (std::uint32_t source = 0; source + 1 < edges.row_begin.size(); ++source) {
    const bool is_inhibitory = !placement.inhibitory.empty() && placement.inhibitory[source];
    RandomStream stream(key, source);
    for (std::size_t k = edges.row_begin[source]; k < edges.row_begin[source + 1]; ++k) {
      synapses.weight[k] =
          static_cast<float>(draw(is_inhibitory ? inhibitory : law.weight, stream));
    }
  }
}

/// A delay in whole ticks, of which there must be at least one.
std::int64_t whole_ticks(const Resolution& resolution, double ms) {
  const Time delay = resolution.ticks(ms);
  if (delay.ticks < 1 || delay.ticks > std::numeric_limits<std::int32_t>::max()) {
    throw ConfigError(fmt::format("expected a delay of at least one tick ({} ms), got {} ms",
                                  resolution.tick(), ms));
  }
  return delay.ticks;
}

class DelayDrawer {
 public:
  explicit DelayDrawer(const Resolution& resolution) : resolution_(resolution) {}

  void draw_into(Synapses& synapses, const Distribution& law, const StreamKey& key) {
    if (law.is_constant()) {
      synapses.delays = {rounded(std::get<ConstantValue>(law.law).value)};
    } else {
      draw_each(synapses, law, key);
    }
    synapses.delay_rounding = rounding_;
  }

 private:
  std::int64_t rounded(double ms) {
    const std::int64_t delay = whole_ticks(resolution_, ms);
    rounding_ = std::max(rounding_, std::abs(resolution_.ms(Time{delay}) - ms));
    return delay;
  }

  void draw_each(Synapses& synapses, const Distribution& law, const StreamKey& key) {
    const EdgeTable& edges = synapses.edges;
    std::vector<std::int64_t> ticks(edges.target.size());
    for (std::uint32_t source = 0; source + 1 < edges.row_begin.size(); ++source) {
      RandomStream stream(key, source);
      for (std::size_t k = edges.row_begin[source]; k < edges.row_begin[source + 1]; ++k) {
        ticks[k] = rounded(draw(law, stream));
      }
    }
    synapses.delays = ticks;
    std::ranges::sort(synapses.delays);
    const auto repeated = std::ranges::unique(synapses.delays);
    synapses.delays.erase(repeated.begin(), repeated.end());
    synapses.delay.resize(ticks.size());
    std::ranges::transform(ticks, synapses.delay.begin(), [&](std::int64_t tick) {
      return static_cast<std::uint32_t>(std::ranges::lower_bound(synapses.delays, tick) -
                                        synapses.delays.begin());
    });
  }

  const Resolution& resolution_;
  double rounding_ = 0.0;
};

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

double NetworkBuilder::check(PopulationId source, PopulationId target, const ConnectionRule& rule,
                             const SynapseLaw& law) const {
  if (law.inhibitory_weight && placements_[source].inhibitory.empty()) {
    throw ConfigError(fmt::format("population {} has no inhibitory neurons, so no weight for them",
                                  checked(source).name));
  }
  channel_index(target, law.channel, law.weight);
  learning_of(target, law);
  if (law.delay.is_constant()) {
    whole_ticks(network_.resolution, std::get<ConstantValue>(law.delay.law).value);
  }
  return expected_edges(rule, ends(source, target));
}

void NetworkBuilder::connect(PopulationId source, PopulationId target, const ConnectionRule& rule,
                             const SynapseLaw& law, std::string name) {
  if (name.empty()) name = default_name(source, target);
  const auto index = static_cast<std::uint32_t>(network_.projections.size());
  Synapses synapses;
  synapses.edges =
      meniscus::connect(rule, ends(source, target), {seed_, RandomDomain::connectivity, index});
  draw_weights(synapses, law, placements_[source], {seed_, RandomDomain::weight, index});
  DelayDrawer(network_.resolution)
      .draw_into(synapses, law.delay, {seed_, RandomDomain::delay, index});
  connect(source, target, std::move(synapses), channel_index(target, law.channel, law.weight),
          std::move(name), learning_of(target, law));
}

void NetworkBuilder::connect(PopulationId source, PopulationId target, Synapses synapses,
                             std::size_t channel, std::string name,
                             const std::optional<Learning>& learning) {
  if (name.empty()) name = default_name(source, target);
  const Population& to = checked(target);
  if (synapses.edges.row_begin.size() != checked(source).size + 1u) {
    throw ConfigError(fmt::format("projection {}: expected {} rows of synapses, got {}", name,
                                  checked(source).size, synapses.edges.row_begin.size() - 1));
  }
  if (channel >= to.neurons->channels().size()) {
    throw ConfigError(fmt::format("projection {}: model {} has no channel number {}", name,
                                  to.neurons->model(), channel));
  }
  const auto& targets = synapses.edges.target;
  if (const auto far = std::ranges::find_if(targets, [&](std::uint32_t t) { return t >= to.size; });
      far != targets.end()) {
    throw ConfigError(fmt::format("projection {}: no neuron {} in population {} of {}", name, *far,
                                  to.name, to.size));
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
  projection.delays = synapses.delays;
  projection.row_weights = synapses.row_weights;
  projection.learning = learning;
  projection.synapses = targets.size();
  projection.delay_rounding = synapses.delay_rounding;
  network_.projections.push_back(std::move(projection));
  drawn_.push_back(std::move(synapses));
}

void NetworkBuilder::stimulate(PopulationId population, std::unique_ptr<const SpikeInput> input,
                               double weight, std::string_view channel, std::string name) {
  const std::size_t index = channel_index(population, channel, constant(weight));
  network_.spike_stimuli.push_back({std::move(name), population, index, weight, std::move(input)});
}

void NetworkBuilder::inject(PopulationId population, std::unique_ptr<const CurrentInput> input,
                            std::vector<std::uint32_t> neurons, std::string name) {
  const Population& p = checked(population);
  if (!p.neurons->takes_current()) {
    throw ConfigError(fmt::format("population {}: {} neurons take no injected current", p.name,
                                  p.neurons->model()));
  }
  if (neurons.empty()) {
    neurons.resize(p.size);
    std::iota(neurons.begin(), neurons.end(), 0u);
  }
  for (const std::uint32_t neuron : neurons) {
    if (neuron >= p.size) {
      throw ConfigError(fmt::format("no neuron {} in population {} of {}", neuron, p.name, p.size));
    }
  }
  network_.current_stimuli.push_back(
      {std::move(name), population, std::move(neurons), std::move(input)});
}

Network NetworkBuilder::build(std::uint32_t block_size) {
  const std::uint32_t size = std::clamp<std::uint32_t>(
      (std::min(block_size, max_block_size) + 7) / 8 * 8, 8, max_block_size);
  Network network = std::move(network_);
  network.walks_at_emission.assign(network.populations.size(), false);
  std::vector<bool> possible(network.populations.size(), true);
  for (std::size_t p = 0; p < drawn_.size(); ++p) {
    const PopulationId target = network.projections[p].target;
    const bool plastic = network.projections[p].learning.has_value();  // walked at arrival only
    if (drawn_[p].delays.size() > most_delays_at_emission || plastic) possible[target] = false;
    if (drawn_[p].delays.size() > 1 && drawn_[p].mean_piece() < short_piece) {
      network.walks_at_emission[target] = true;
    }
  }
  for (PopulationId p = 0; p < possible.size(); ++p) {
    if (!possible[p]) network.walks_at_emission[p] = false;
    const Population& population = network.populations[p];
    if (population.neurons->spike_table() != nullptr) continue;
    for (std::uint32_t first = 0; first < population.size; first += size) {
      network.blocks.push_back({p, first, std::min(size, population.size - first), first / size});
    }
  }
  for (std::size_t p = 0; p < drawn_.size(); ++p) {
    Projection& projection = network.projections[p];
    projection.blocks = cut_into_blocks(drawn_[p], network.populations[projection.target].size,
                                        size, network.walks_at_emission[projection.target]);
    drawn_[p] = {};
  }
  drawn_.clear();
  placements_.clear();
  network_ = Network{};
  return network;
}

}  // namespace meniscus
