// Between two epochs the spikes of all blocks are put together, on one thread: what doesn't get
// faster with more of them.

#include <benchmark/benchmark.h>

#include <cstdint>

#include "models/neurons/lif.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {
namespace {

/// Neurons that fire at every tick, in blocks of range(0): neuron-step and exchange per spike. The
/// step alone is neuron_step/lif.
void spike_exchange(benchmark::State& state) {
  constexpr std::uint32_t neurons = 16384;
  constexpr Time ticks{64};
  NetworkBuilder builder(Resolution{0.1});
  builder.add<Lif>("neurons", neurons, {.t_ref = 0.0, .i_e = 1e9}, DriverChoice::clock);
  const Network network = builder.build(static_cast<std::uint32_t>(state.range(0)));
  Simulation simulation(network);
  for ([[maybe_unused]] auto _ : state) simulation.run(ticks);
  state.SetItemsProcessed(state.iterations() * ticks.ticks * neurons);
  state.counters["spikes_per_neuron_step"] =
      static_cast<double>(simulation.spike_count(0)) /
      (static_cast<double>(state.iterations() * ticks.ticks) * neurons);
}

BENCHMARK(spike_exchange)->Arg(4096)->Arg(512)->Arg(64);

}  // namespace
}  // namespace meniscus
