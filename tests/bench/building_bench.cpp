// A network of cortical size has 10^8 to 10^10 synapses: drawing them must not take longer than the
// simulation. Each rule draws 12.5 million synapses between 12,500 neurons, counted and placed into
// blocks: from the request to the finished network.

#include <benchmark/benchmark.h>

#include <cstdint>

#include "models/neurons/lif.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {
namespace {

constexpr std::uint32_t neurons = 12500;
constexpr std::int64_t degree = 1000;
constexpr double density = static_cast<double>(degree) / neurons;

void build_with(benchmark::State& state, const ConnectionRule& rule, const SynapseLaw& law) {
  double synapses = 0.0;
  for ([[maybe_unused]] auto _ : state) {
    NetworkBuilder builder(Resolution(0.1), 1);
    const auto cells = builder.add<Lif>("cells", neurons);
    builder.connect(cells, cells, rule, law);
    const Network network = builder.build();
    synapses += static_cast<double>(network.synapses());
  }
  state.counters["synapses/s"] = benchmark::Counter(synapses, benchmark::Counter::kIsRate);
}

const SynapseLaw shared{.weight = constant(0.1), .delay = constant(1.5)};
const SynapseLaw individual{.weight = {.law = NormalValue{1.0, 0.1}, .low = 0.0},
                            .delay = constant(1.5)};
const SynapseLaw delayed{.weight = constant(0.1),
                         .delay = {.law = NormalValue{1.5, 0.75}, .low = 0.1}};

// Measured on one thread of an AMD EPYC, in million synapses per second: fixed_indegree 57,
// distinct 49, pairwise_bernoulli 32, fixed_outdegree 49, fixed_total_number 49; with a normal
// weight or a normal delay each, 25.
void add(const char* name, const ConnectionRule& rule, const SynapseLaw& law = shared) {
  benchmark::RegisterBenchmark(name, [=](benchmark::State& state) {
    build_with(state, rule, law);
  })->Unit(benchmark::kMillisecond);
}

const bool added = [] {
  add("building/fixed_indegree", FixedIndegree{.indegree = degree});
  add("building/fixed_indegree_distinct",
      FixedIndegree{.indegree = degree, .allow_multapses = false});
  add("building/pairwise_bernoulli", PairwiseBernoulli{.p = density});
  add("building/fixed_outdegree", FixedOutdegree{.outdegree = degree});
  add("building/fixed_total_number", FixedTotalNumber{.number = degree * neurons});
  add("building/normal_weights", FixedIndegree{.indegree = degree}, individual);
  add("building/normal_delays", FixedIndegree{.indegree = degree}, delayed);
  return true;
}();

}  // namespace
}  // namespace meniscus
