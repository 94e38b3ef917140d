#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "sim/engine/simulation.hpp"
#include "sim/network/network_builder.hpp"
#include "sim/network/source_population.hpp"
#include "tests/support/spike_log.hpp"

namespace meniscus {

/// What a population of a source is asked to do.
struct SourceRun {
  std::uint32_t size = 100;
  std::int64_t ticks = 1000;
  double tick = 0.1;  ///< [ms]
  std::uint32_t block_size = 4096;
  int threads = 1;
  std::vector<std::int64_t> cuts = {};  ///< ticks at which the run is cut
  std::uint32_t sample = 0;
};

/// The spikes of a population of source M.
template <AnySource M>
std::vector<Spike> spikes_of(const typename M::Parameters& parameters, const SourceRun& run) {
  NetworkBuilder builder{Resolution(run.tick), 11};
  const auto source =
      builder.add("source", run.size, std::make_unique<SourcePopulation<M>>(parameters));
  const Network network = builder.build(run.block_size);
  Simulation simulation(network, {.seed = 3, .sample = run.sample, .threads = run.threads});
  SpikeLog log(simulation);
  for (const std::int64_t cut : run.cuts) simulation.run(Time{cut} - simulation.now());
  simulation.run(Time{run.ticks} - simulation.now());
  return log.of(source);
}

/// The ticks of every neuron's spikes.
inline std::vector<std::vector<std::int64_t>> trains(const std::vector<Spike>& spikes,
                                                     std::uint32_t size) {
  std::vector<std::vector<std::int64_t>> result(size);
  for (const Spike& spike : spikes) result[spike.neuron].push_back(spike.time.ticks);
  return result;
}

/// Spike counts of every neuron in consecutive windows of so many ticks: [neuron][window].
inline std::vector<std::vector<double>> window_counts(const std::vector<Spike>& spikes,
                                                      const SourceRun& run, std::int64_t window) {
  std::vector<std::vector<double>> counts(
      run.size, std::vector<double>(static_cast<std::size_t>(run.ticks / window)));
  for (const Spike& spike : spikes) {
    const auto w = static_cast<std::size_t>((spike.time.ticks - 1) / window);
    if (w < counts[spike.neuron].size()) ++counts[spike.neuron][w];
  }
  return counts;
}

}  // namespace meniscus
