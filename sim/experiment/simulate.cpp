#include "sim/experiment/simulate.hpp"

#include <algorithm>
#include <functional>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/checkpoints.hpp"
#include "sim/experiment/health.hpp"
#include "sim/experiment/recordings.hpp"
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

/// Runs to `end`, or until the context says stop; then, and now and then, saves the simulation.
void run_to(Simulation& simulation, Time end, Recordings& recordings, const RunContext& context,
            const std::function<void()>& save) {
  const Network& network = simulation.network();
  const Time chunk = std::max(Time{1}, network.resolution.ticks(chunk_ms));
  while (simulation.now() < end && !context.must_stop()) {
    simulation.run(std::min(chunk, end - simulation.now()));
    recordings.reached(simulation.now());
    context.tell({.stage = "simulating",
                  .done = network.resolution.ms(simulation.now()),
                  .total = network.resolution.ms(end),
                  .unit = "ms",
                  .detail = fmt::format("{:.1f} Hz", mean_rate(activity_of(simulation), network))});
    const bool goes_on = simulation.now() < end;
    if (goes_on && context.checkpoints != nullptr && context.checkpoints->is_due()) save();
  }
  if (simulation.now() < end && context.checkpoints != nullptr) save();
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
    result.write_attribute(group, "source_population", network.populations[projection.source].name);
    result.write_attribute(group, "target_population", target.name);
  }
}

std::vector<Metric> activity_metrics(const Network& network,
                                     const std::vector<PopulationActivity>& activity) {
  std::vector<Metric> metrics;
  for (const PopulationActivity& a : activity) {
    const std::string& name = network.populations[a.population].name;
    metrics.push_back({"rate_" + name, "mean rate of " + name, a.rate(network), "Hz"});
    metrics.push_back({"spikes_" + name, "spikes of " + name, a.spikes, ""});
  }
  metrics.push_back({"rate", "mean rate of all neurons", mean_rate(activity, network), "Hz"});
  return metrics;
}

std::vector<Metric> cost_metrics(const Simulation& simulation, const Spent& building,
                                 const Spent& running) {
  const Network& network = simulation.network();
  const double seconds = network.resolution.ms(simulation.now()) / 1e3;
  const auto synapses = static_cast<double>(network.synapses());
  const auto bytes = static_cast<double>(simulation.synapse_bytes());
  const auto deliveries = static_cast<double>(simulation.deliveries());
  return {
      {"simulated_time", "simulated time", seconds, "s"},
      {"synapses", "synapses", synapses, ""},
      {"bytes_per_synapse", "memory per synapse", synapses > 0.0 ? bytes / synapses : 0.0, "B"},
      {"synaptic_events", "synaptic events", deliveries, ""},
      {"build_cpu_time", "CPU time of building", building.cpu, "s"},
      {"build_wall_time", "wall time of building", building.wall, "s"},
      {"cpu_time", "CPU time of simulating", running.cpu, "s"},
      {"wall_time", "wall time of simulating", running.wall, "s"},
      {"real_time_factor", "wall time per simulated time", running.wall / seconds, ""},
      {"events_per_second", "synaptic events per wall second",
       running.wall > 0.0 ? deliveries / running.wall : 0.0, "1/s"},
      {"peak_memory", "peak memory of the program", peak_memory(), "MB"},
  };
}

}  // namespace

RunReport simulate(Specification& specification, const RunContext& context, ResultFile& result) {
  const WorkClock clock;
  context.tell({.stage = "building", .done = 0.0, .total = 1.0, .unit = {}});
  const std::uint64_t seed = specification.network.seed();
  draw_projections(specification);
  Checkpoints* const checkpoints = context.checkpoints;
  const bool resumes = checkpoints != nullptr && checkpoints->resumes();
  const Network network =
      assemble(specification, resumes ? checkpoints->cut_threads() : context.threads);
  Simulation simulation(network, {.seed = seed, .threads = context.threads});
  const Spent building = clock.spent();

  if (resumes) checkpoints->restore(simulation);
  Recordings recordings(network, specification.record, result);
  recordings.watch(simulation);
  if (resumes) {
    recordings.forget();
  } else {
    recordings.reached(simulation.now());
  }
  const WorkClock running;
  const Spent before = resumes ? checkpoints->before() : Spent{};
  run_to(simulation, specification.duration, recordings, context,
         [&] { checkpoints->save(simulation, result, before + running.spent()); });

  const std::vector<Metric> costs = cost_metrics(simulation, building, before + running.spent());
  const auto activity = activity_of(simulation);
  RunReport report;
  report.metrics = activity_metrics(network, activity);
  report.metrics.insert(report.metrics.end(), costs.begin(), costs.end());
  report.warnings = health_report(network, activity);
  report.complete = simulation.now() == specification.duration;
  write_weights(simulation, specification.record, result);
  return report;
}

}  // namespace meniscus
