// Whole networks on one thread, the ones other simulators are measured on.

#include <benchmark/benchmark.h>

#include <string>

#include "sim/engine/simulation.hpp"
#include "tests/validation/config_network.hpp"
#include "tests/validation/network_d.hpp"

namespace meniscus {
namespace {

/// `cpu_per_second`: CPU time per simulated second, over pieces of 100 ms from the start on.
void config(benchmark::State& state, const std::string& name) {
  const Network network = config_network(name, 1);
  Simulation simulation(network, {.seed = 1});
  double simulated = 0.0;
  for ([[maybe_unused]] auto _ : state) {
    simulation.run_ms(100.0);
    simulated += 0.1;
  }
  state.counters["cpu_per_second"] =
      benchmark::Counter(simulated, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// Neurons dominate: 4000 of them, 5.6 Hz.
BENCHMARK_CAPTURE(config, vogels_abbott, "vogels_abbott.yaml")
    ->Iterations(10)
    ->Unit(benchmark::kMillisecond);

// Synaptic events dominate: 5e8 per second, and 1.25e8 Poisson counts.
BENCHMARK_CAPTURE(config, brunel, "brunel.yaml")->Iterations(10)->Unit(benchmark::kMillisecond);

/// Samples of 250 ms through the liquid of network_d.hpp; items are samples. Drawn with the same
/// statistics where its files are missing.
void liquid(benchmark::State& state) {
  const auto folder = network_d_folder();
  const NetworkD liquid = folder.empty() ? draw_network_d() : load_network_d(folder);
  Simulation simulation(liquid.network);
  std::uint32_t sample = 0;
  for ([[maybe_unused]] auto _ : state) {
    simulation.play(NetworkD::input, liquid.samples[sample % liquid.samples.size()]);
    simulation.restart(sample++);
    simulation.run(NetworkD::duration);
  }
  state.SetItemsProcessed(state.iterations());
}

// Short runs from a fresh state, 519,000 input events each.
BENCHMARK(liquid)->Iterations(200)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace meniscus
