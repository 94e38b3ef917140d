// Plastic synapses: what an arrival costs beside its delivery (pre side), and what a target's spike
// costs when it happens and when a synapse learns from it (post side).

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "plasticity/ap_stdp.hpp"
#include "plasticity/stdp.hpp"
#include "plasticity/stdp_inhibitory.hpp"
#include "plasticity/stdp_pair.hpp"
#include "plasticity/stdp_triplet.hpp"
#include "plasticity/tsodyks_markram.hpp"
#include "sim/core/distributions.hpp"
#include "sim/network/rule_plasticity.hpp"
#include "tests/bench/brunel_rows.hpp"

namespace meniscus {
namespace {

constexpr std::uint32_t sources = 10000;
constexpr std::uint32_t targets = brunel_targets;
constexpr std::uint32_t row_length = brunel_row_length;

/// Rows that learn, and who spikes when.
struct Plastic {
  SynapseBlock rows = brunel_rows(sources);
  RowWeights weights{.shared = 0.1, .by_source = {}};
  std::unique_ptr<SynapseGroup> group;
  std::vector<double> accumulator = std::vector<double>(targets);
  std::vector<std::uint32_t> spikes;  ///< scratch
  RandomStream stream{{.seed = 2, .domain = RandomDomain::test}, 0};
  Time now{0};

  explicit Plastic(const Plasticity& rule) {
    group = rule.make_group({.synapses = rows,
                             .row_weights = weights,
                             .delays = 1,
                             .first = 0,
                             .count = targets,
                             .post_lag = Time{0},
                             .resolution = Resolution(0.1)});
  }

  /// A tick of 32 random arrivals, after which `rate` [1/tick] of the targets spike.
  void tick(double rate) {
    ++now;
    constexpr double scale[] = {1.0};
    std::size_t next = uniform_index(stream, sources);
    for (int k = 0; k < 32; ++k) {
      const std::size_t row = next;
      next = uniform_index(stream, sources);
      group->prefetch(next);
      group->arrive(now, row, scale, accumulator.data());
    }
    spikes.clear();
    for (std::uint32_t i = static_cast<std::uint32_t>(geometric(stream, rate)); i < targets;
         i += 1 + static_cast<std::uint32_t>(geometric(stream, rate))) {
      spikes.push_back(i);
    }
    group->end_tick(now, spikes);
  }
};

/// The rule of network C with this exponent.
RulePlasticity<StdpPair> pair_rule(double mu) {
  return RulePlasticity<StdpPair>(
      {.learning_rate = 1e-9, .alpha = 2.02, .w_max = 0.3, .mu_plus = mu, .mu_minus = mu});
}

constexpr double brunel_rate = 0.0032;  // 32 Hz [1/tick]

/// An arrival's synapses without target spikes to learn from: delivery and pre side. range(0): the
/// exponent times 10.
void stdp_pre_side(benchmark::State& state) {
  Plastic plastic(pair_rule(static_cast<double>(state.range(0)) / 10.0));
  for ([[maybe_unused]] auto _ : state) plastic.tick(1e-12);
  state.SetItemsProcessed(state.iterations() * 32 * row_length);
}

BENCHMARK(stdp_pre_side)->Arg(10)->Arg(4);

/// The same with as many target spikes as arrivals, of which a synapse meets one per arrival.
void both_sides(benchmark::State& state, const Plasticity& rule) {
  Plastic plastic(rule);
  for (int warm_up = 0; warm_up < 1000; ++warm_up) plastic.tick(brunel_rate);
  for ([[maybe_unused]] auto _ : state) plastic.tick(brunel_rate);
  state.SetItemsProcessed(state.iterations() * 32 * row_length);
}

void stdp_both_sides(benchmark::State& state) {
  both_sides(state, pair_rule(static_cast<double>(state.range(0)) / 10.0));
}

BENCHMARK(stdp_both_sides)->Arg(10)->Arg(4);

/// The same under rules that visit every synapse at every spike.
template <class R>
void rule_both_sides(benchmark::State& state) {
  typename R::Parameters parameters;
  if constexpr (requires { parameters.w_max; }) parameters.w_max = 0.3;
  both_sides(state, RulePlasticity<R>(parameters));
}

BENCHMARK(rule_both_sides<Stdp>);
BENCHMARK(rule_both_sides<StdpTriplet>);
BENCHMARK(rule_both_sides<StdpInhibitory>);
BENCHMARK(rule_both_sides<ApStdp>);
BENCHMARK(rule_both_sides<TsodyksMarkram>);

/// A target's spike where it happens: 16 bytes of its block, whatever its in-degree.
void stdp_post_spike(benchmark::State& state) {
  PostSpikes post(targets, Decay(20.0, Resolution(0.1)));
  std::uint32_t tick = 0;
  for ([[maybe_unused]] auto _ : state) {
    ++tick;
    for (std::uint32_t i = tick % 300; i < targets; i += 300) post.record(i, tick);
    if (tick - post.base() == PostSpikes::longest_memory) post.forget_until(tick);
  }
  state.SetItemsProcessed(state.iterations() * targets / 300);
}

// Measured: 5.4 ns per spike.
BENCHMARK(stdp_post_spike);

}  // namespace
}  // namespace meniscus
