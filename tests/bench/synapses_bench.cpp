// The synaptic loop is where a spiking simulation spends its time: one spike's row onto one block.
// Results of this and the other files are in README.md.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "sim/core/distributions.hpp"
#include "sim/engine/delivery.hpp"
#include "tests/bench/brunel_rows.hpp"

namespace meniscus {
namespace {

enum class Weights { shared, individual };

constexpr std::uint32_t sources = 12500;
constexpr std::uint32_t targets = brunel_targets;
constexpr std::uint32_t row_length = brunel_row_length;

/// Walks the rows of sources in random order, as spikes come, so that rows come from memory.
template <Weights weights>
void synaptic_event(benchmark::State& state) {
  SynapseBlock rows = brunel_rows(sources);
  if (weights == Weights::individual) rows.weight.assign(rows.target.size(), 0.5f);
  std::vector<double> accumulator(targets);
  RandomStream stream({.seed = 2, .domain = RandomDomain::test}, 0);
  std::vector<std::uint32_t> spikes(4096);
  for (std::uint32_t& spike : spikes) {
    spike = static_cast<std::uint32_t>(uniform_index(stream, sources));
  }
  for ([[maybe_unused]] auto _ : state) {
    for (const std::uint32_t source : spikes) {
      add_row({&rows, rows.row_begin[source], rows.row_begin[source + 1], 0.1}, accumulator.data());
    }
    benchmark::DoNotOptimize(accumulator.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(spikes.size()) *
                          row_length);
}

// One weight for all: 2 B are read per synapse.
BENCHMARK(synaptic_event<Weights::shared>)->Name("synaptic_event/shared_weight");

// A float per synapse: 6 B.
BENCHMARK(synaptic_event<Weights::individual>)->Name("synaptic_event/individual_weights");

}  // namespace
}  // namespace meniscus
