#include "sim/experiment/recordings.hpp"

#include <string>

namespace meniscus {

Recordings::Recordings(const Network& network, const RecordSpec& record, ResultFile& result)
    : network_(network), result_(result) {
  for (const PopulationId p : record.spikes) {
    const Population& population = network.populations[p];
    const SeriesId series =
        result.add(SpikeSeries{population.name, population.size, network.resolution.tick()});
    spikes_.push_back({SpikeRecorder(p), series});
  }
  for (const StateRecordSpec& states : record.states) {
    for (const std::size_t variable : states.variables) add_states(states, variable);
  }
}

void Recordings::add_states(const StateRecordSpec& states, std::size_t variable) {
  const Population& population = network_.populations[states.population];
  const FieldInfo about = population.neurons->variables()[variable];
  const SeriesId series =
      result_.add(StateSeries{.population = population.name,
                              .variable = std::string(about.name),
                              .unit = std::string(about.unit.symbol),
                              .neurons = {states.neurons.begin(), states.neurons.end()},
                              .step = network_.resolution.ms(states.interval)});
  states_.push_back(
      {StateRecorder(states.population, variable, states.neurons, states.interval), series});
}

void Recordings::watch(Simulation& simulation) {
  for (auto& [recorder, series] : spikes_) simulation.observe(recorder);
  for (auto& [recorder, series] : states_) simulation.observe(recorder);
}

void Recordings::forget() {
  for (auto& [recorder, series] : spikes_) recorder.clear();
  for (auto& [recorder, series] : states_) recorder.clear();
}

void Recordings::reached(Time now) {
  hand_over(Time{0});
  result_.reached(network_.resolution.ms(now));
}

void Recordings::reached_end_of_sample(Time begin, Time duration) {
  for (auto& [recorder, series] : states_) {
    if (duration.ticks % recorder.interval().ticks == 0) recorder.drop_last();
  }
  hand_over(begin);
  result_.reached(network_.resolution.ms(begin + duration));
}

void Recordings::hand_over(Time offset) {
  for (auto& [recorder, series] : spikes_) {
    result_.append(series, recorder.spikes(), offset);
    recorder.clear();
  }
  for (auto& [recorder, series] : states_) {
    result_.append(series, 0, rows(recorder));
    recorder.clear();
  }
}

std::vector<float> Recordings::rows(const StateRecorder& states) const {
  const Population& population = network_.populations[states.population()];
  const double scale = population.neurons->variables()[states.variable()].unit.scale;
  std::vector<float> values;
  values.reserve(states.values().size());
  for (const double value : states.values()) values.push_back(static_cast<float>(value / scale));
  return values;
}

}  // namespace meniscus
