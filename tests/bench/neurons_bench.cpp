// What a neuron costs when it moves: the clock driver's sweep, and both drivers at work on the same
// traffic, which says where the automatic choice between them should lie.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <memory>

#include "models/neurons/lif.hpp"
#include "models/neurons/lif_exp.hpp"
#include "models/neurons/lif_nalsm.hpp"
#include "models/sources/spike_list.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {
namespace {

constexpr std::uint32_t neurons = 4096;

/// One tick of one neuron without input.
template <ClockDrivenNeuron M>
void neuron_step(benchmark::State& state) {
  constexpr Time ticks{512};
  NetworkBuilder builder(Resolution{0.1});
  builder.add<M>("neurons", neurons, {}, DriverChoice::clock);
  const Network network = builder.build();
  Simulation simulation(network);
  for ([[maybe_unused]] auto _ : state) simulation.run(ticks);
  state.SetItemsProcessed(state.iterations() * ticks.ticks * neurons);
}

// The cheapest closed form, vectorised.
BENCHMARK(neuron_step<Lif>)->Name("neuron_step/lif");
// Four variables instead of two.
BENCHMARK(neuron_step<LifExp>)->Name("neuron_step/lif_exp");
// The Euler step of the classification runs.
BENCHMARK(neuron_step<LifNalsm>)->Name("neuron_step/lif_nalsm");

/// Lines with 64 targets each, which bring weights of both signs.
constexpr std::uint32_t lines = 4096;
constexpr std::uint32_t outdegree = 64;
constexpr Time run_length{4096};

Network driven_network(DriverChoice driver) {
  NetworkBuilder builder(Resolution{0.1});
  const PopulationId input = builder.add("input", lines, std::make_unique<SpikeList>());
  const PopulationId output = builder.add<Lif>("output", neurons, {}, driver);
  SynapseLaw law{.weight = constant(1.0), .delay = constant(1.5)};
  law.weight.random_sign = true;
  builder.connect(input, output, FixedOutdegree{.outdegree = outdegree}, law);
  return builder.build();
}

/// Poisson spikes with a mean of `events` arrivals per neuron and tick.
SpikeTable traffic(double events) {
  const double spikes = events * neurons / outdegree;
  RandomStream stream({.seed = 1, .domain = RandomDomain::test}, 0);
  std::vector<Spike> table;
  for (Time t{1}; t <= run_length; ++t) {
    for (std::uint64_t left = poisson(stream, spikes); left > 0; --left) {
      table.push_back({t, static_cast<std::uint32_t>(uniform_index(stream, lines))});
    }
  }
  return SpikeTable(std::move(table));
}

/// One tick of one neuron, delivery included, with range(0) / 10,000 arrivals per neuron and tick.
/// `per_touch`: the same per neuron that has an arrival in a tick.
template <DriverChoice driver>
void driven_neuron(benchmark::State& state) {
  const double events = static_cast<double>(state.range(0)) / 1e4;
  const Network network = driven_network(driver);
  const SpikeTable spikes = traffic(events);
  Simulation simulation(network);
  simulation.play(0, spikes);
  for ([[maybe_unused]] auto _ : state) {
    simulation.restart(0);
    simulation.run(run_length);
  }
  const std::int64_t steps = state.iterations() * run_length.ticks * neurons;
  state.SetItemsProcessed(steps);
  state.counters["per_touch"] =
      benchmark::Counter(static_cast<double>(steps) * -std::expm1(-events),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void densities(benchmark::internal::Benchmark* benchmark) {
  for (const std::int64_t events : {10, 100, 500, 800, 1000, 10000}) {
    benchmark->Arg(events);
  }
  benchmark->Unit(benchmark::kMillisecond);
}

// Where the drivers meet is near the threshold of the automatic choice (sparse_bench.cpp).
BENCHMARK(driven_neuron<DriverChoice::clock>)->Name("driven_neuron/clock")->Apply(densities);
BENCHMARK(driven_neuron<DriverChoice::event>)->Name("driven_neuron/event")->Apply(densities);

}  // namespace
}  // namespace meniscus
