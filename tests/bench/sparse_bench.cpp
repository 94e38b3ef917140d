// Cost follows the events: 10,000 neurons with 1000 synapses each, whose sources fire at a rate
// from 0.01 to 100 Hz, brought forward by either driver and by the automatic choice.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>

#include "models/neurons/lif.hpp"
#include "models/neurons/lif_exp.hpp"
#include "models/sources/spike_list.hpp"
#include "sim/core/distributions.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {
namespace {

constexpr std::uint32_t size = 10'000;
constexpr Time settling{1024};  ///< the automatic choice is made at ticks 512, 1024, …
constexpr Time measured{2048};

/// A weight that moves v by at most about 0.3 mV.
template <class M>
constexpr double weight = M::channels.size() == 1 ? 0.3 : 20.0;

/// The sources stand for the network's own neurons, so that their rate can be set: lines of a spike
/// list, half of them inhibitory.
template <class M, DriverChoice driver>
Network sparse_network() {
  NetworkBuilder builder(Resolution{0.1});
  const auto sources = builder.add("sources", size, std::make_unique<SpikeList>());
  const auto neurons = builder.add<M>("neurons", size, {}, driver);
  SynapseLaw law{.weight = constant(weight<M>), .delay = constant(1.5)};
  law.channel = M::channels.front().name;
  law.weight.random_sign = true;
  builder.connect(sources, neurons, FixedIndegree{.indegree = 1000}, law);
  return builder.build();
}

/// Poisson spikes of all sources at `rate` [kHz].
SpikeTable traffic(double rate) {
  RandomStream stream({.seed = 1, .domain = RandomDomain::test}, 0);
  std::vector<Spike> spikes;
  for (Time t{1}; t <= settling + measured; ++t) {
    for (std::uint64_t left = poisson(stream, rate * 0.1 * size); left > 0; --left) {
      spikes.push_back({t, static_cast<std::uint32_t>(uniform_index(stream, size))});
    }
  }
  return SpikeTable(std::move(spikes));
}

/// range(0): rate of the sources in mHz. `cpu_per_second`: CPU time per simulated second;
/// `per_step`: per neuron and tick.
template <class M, DriverChoice driver>
void sparse(benchmark::State& state) {
  static const Network network = sparse_network<M, driver>();
  const SpikeTable spikes = traffic(static_cast<double>(state.range(0)) / 1e6);
  Simulation simulation(network);
  simulation.play(0, spikes);
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    simulation.restart(0);
    simulation.run(settling);
    state.ResumeTiming();
    simulation.run(measured);
  }
  const double ticks = static_cast<double>(state.iterations() * measured.ticks);
  const auto inverse = benchmark::Counter::kIsRate | benchmark::Counter::kInvert;
  state.counters["cpu_per_second"] = benchmark::Counter(ticks * 1e-4, inverse);
  state.counters["per_step"] = benchmark::Counter(ticks * size, inverse);
  state.counters["event_driven"] = simulation.driver(1) == Driver::event;
}

void rates(benchmark::internal::Benchmark* benchmark) {
  for (const std::int64_t rate :
       {10, 100, 300, 500, 700, 1000, 1500, 2000, 3000, 10'000, 100'000}) {
    benchmark->Arg(rate);
  }
  benchmark->Unit(benchmark::kMillisecond)->MinTime(0.1);
}

using enum DriverChoice;
BENCHMARK(sparse<Lif, clock>)->Name("sparse/lif/clock")->Apply(rates);
BENCHMARK(sparse<Lif, event>)->Name("sparse/lif/event")->Apply(rates);
BENCHMARK(sparse<Lif, automatic>)->Name("sparse/lif/auto")->Apply(rates);
BENCHMARK(sparse<LifExp, clock>)->Name("sparse/lif_exp/clock")->Apply(rates);
BENCHMARK(sparse<LifExp, event>)->Name("sparse/lif_exp/event")->Apply(rates);
BENCHMARK(sparse<LifExp, automatic>)->Name("sparse/lif_exp/auto")->Apply(rates);

}  // namespace
}  // namespace meniscus
