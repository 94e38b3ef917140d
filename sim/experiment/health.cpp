#include "sim/experiment/health.hpp"

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr double saturated_rate = 200.0;         // [Hz]
constexpr double shortest_ticks_per_tau = 10.0;  // below, a time constant is poorly resolved
constexpr double rounding_worth_telling = 1e-9;  // [ms]

}  // namespace

double PopulationActivity::rate(const Network& network) const {
  return spikes / (network.populations[population].size * seconds);
}

std::vector<std::string> health_report(const Network& network,
                                       const std::vector<PopulationActivity>& activity) {
  std::vector<std::string> warnings;
  for (const PopulationActivity& a : activity) {
    const std::string& name = network.populations[a.population].name;
    const double rate = a.rate(network);
    if (a.spikes == 0.0) {
      warnings.push_back(fmt::format("population {} never spiked", name));
    } else if (rate > saturated_rate) {
      warnings.push_back(
          fmt::format("population {} is saturated: {:.0f} Hz per neuron", name, rate));
    }
  }
  for (const Projection& projection : network.projections) {
    if (projection.delay_rounding <= rounding_worth_telling) continue;
    warnings.push_back(
        fmt::format("projection {}: delays were rounded to whole ticks, by up to {:.4g} ms",
                    projection.name, projection.delay_rounding));
  }
  const double tick = network.resolution.tick();
  for (const Population& population : network.populations) {
    const double tau = population.neurons->shortest_time_constant();
    if (tick * shortest_ticks_per_tau <= tau || population.neurons->replace_tau() > 0.0) continue;
    warnings.push_back(
        fmt::format("population {}: a tick of {:.4g} ms is long for a time constant of {:.4g} ms",
                    population.name, tick, tau));
  }
  return warnings;
}

}  // namespace meniscus
