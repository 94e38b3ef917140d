// Poisson input takes most of the time of some networks, so its draws are vectorised.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "sim/core/poisson_counts.hpp"

namespace meniscus {
namespace {

constexpr StreamKey key{.seed = 1, .domain = RandomDomain::test};

/// Counts of one mean, range(0) / 1000 per tick: 2 is the background of Brunel's network.
void poisson_table(benchmark::State& state) {
  const PoissonTable table(static_cast<double>(state.range(0)) / 1e3);
  std::vector<std::uint16_t> counts(4096);
  Time t{0};
  for ([[maybe_unused]] auto _ : state) {
    table.counts(key, ++t, 0, counts);
    benchmark::DoNotOptimize(counts.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(counts.size()));
}

BENCHMARK(poisson_table)->Arg(10)->Arg(2000)->Arg(20000);

/// Counts of a mean per id: the pixels of an image, at most 63.75 Hz in ticks of 1 ms.
void poisson_rates(benchmark::State& state) {
  std::vector<double> means(784);
  for (std::size_t i = 0; i < means.size(); ++i) {
    means[i] = 0.06375 * static_cast<double>(i % 256) / 255.0;
  }
  const PoissonRates rates(means);
  std::vector<std::uint16_t> counts(means.size());
  Time t{0};
  for ([[maybe_unused]] auto _ : state) {
    rates.counts(key, ++t, 0, counts);
    benchmark::DoNotOptimize(counts.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(counts.size()));
}

BENCHMARK(poisson_rates);

}  // namespace
}  // namespace meniscus
