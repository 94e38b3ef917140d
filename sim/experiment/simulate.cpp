#include "sim/experiment/simulate.hpp"

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/health.hpp"
#include "sim/experiment/work_clock.hpp"

namespace meniscus {

namespace {

/// Progress is told and interruption noticed this often [ms of simulated time].
constexpr double chunk_ms = 10.0;

std::vector<PopulationActivity> activity_of(const Simulation& simulation) {
  const Network& network = simulation.network();
  const double seconds = network.resolution.ms(simulation.now()) / 1e3;
  std::vector<PopulationActivity> activity;
  for (PopulationId p = 0; p < network.populations.size(); ++p) {
    activity.push_back({p, static_cast<double>(simulation.spike_count(p)), seconds});
  }
  return activity;
}

double mean_rate(const std::vector<PopulationActivity>& activity, const Network& network) {
  double spikes = 0.0;
  double neuron_seconds = 0.0;
  for (const PopulationActivity& a : activity) {
    spikes += a.spikes;
    neuron_seconds += network.populations[a.population].size * a.seconds;
  }
  return neuron_seconds == 0.0 ? 0.0 : spikes / neuron_seconds;
}

void run_to(Simulation& simulation, Time end, const RunContext& context) {
  const Network& network = simulation.network();
  const Time chunk = std::max(Time{1}, network.resolution.ticks(chunk_ms));
  while (simulation.now() < end && !context.must_stop()) {
    simulation.run(std::min(chunk, end - simulation.now()));
    context.tell({.stage = "simulating",
                  .done = network.resolution.ms(simulation.now()),
                  .total = network.resolution.ms(end),
                  .unit = "ms",
                  .detail = fmt::format("{:.1f} Hz", mean_rate(activity_of(simulation), network))});
  }
}

void write_weights(const Simulation& simulation, const RecordSpec& record, ResultFile& result) {
  const Network& network = simulation.network();
  for (const std::uint32_t p : record.weights) {
    const Projection& projection = network.projections[p];
    const Population& target = network.populations[projection.target];
    const Unit unit = target.neurons->channels()[projection.channel].unit;
    WeightTable table = simulation.weights(p);
    for (float& weight : table.weight) weight /= static_cast<float>(unit.scale);
    const std::string group = "/weights/" + projection.name;
    result.write_vector(group + "/row_begin", table.row_begin);
    result.write_vector(group + "/target", table.target);
    result.write_vector(group + "/weight", table.weight, std::string(unit.symbol));
    result.file().write_attribute(group, "source_population",
                                  network.populations[projection.source].name);
    result.file().write_attribute(group, "target_population", target.name);
  }
}

}  // namespace

RunReport simulate(Specification& specification, const RunContext& context, ResultFile& result) {
  const WorkClock building;
  context.tell({.stage = "building", .done = 0.0, .total = 1.0, .unit = {}});
  const std::uint64_t seed = specification.network.seed();
  draw_projections(specification);
  const Network network = assemble(specification, context.threads);
  const double build_seconds = building.cpu();

  Simulation simulation(network, {.seed = seed, .threads = context.threads});
  Recordings recordings(network, specification.record);
  recordings.watch(simulation);
  const WorkClock running;
  run_to(simulation, specification.duration, context);

  const auto activity = activity_of(simulation);
  const double seconds = network.resolution.ms(simulation.now()) / 1e3;
  const auto deliveries = static_cast<double>(simulation.deliveries());
  RunReport report;
  for (const PopulationActivity& a : activity) {
    const std::string& name = network.populations[a.population].name;
    report.metrics.push_back({"rate_" + name, "mean rate of " + name, a.rate(network), "Hz"});
  }
  report.metrics.push_back({"simulated_time", "simulated time", seconds, "s"});
  report.metrics.push_back({"synapses", "synapses", static_cast<double>(network.synapses()), ""});
  report.metrics.push_back({"synaptic_events", "synaptic events", deliveries, ""});
  report.metrics.push_back({"build_cpu_time", "CPU time of building", build_seconds, "s"});
  report.metrics.push_back({"cpu_time", "CPU time of simulating", running.cpu(), "s"});
  report.metrics.push_back({"wall_time", "wall time of simulating", running.wall(), "s"});
  report.metrics.push_back({"events_per_second", "synaptic events per wall second",
                            running.wall() > 0.0 ? deliveries / running.wall() : 0.0, "1/s"});
  report.warnings = health_report(network, activity);
  recordings.write(result);
  write_weights(simulation, specification.record, result);
  return report;
}

}  // namespace meniscus
