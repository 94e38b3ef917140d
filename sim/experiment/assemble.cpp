#include "sim/experiment/assemble.hpp"

#include "sim/config/diagnostics.hpp"

namespace meniscus {

void draw_projections(Specification& specification) {
  for (const ProjectionSpec& p : specification.projections) {
    try {
      if (p.listed) {
        specification.network.connect(p.source, p.target, *p.listed, p.law, p.name);
      } else {
        specification.network.connect(p.source, p.target, p.rule, p.law, p.name);
      }
    } catch (const ConfigError& error) {  // what only drawing tells
      Diagnostics diagnostics;
      for (const Diagnostic& d : error.diagnostics()) {
        diagnostics.error(p.place, p.path, d.message, d.hint);
      }
      diagnostics.throw_if_any();
    }
  }
}

Topology topology(const NetworkBuilder& network) {
  std::vector<std::uint32_t> sizes;
  for (const Population& population : network.populations()) sizes.push_back(population.size);
  std::vector<EdgeTable> tables;
  for (std::size_t p = 0; p < network.projections().size(); ++p) {
    tables.push_back(network.edges(p));
  }
  std::vector<ProjectionEdges> edges;
  for (std::size_t p = 0; p < tables.size(); ++p) {
    const Projection& projection = network.projections()[p];
    edges.push_back({projection.source, projection.target, &tables[p]});
  }
  return Topology(sizes, edges);
}

Network assemble(Specification& specification, int threads) {
  return specification.network.build(specification.block_size, threads);
}

Recordings::Recordings(const Network& network, const RecordSpec& record)
    : network_(network), record_(record) {
  for (const PopulationId population : record.spikes) {
    spikes_.emplace_back(population);
    trains_.push_back({population, {}, {}});
  }
  for (const StateRecordSpec& states : record.states) {
    for (const std::size_t variable : states.variables) {
      states_.emplace_back(states.population, variable, states.neurons, states.interval);
    }
  }
}

void Recordings::watch(Simulation& simulation) {
  for (SpikeRecorder& recorder : spikes_) simulation.observe(recorder);
  for (StateRecorder& recorder : states_) simulation.observe(recorder);
}

void Recordings::begin_sample(Time offset) {
  collect();
  offset_ = offset;
  ++samples_;
}

void Recordings::collect() {
  for (std::size_t i = 0; i < spikes_.size(); ++i) {
    for (const Spike& spike : spikes_[i].spikes()) {
      trains_[i].times.push_back(network_.resolution.ms(offset_ + spike.time));
      trains_[i].neurons.push_back(spike.neuron);
    }
    spikes_[i].clear();
  }
}

std::vector<double> Recordings::rows(const StateRecorder& states) const {
  const std::vector<double>& all = states.values();
  if (samples_ == 0 || all.empty()) return all;
  std::vector<double> kept;
  const std::size_t each = all.size() / samples_;
  for (auto row = all.begin(); row != all.end(); row += static_cast<std::ptrdiff_t>(each)) {
    kept.insert(kept.end(), row, row + static_cast<std::ptrdiff_t>(each - states.neurons().size()));
  }
  return kept;
}

void Recordings::write(ResultFile& result, Time end) {
  collect();
  for (const Train& train : trains_) {
    const Population& population = network_.populations[train.population];
    result.write_spikes(population.name, train.times, train.neurons);
    write_extent(result.file(), population.name,
                 {.size = population.size, .duration_ms = network_.resolution.ms(end)});
  }
  for (const StateRecorder& states : states_) {
    const Population& population = network_.populations[states.population()];
    const FieldInfo variable = population.neurons->variables()[states.variable()];
    const double dt = network_.resolution.ms(states.interval());
    Report report{.population = population.name,
                  .variable = std::string(variable.name),
                  .unit = std::string(variable.unit.symbol),
                  .node_ids = {states.neurons().begin(), states.neurons().end()},
                  .start_ms = 0.0,
                  .stop_ms = 0.0,
                  .dt_ms = dt,
                  .values = rows(states)};
    if (!states.neurons().empty()) {
      report.stop_ms = dt * static_cast<double>(report.values.size() / states.neurons().size());
    }
    for (double& value : report.values) value /= variable.unit.scale;
    result.write_report(report);
  }
}

}  // namespace meniscus
