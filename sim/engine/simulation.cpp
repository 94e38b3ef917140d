#include "sim/engine/simulation.hpp"

#include <algorithm>
#include <limits>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// States are checked for NaN and infinity, and automatic drivers are chosen, at multiples of this.
constexpr std::int64_t checkpoint_ticks = 512;

}  // namespace

Simulation::Simulation(const Network& network, const SimulationOptions& options)
    : network_(network),
      options_(options),
      workers_(options.threads),
      longest_epoch_(std::min(network.min_delay(), checkpoint_ticks)),
      played_(network.populations.size()),
      spike_counts_(network.populations.size()),
      drivers_(network.populations.size()),
      spikes_at_choice_(network.populations.size()),
      too_active_(network.populations.size()) {
  const std::int64_t ticks = network.max_delay() + 1;
  histories_.assign(network.populations.size(), SpikeHistory(ticks));
  for (const Projection& projection : network.projections) {
    const double tau = network.populations[projection.target].neurons->replace_tau();
    const std::uint32_t sources = network.populations[projection.source].size;
    kernels_.push_back(tau == 0.0
                           ? std::nullopt
                           : std::optional<ReplaceKernel>(
                                 std::in_place, tau / network.resolution.tick(), sources, ticks));
  }
  for (PopulationId p = 0; p < played_.size(); ++p) {
    played_[p].spikes = network.populations[p].neurons->spike_table();
  }
  for (const BlockRange& range : network.blocks) {
    blocks_.emplace_back(network, range, options.seed, options.silenced);
  }
  restart(options.sample);
}

void Simulation::restart(std::uint32_t sample) {
  options_.sample = sample;
  now_ = Time{0};
  for (Block& block : blocks_) {
    block.restart(sample);
    drivers_[block.range().population] = block.driver();
  }
  for (SpikeHistory& history : histories_) history.clear();
  for (auto& kernel : kernels_) {
    if (kernel) kernel->clear();
  }
  std::ranges::fill(spike_counts_, 0);
  std::ranges::fill(spikes_at_choice_, 0);
  std::ranges::fill(too_active_, std::numeric_limits<double>::infinity());
  for (Observer* observer : observers_) observer->stop(*this, now_);
}

void Simulation::play(PopulationId population, const SpikeTable& spikes, Time first) {
  if (network_.populations[population].neurons->spike_table() == nullptr) {
    throw ConfigError("population " + network_.populations[population].name + " is no spike list");
  }
  played_[population] = {&spikes, first};
}

void Simulation::inject(PopulationId population, const CurrentInput& current) {
  check_takes_current(network_.populations[population]);
  for (Block& block : blocks_) {
    if (block.range().population == population) block.inject(current);
  }
}

void Simulation::observe(Observer& observer) {
  observers_.push_back(&observer);
  observer.stop(*this, now_);
}

void Simulation::run(Time duration) {
  const Time end = now_ + duration;
  if (end.ticks > std::numeric_limits<std::uint32_t>::max()) {
    throw ConfigError(fmt::format("expected a run of at most {} ticks, got {}",
                                  std::numeric_limits<std::uint32_t>::max(), end.ticks));
  }
  while (now_ < end) {
    const Time from = now_;
    const Time to = epoch_end(end);
    const SpikeView view{histories_, kernels_};
    workers_.for_each_piece(blocks_.size(),
                            [&](std::size_t b, int) { blocks_[b].advance(from, to, view); });
    exchange(from, to);
    now_ = to;
    if (now_.ticks % checkpoint_ticks == 0) {
      check_finite();
      choose_drivers();
    }
    for (Observer* observer : observers_) {
      if (observer->next_stop(from) == now_) observer->stop(*this, now_);
    }
  }
  check_finite();
}

Time Simulation::epoch_end(Time end) const {
  Time to = std::min(end, now_ + Time{longest_epoch_});
  to = std::min(to, Time{(now_.ticks / checkpoint_ticks + 1) * checkpoint_ticks});
  for (const Observer* observer : observers_) to = std::min(to, observer->next_stop(now_));
  return to;
}

/// Makes the epoch's spikes known: concatenated in block order, so in order of neurons.
void Simulation::exchange(Time from, Time to) {
  for (Time t = from + Time{1}; t <= to; ++t) {
    for (PopulationId p = 0; p < histories_.size(); ++p) {
      std::vector<std::uint32_t>& spikes = histories_[p].begin_tick(t);
      if (played_[p].spikes == nullptr) continue;
      const auto played = played_[p].spikes->at(t - played_[p].first);
      spikes.assign(played.begin(), played.end());
    }
    for (const Block& block : blocks_) {
      std::vector<std::uint32_t>& spikes = histories_[block.range().population].at_tick(t);
      const auto own = block.spikes(t);
      spikes.insert(spikes.end(), own.begin(), own.end());
    }
    for (std::size_t p = 0; p < kernels_.size(); ++p) {
      if (kernels_[p]) kernels_[p]->record(t, histories_[network_.projections[p].source].at(t));
    }
    for (PopulationId p = 0; p < histories_.size(); ++p) {
      const auto spikes = histories_[p].at(t);
      spike_counts_[p] += spikes.size();
      for (Observer* observer : observers_) observer->spikes(p, t, spikes);
    }
  }
}

/// Spikes at and of a population's neurons, per neuron and tick, since the last choice of drivers.
double Simulation::activity(PopulationId p) const {
  const Population& population = network_.populations[p];
  auto events = static_cast<double>(spike_counts_[p] - spikes_at_choice_[p]);
  for (const Projection& projection : network_.projections) {
    if (projection.target != p) continue;
    const PopulationId source = projection.source;
    events += static_cast<double>(spike_counts_[source] - spikes_at_choice_[source]) *
              static_cast<double>(projection.synapses) / network_.populations[source].size;
  }
  double activity = events / (static_cast<double>(population.size) * checkpoint_ticks);
  for (const SpikeStimulus& stimulus : network_.spike_stimuli) {
    if (stimulus.population == p) activity += stimulus.input->mean_count();
  }
  for (const CurrentStimulus& stimulus : network_.current_stimuli) {
    if (stimulus.population != p) continue;
    activity += stimulus.input->changes_per_tick() * static_cast<double>(stimulus.neurons.size()) /
                population.size;
  }
  return activity;
}

/// How often the event driver touches a population's neurons, per neuron and tick. Whole numbers
/// are summed, so their order doesn't matter.
double Simulation::touches(PopulationId p) {
  double sum = 0.0;
  for (Block& block : blocks_) {
    if (block.range().population == p) sum += block.neurons().touches(checkpoint_ticks);
  }
  return sum / (static_cast<double>(network_.populations[p].size) * checkpoint_ticks);
}

/// Automatic populations are event-driven while few spikes arrive at their neurons and few are
/// theirs; but not where they have to be touched often all the same, on the way to threshold by
/// themselves, until they become half as active. Decided from counts and states at fixed ticks, so
/// that neither threads nor blocks nor cuts can matter.
void Simulation::choose_drivers() {
  for (PopulationId p = 0; p < drivers_.size(); ++p) {
    const Population& population = network_.populations[p];
    if (population.driver != DriverChoice::automatic || !population.neurons->can_be_event_driven())
      continue;
    const double sparse = population.neurons->sparse_activity();
    const double now_active = activity(p);
    bool is_sparse = now_active < std::min(sparse, too_active_[p]);
    if (is_sparse && touches(p) > sparse) {
      too_active_[p] = now_active / 2.0;
      is_sparse = false;
    }
    const Driver choice = is_sparse ? Driver::event : Driver::clock;
    if (choice == drivers_[p]) continue;
    drivers_[p] = choice;
    for (Block& block : blocks_) {
      if (block.range().population == p) block.use(choice, now_);
    }
  }
  spikes_at_choice_ = spike_counts_;
}

void Simulation::check_finite() const {
  for (const Block& block : blocks_) {
    if (const auto bad = block.neurons().non_finite()) {
      throw SimulationError(network_.populations[block.range().population].name, bad->neuron,
                            std::string(bad->variable), bad->value, network_.resolution.ms(now_));
    }
  }
}

void Simulation::state(StateArchive& archive) {
  archive.same(options_.seed);
  archive.same(options_.sample);
  archive.value(now_);
  archive.same(blocks_.size());
  for (Block& block : blocks_) {
    archive.same(block.range().count);
    block.state(archive);
  }
  for (SpikeHistory& history : histories_) history.state(archive);
  for (auto& kernel : kernels_) {
    if (kernel) kernel->state(archive);
  }
  archive.fixed(spike_counts_);
  archive.fixed(drivers_);
  archive.fixed(spikes_at_choice_);
  archive.fixed(too_active_);
}

double Simulation::value(PopulationId population, std::size_t variable,
                         std::uint32_t neuron) const {
  for (const Block& block : blocks_) {
    const BlockRange& range = block.range();
    if (range.population == population && neuron >= range.first &&
        neuron - range.first < range.count) {
      return block.neurons().value(variable, neuron, now_);
    }
  }
  throw ConfigError("no neuron " + std::to_string(neuron) + " with a state in population " +
                    network_.populations[population].name);
}

WeightTable Simulation::weights(std::uint32_t projection) const {
  const Projection& p = network_.projections[projection];
  if (!p.learning) throw ConfigError(fmt::format("projection {} does not learn", p.name));
  std::vector<std::uint32_t> first;
  std::vector<std::vector<float>> weights;
  for (const Block& block : blocks_) {
    const BlockRange& range = block.range();
    if (range.population != p.target) continue;
    const SynapseGroup* group = block.group(projection);
    first.push_back(range.first);
    if (group != nullptr) {
      weights.push_back(group->weights());
    } else {  // silenced
      const SynapseBlock& synapses = p.blocks[range.index];
      weights.emplace_back(synapses.target.size());
      set_initial_weights(synapses, p.row_weights, p.delays.size(), weights.back());
    }
  }
  return weight_table(p, first, weights);
}

void Simulation::set_scalar(std::uint32_t projection, std::size_t index, double value) {
  const Projection& p = network_.projections[projection];
  if (!p.learning) throw ConfigError(fmt::format("projection {} does not learn", p.name));
  const Plasticity& rule = *network_.plasticities[p.learning->plasticity];
  if (index >= rule.scalars(unit::none).size()) {
    throw ConfigError(fmt::format("{} has no runtime scalar {}", rule.rule(), index));
  }
  for (Block& block : blocks_) {
    if (SynapseGroup* group = block.group(projection)) group->set_scalar(index, value);
  }
}

std::uint64_t Simulation::synapse_bytes() const {
  std::uint64_t sum = network_.synapse_bytes();
  for (const Block& block : blocks_) {
    for (std::uint32_t p = 0; p < network_.projections.size(); ++p) {
      if (const SynapseGroup* group = block.group(p)) sum += group->bytes();
    }
  }
  return sum;
}

std::uint64_t Simulation::deliveries() const {
  std::uint64_t sum = 0;
  for (const Block& block : blocks_) sum += block.deliveries(now_, {histories_, kernels_});
  return sum;
}

}  // namespace meniscus
