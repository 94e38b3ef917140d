#include "sim/engine/block.hpp"

#include <algorithm>
#include <tuple>

#include "sim/engine/delivery.hpp"

namespace meniscus {

namespace {

/// Synapses on their way into the cache while a row is walked: what covers a memory's latency.
constexpr std::size_t enough_ahead = 1024;

std::size_t input_slots(const Network& network, PopulationId population) {
  // Emissions of an epoch (at most the longest delay) are spread before the next one begins.
  return network.walks_at_emission[population] ? static_cast<std::size_t>(network.max_delay()) + 1
                                               : 1;
}

StreamKey source_key(std::uint64_t seed, PopulationId population, std::uint32_t sample) {
  return {.seed = seed,
          .domain = RandomDomain::poisson_source,
          .component = population,
          .sample = sample};
}

std::unique_ptr<SynapseGroup> make_group(const Network& network, const Projection& projection,
                                         const BlockRange& range) {
  const Learning& learning = *projection.learning;
  return network.plasticities[learning.plasticity]->make_group(
      {.synapses = projection.blocks[range.index],
       .row_weights = projection.row_weights,
       .delays = projection.delays.size(),
       .first = range.first,
       .count = range.count,
       .post_lag = learning.post_lag,
       .resolution = network.resolution});
}

}  // namespace

Block::Block(const Network& network, const BlockRange& range, std::uint64_t seed,
             std::span<const std::uint32_t> silenced)
    : network_(network),
      range_(range),
      seed_(seed),
      walk_at_emission_(network.walks_at_emission[range.population]),
      input_(range.count, network.populations[range.population].neurons->channels().size(),
             input_slots(network, range.population),
             network.populations[range.population].neurons->precision()),
      neurons_(network.populations[range.population].neurons->make_block(
          network.resolution, range.first, range.count)) {
  groups_.resize(network.projections.size());
  for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
    const Projection& projection = network.projections[p];
    if (projection.target != range.population) continue;
    if (std::ranges::find(silenced, p) != silenced.end()) continue;
    incoming_.push_back(p);
    if (projection.learning) groups_[p] = make_group(network, projection, range);
    for (std::uint32_t d = 0; d < projection.delays.size(); ++d) {
      arrivals_.push_back({projection.delays[d], p, d});
    }
  }
  std::ranges::sort(arrivals_, [](const Arrival& a, const Arrival& b) {
    return std::tuple(-a.delay, a.projection) < std::tuple(-b.delay, b.projection);
  });
  restart(0);
}

void Block::restart(std::uint32_t sample) {
  sample_ = sample;
  const Population& population = network_.populations[range_.population];
  neurons_->restart(source_key(seed_, range_.population, sample));
  for (const auto& group : groups_) {
    if (group) group->restart();
  }
  for (const InitialValue& initial : network_.initial_values) {
    if (initial.population != range_.population) continue;
    const auto component = (initial.population << 8) | static_cast<std::uint32_t>(initial.variable);
    for (std::uint32_t i = range_.first; i < range_.first + range_.count; ++i) {
      RandomStream stream({seed_, RandomDomain::initial_state, component, sample}, i);
      neurons_->set_value(initial.variable, i, draw(initial.distribution, stream));
    }
  }
  input_.clear();
  spikes_.clear();
  spikes_begin_.assign(1, 0);
  epoch_begin_ = spread_until_ = next_current_change_ = Time{0};
  deliveries_ = 0;
  const bool event = population.driver == DriverChoice::event;
  use(event ? Driver::event : Driver::clock, Time{0});
}

void Block::use(Driver driver, Time now) {
  driver_ = driver;
  neurons_->use(driver, now);
  input_.track(driver == Driver::event);
}

std::span<const std::uint32_t> Block::spikes(Time t) const {
  const auto tick = static_cast<std::size_t>((t - epoch_begin_).ticks - 1);
  return std::span(spikes_).subspan(spikes_begin_[tick],
                                    spikes_begin_[tick + 1] - spikes_begin_[tick]);
}

std::uint64_t Block::deliveries(Time now, const SpikeView& view) const {
  std::uint64_t sum = deliveries_;
  if (!walk_at_emission_) return sum;
  for (Time t = spread_until_ + Time{1}; t <= now; ++t) {
    for (const std::uint32_t p : incoming_) {
      const Projection& projection = network_.projections[p];
      const auto& row_begin = projection.blocks[range_.index].row_begin;
      for (const std::uint32_t source : view.histories[projection.source].at(t)) {
        sum += row_begin[source + 1] - row_begin[source];
      }
    }
  }
  return sum;
}

void Block::state(StateArchive& archive) {
  neurons_->state(archive);
  for (const auto& group : groups_) {
    if (group) group->state(archive);
  }
  input_.state(archive);
  archive.value(driver_);
  archive.value(spread_until_);
  archive.value(next_current_change_);
  archive.value(deliveries_);
}

void Block::advance(Time from, Time to, const SpikeView& view) {
  spikes_.clear();
  spikes_begin_.assign(1, 0);
  epoch_begin_ = from;
  if (walk_at_emission_) {
    while (spread_until_ < from) spread_emissions(++spread_until_, view);
  } else {
    plan_arrivals(from, to, view);
  }
  for (Time t = from; t < to;) {
    update_currents(t);
    ++t;
    if (!walk_at_emission_) collect_arrivals(t, view);
    stimulate(t);
    neurons_->advance(t, input_, spikes_);
    spikes_begin_.push_back(spikes_.size());
    for (const auto& group : groups_) {
      if (group) group->end_tick(t, spikes(t));
    }
  }
}

void Block::append_rows(const Arrival& arrival, Time emitted, const SpikeView& view) {
  const Projection& projection = network_.projections[arrival.projection];
  const std::span<const std::uint32_t> spikes = view.histories[projection.source].at(emitted);
  const auto& kernel = view.kernels[arrival.projection];
  const SynapseBlock& synapses = projection.blocks[range_.index];
  const std::size_t rows_per_source = walk_at_emission_ ? 1 : projection.delays.size();
  for (std::size_t s = 0; s < spikes.size(); ++s) {
    const std::size_t row = spikes[s] * rows_per_source + arrival.delay_index;
    const double amplitude = kernel ? kernel->at(emitted)[s] : 1.0;
    rows_.push_back({.synapses = &synapses,
                     .begin = synapses.row_begin[row],
                     .end = synapses.row_begin[row + 1],
                     .scale = projection.row_weights.of(spikes[s]) * amplitude});
    deliveries_ += rows_.back().size();
  }
}

/// Lists the rows that arrive in an epoch, which are all known at its beginning, so that they can
/// be fetched well before they are walked.
void Block::plan_arrivals(Time from, Time to, const SpikeView& view) {
  rows_.clear();
  batches_.clear();
  fetched_ = next_batch_ = 0;
  for (Time t = from + Time{1}; t <= to; ++t) {
    for (const Arrival& arrival : arrivals_) {
      const Time emitted = t - Time{arrival.delay};
      if (emitted.ticks < 1) continue;
      if (view.histories[network_.projections[arrival.projection].source].at(emitted).empty()) {
        continue;
      }
      const std::size_t begin = rows_.size();
      if (!groups_[arrival.projection]) append_rows(arrival, emitted, view);
      batches_.push_back({t, &arrival, begin, rows_.size()});
    }
  }
}

/// Fetches rows after number `walked` until enough synapses are on their way.
void Block::fetch_ahead(std::size_t walked) {
  if (fetched_ <= walked) {
    fetched_ = walked + 1;
    synapses_ahead_ = 0;
  } else {
    synapses_ahead_ -= rows_[walked].size();
  }
  for (; fetched_ < rows_.size() && synapses_ahead_ < enough_ahead; ++fetched_) {
    prefetch(rows_[fetched_]);
    synapses_ahead_ += rows_[fetched_].size();
  }
}

void Block::collect_arrivals(Time t, const SpikeView& view) {
  for (; next_batch_ < batches_.size() && batches_[next_batch_].tick == t; ++next_batch_) {
    const Batch& batch = batches_[next_batch_];
    const std::uint32_t projection = batch.arrival->projection;
    if (groups_[projection]) collect_plastic(*batch.arrival, t, view);
    const std::size_t offset = input_.offset(t, network_.projections[projection].channel);
    input_.with_values([&](auto* accumulators) {
      for (std::size_t r = batch.begin; r < batch.end; ++r) {
        fetch_ahead(r);
        add_row(rows_[r], accumulators + offset);
        if (input_.tracking()) input_.touch(t, rows_[r].targets());
      }
    });
  }
}

void Block::collect_plastic(const Arrival& arrival, Time t, const SpikeView& view) {
  const Projection& projection = network_.projections[arrival.projection];
  const SynapseBlock& synapses = projection.blocks[range_.index];
  const Time emitted = t - Time{arrival.delay};
  const auto spikes = view.histories[projection.source].at(emitted);
  const auto& kernel = view.kernels[arrival.projection];
  Accumulators accumulators;
  input_.with_values(
      [&](auto* values) { accumulators = values + input_.offset(t, projection.channel); });
  for (std::size_t s = 0; s < spikes.size();) {
    const std::uint32_t source = spikes[s];
    scales_.clear();  // one per spike of the source
    for (; s < spikes.size() && spikes[s] == source; ++s) {
      scales_.push_back(kernel ? kernel->at(emitted)[s] : 1.0);
    }
    const auto row_of = [&](std::uint32_t of) {
      return of * projection.delays.size() + arrival.delay_index;
    };
    if (s < spikes.size()) groups_[arrival.projection]->prefetch(row_of(spikes[s]));
    const std::size_t row = row_of(source);
    groups_[arrival.projection]->arrive(t, row, scales_, accumulators);
    deliveries_ += scales_.size() * (synapses.row_begin[row + 1] - synapses.row_begin[row]);
    if (!input_.tracking()) continue;
    const std::size_t begin = synapses.row_begin[row];
    input_.touch(t, std::span(synapses.target).subspan(begin, synapses.row_begin[row + 1] - begin));
  }
}

void Block::spread_emissions(Time t, const SpikeView& view) {
  for (const std::uint32_t p : incoming_) {
    const Projection& projection = network_.projections[p];
    slots_.clear();
    for (const std::int64_t delay : projection.delays) {
      slots_.push_back(input_.offset(t + Time{delay}, projection.channel));
    }
    rows_.clear();
    fetched_ = 0;
    append_rows({.projection = p}, t, view);
    input_.with_values([&](auto* accumulators) {
      for (std::size_t r = 0; r < rows_.size(); ++r) {
        fetch_ahead(r);
        add_row(rows_[r], accumulators, slots_);
      }
    });
    if (input_.tracking()) touch_emissions(t, projection);
  }
}

/// Notes whom the rows emitted at t will reach.
void Block::touch_emissions(Time t, const Projection& projection) {
  for (const Row& row : rows_) {
    for (auto k = row.begin; k < row.end; ++k) {
      input_.touch(t + Time{projection.delays[row.synapses->delay[k]]}, row.synapses->target[k]);
    }
  }
}

void Block::stimulate(Time t) {
  for (std::uint32_t s = 0; s < network_.spike_stimuli.size(); ++s) {
    const SpikeStimulus& stimulus = network_.spike_stimuli[s];
    if (stimulus.population != range_.population) continue;
    counts_.resize(range_.count);
    stimulus.input->counts({seed_, RandomDomain::poisson_stimulus, s, sample_}, t, range_.first,
                           counts_);
    const std::size_t offset = input_.offset(t, stimulus.channel);
    input_.with_values([&]<class Real>(Real* accumulators) {
      const auto weight = static_cast<Real>(stimulus.weight);
      for (std::uint32_t i = 0; i < range_.count; ++i) {
        accumulators[offset + i] += weight * static_cast<Real>(counts_[i]);
      }
    });
    if (!input_.tracking()) continue;
    for (std::uint32_t i = 0; i < range_.count; ++i) {
      if (counts_[i] != 0) input_.touch(t, i);
    }
  }
}

void Block::add_current(const CurrentInput& input, const StreamKey& key, Time now,
                        std::uint32_t neuron) {
  current_sums_[neuron - range_.first] += input.value(key, now, neuron);
  stimulated_[neuron - range_.first] = 1;
}

void Block::update_currents(Time now) {
  if (now < next_current_change_) return;
  next_current_change_ = Time{never};
  const auto is_ours = [&](const CurrentStimulus& s) { return s.population == range_.population; };
  if (injected_ == nullptr && std::ranges::none_of(network_.current_stimuli, is_ours)) return;
  current_sums_.assign(range_.count, 0.0);
  stimulated_.assign(range_.count, 0);
  const auto expect_change = [&](const CurrentInput& input) {
    const auto change = input.next_change(now + Time{1});
    if (change) next_current_change_ = std::min(next_current_change_, *change);
  };
  for (std::uint32_t s = 0; s < network_.current_stimuli.size(); ++s) {
    const CurrentStimulus& stimulus = network_.current_stimuli[s];
    if (!is_ours(stimulus)) continue;
    const StreamKey key{seed_, RandomDomain::noise_current, s, sample_};
    auto neuron = std::ranges::lower_bound(stimulus.neurons, range_.first);
    for (; neuron != stimulus.neurons.end() && *neuron - range_.first < range_.count; ++neuron) {
      add_current(*stimulus.input, key, now, *neuron);
    }
    expect_change(*stimulus.input);
  }
  if (injected_ != nullptr) {
    const auto index = static_cast<std::uint32_t>(network_.current_stimuli.size());
    const StreamKey key{seed_, RandomDomain::noise_current, index, sample_};
    for (std::uint32_t i = 0; i < range_.count; ++i) {
      add_current(*injected_, key, now, range_.first + i);
    }
    expect_change(*injected_);
  }
  for (std::uint32_t i = 0; i < range_.count; ++i) {
    if (stimulated_[i]) neurons_->set_current(range_.first + i, current_sums_[i], now);
  }
}

}  // namespace meniscus
