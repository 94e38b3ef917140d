#include "tests/oracle/oracle.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace meniscus {

namespace {

/// sum += scale * weight in the precision of the population that sums. Rounding a double result to
/// float gives what float arithmetic gives.
void add_product(double& sum, double scale, double weight, Precision precision) {
  const auto round = [&](double x) {
    return precision == Precision::float32 ? static_cast<double>(static_cast<float>(x)) : x;
  };
  sum = round(sum + round(round(scale) * round(weight)));
}

}  // namespace

Oracle::Oracle(const OracleNetwork& network, std::uint64_t seed, std::uint32_t sample,
               Mistake mistake)
    : network_(network), seed_(seed), sample_(sample), mistake_(mistake) {
  for (const OracleProjection& projection : network.projections) {
    for (const auto& row : projection.rows) {
      for (const OracleSynapse& synapse : row) {
        longest_delay_ = std::max(longest_delay_, synapse.delay);
      }
    }
  }
  for (const OracleProjection& projection : network.projections) {
    plasticity_.emplace_back();
    if (!projection.learning) continue;
    plasticity_.back().emplace(projection, network.resolution, mistake);
  }
  for (const OracleStimulus& stimulus : network.stimuli) {
    poisson_.emplace_back(stimulus.poisson, network.resolution);
  }
  for (const OraclePopulation& population : network.populations) {
    neurons_.push_back(population.make(mistake));
    emitted_.push_back({{}});  // nothing at tick 0
    last_spike_.emplace_back(population.size, never_before);
  }
  for (const OracleInitial& initial : network.initial_values) {
    const auto component = (initial.population << 8) | static_cast<std::uint32_t>(initial.variable);
    const StreamKey key{seed, RandomDomain::initial_state, component, sample};
    for (std::uint32_t i = 0; i < network.populations[initial.population].size; ++i) {
      RandomStream stream(key, i);
      neurons_[initial.population]->set_value(initial.variable, i,
                                              draw(initial.distribution, stream));
    }
  }
}

void Oracle::run(std::int64_t ticks) {
  for (const std::int64_t end = now_.ticks + ticks; now_.ticks < end;) {
    change_currents(mistake_ == Mistake::currents_after_neurons ? now_ - Time{1} : now_);
    const Time t = ++now_;
    std::vector<OracleInput> inputs;
    for (const OraclePopulation& population : network_.populations) {
      inputs.emplace_back(population.size, std::vector<double>(population.channels, 0.0));
    }
    if (mistake_ == Mistake::learning_before_delivery) learn_from_arrivals(t);
    if (mistake_ == Mistake::stimuli_before_arrivals) add_stimuli(t, inputs);
    add_arrivals(mistake_ == Mistake::arrivals_after_neurons ? t - Time{1} : t, inputs);
    if (mistake_ == Mistake::stimuli_after_neurons) {
      add_stimuli(t - Time{1}, inputs);
    } else if (mistake_ != Mistake::stimuli_before_arrivals) {
      add_stimuli(t, inputs);
    }
    if (mistake_ != Mistake::learning_before_delivery) learn_from_arrivals(t);
    for (std::uint32_t p = 0; p < neurons_.size(); ++p) {
      const StreamKey key{seed_, RandomDomain::poisson_source, p, sample_};
      emit(p, neurons_[p]->tick(t, key, inputs[p]));
    }
    for (std::size_t k = 0; k < network_.projections.size(); ++k) {
      const OracleProjection& projection = network_.projections[k];
      if (!projection.learning || projection.learning->post_lag != 0) continue;
      plasticity_[k]->post_spikes(t.ticks, emitters(projection.target, t.ticks));
    }
  }
}

void Oracle::learn_from_arrivals(Time t) {
  for (std::size_t k = 0; k < network_.projections.size(); ++k) {
    const OracleProjection& projection = network_.projections[k];
    if (!projection.learning) continue;
    const std::int64_t lag = projection.learning->post_lag;
    const auto arrivals = [&](std::uint32_t source, std::int64_t delay) {
      return static_cast<std::size_t>(
          std::ranges::count(emitters(projection.source, t.ticks - delay), source));
    };
    plasticity_[k]->arrive(
        t.ticks, arrivals,
        lag == 0 ? std::vector<std::uint32_t>{} : emitters(projection.target, t.ticks - lag));
  }
}

/// Who fired at a tick, once per spike.
std::vector<std::uint32_t> Oracle::emitters(std::uint32_t population, std::int64_t tick) const {
  std::vector<std::uint32_t> neurons;
  if (tick < 1) return neurons;
  for (const Emission& spike : emitted_[population][static_cast<std::size_t>(tick)]) {
    neurons.push_back(spike.source);
  }
  return neurons;
}

std::vector<float> Oracle::weights(std::size_t projection) const {
  std::vector<float> weights;
  for (std::uint32_t source = 0; source < network_.projections[projection].rows.size(); ++source) {
    const auto& row = network_.projections[projection].rows[source];
    std::vector<std::size_t> order(row.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {},
                             [&](std::size_t k) { return std::pair(row[k].target, row[k].delay); });
    for (const std::size_t k : order) weights.push_back(plasticity_[projection]->weight(source, k));
  }
  return weights;
}

/// The currents that flow from tick `now` to the next. Where one of a population's currents
/// jumps, all its stimulated neurons are told.
void Oracle::change_currents(Time now) {
  for (std::uint32_t p = 0; p < neurons_.size(); ++p) {
    bool jumps = now.ticks == 0;
    std::set<std::uint32_t> stimulated;
    for (const OracleCurrent& current : network_.currents) {
      if (current.population != p) continue;
      stimulated.insert(current.neurons.begin(), current.neurons.end());
      for (const auto& jump : current.jumps) jumps |= jump.first == now.ticks;
    }
    if (!jumps) continue;
    for (const std::uint32_t i : stimulated) {
      double sum = 0.0;
      for (const OracleCurrent& current : network_.currents) {
        if (current.population != p || std::ranges::count(current.neurons, i) == 0) continue;
        double value = 0.0;
        for (const auto& jump : current.jumps) {
          if (jump.first <= now.ticks) value = jump.second;
        }
        sum += value;
      }
      neurons_[p]->set_current(i, sum, Time{now_.ticks});
    }
  }
}

/// Every spike that arrives at tick t, by emission tick, projection and source.
void Oracle::add_arrivals(Time t, std::vector<OracleInput>& inputs) const {
  for (Time emitted{std::max<std::int64_t>(t.ticks - longest_delay_, 1)}; emitted < t; ++emitted) {
    for (std::size_t k = 0; k < network_.projections.size(); ++k) {
      const bool descending = mistake_ == Mistake::projections_descending;
      const std::size_t p = descending ? network_.projections.size() - 1 - k : k;
      add_emissions(p, emitted, t, inputs[network_.projections[p].target]);
    }
  }
}

void Oracle::add_emissions(std::size_t index, Time emitted, Time t, OracleInput& input) const {
  const OracleProjection& projection = network_.projections[index];
  const OraclePopulation& target = network_.populations[projection.target];
  const double tau = target.replace_tau;
  const double tau_ticks = tau / network_.resolution.tick();
  for (const Emission& spike :
       emitted_[projection.source][static_cast<std::size_t>(emitted.ticks)]) {
    const bool replaces = tau > 0.0 && spike.age != never_before;
    const double kept = replaces ? std::exp(-static_cast<double>(spike.age) / tau_ticks) : 0.0;
    for (std::size_t k = 0; k < projection.rows[spike.source].size(); ++k) {
      const OracleSynapse& synapse = projection.rows[spike.source][k];
      if (emitted.ticks + synapse.delay != t.ticks) continue;
      double& sum = input[synapse.target][projection.channel];
      if (projection.learning) {
        const double weight = plasticity_[index]->weight(spike.source, k);
        add_product(sum, 1.0 - kept, weight, target.precision);
      } else {
        add_product(sum, synapse.row_weight * (1.0 - kept), synapse.weight, target.precision);
      }
    }
  }
}

void Oracle::add_stimuli(Time t, std::vector<OracleInput>& inputs) const {
  if (t.ticks < 1) return;
  for (std::uint32_t s = 0; s < network_.stimuli.size(); ++s) {
    const OracleStimulus& stimulus = network_.stimuli[s];
    OracleInput& input = inputs[stimulus.population];
    std::vector<std::uint16_t> counts(input.size());
    poisson_[s].counts({seed_, RandomDomain::poisson_stimulus, s, sample_}, t, 0, counts);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      add_product(input[i][stimulus.channel], stimulus.weight, counts[i],
                  network_.populations[stimulus.population].precision);
    }
  }
}

void Oracle::emit(std::uint32_t population, const std::vector<std::uint32_t>& neurons) {
  emitted_[population].emplace_back();
  for (const std::uint32_t neuron : neurons) {
    std::int64_t& last = last_spike_[population][neuron];
    emitted_[population].back().push_back(
        {neuron, last == never_before ? never_before : now_.ticks - last});
    last = now_.ticks;
  }
}

std::vector<Spike> Oracle::spikes(std::uint32_t population) const {
  std::vector<Spike> all;
  for (std::size_t t = 0; t < emitted_[population].size(); ++t) {
    for (const Emission& spike : emitted_[population][t]) {
      all.push_back({Time{static_cast<std::int64_t>(t)}, spike.source});
    }
  }
  return all;
}

double Oracle::value(std::uint32_t population, std::size_t variable, std::uint32_t neuron) const {
  return neurons_[population]->value(variable, neuron, now_);
}

}  // namespace meniscus
