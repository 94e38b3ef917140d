// What this machine can do at all for a synaptic event, a neuron-step and a Poisson count: the
// fastest plain loops found, written apart from the engine and without what an engine needs around
// them. tools/benchmark takes the best variant of each as the limit of a network.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace meniscus {
namespace {

/// A small fast generator (Marsaglia 2003, doi:10.18637/jss.v008.i14), for filling arrays.
class Xorshift {
 public:
  std::uint64_t operator()() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    return state_ ^= state_ << 17;
  }
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>(((*this)() >> 32) * n >> 32);
  }

 private:
  std::uint64_t state_ = 88172645463325252ull;
};

/// The synapses of a network as its rows lie in memory, and how many neurons they reach.
struct Shape {
  const char* network;
  std::uint32_t sources;
  std::uint32_t row;      ///< synapses of a source
  std::uint32_t targets;  ///< neurons
};

constexpr std::array shapes{
    Shape{"A", 4000, 80, 4000},
    Shape{"A-50k", 50000, 1000, 50000},
    Shape{"B", 12500, 1250, 12500},
    Shape{"D", 784, 150, 1000},
};

/// Rows in blocks of targets: block after block, so that a block's rows lie together.
struct Rows {
  Rows(const Shape& shape, std::uint32_t block_size)
      : block(std::min(block_size, shape.targets)),
        blocks((shape.targets + block - 1) / block),
        length(std::max(1u, shape.row / blocks)),
        target(std::size_t{shape.sources} * blocks * length),
        weight(target.size(), 0.5f) {
    Xorshift random;
    const std::uint32_t step = block / length;  // one target in each step: ascending, all different
    for (std::size_t k = 0; k < target.size(); ++k) {
      const auto place = static_cast<std::uint32_t>(k % length);
      target[k] = static_cast<std::uint16_t>(place * step + random.below(step));
    }
  }

  std::uint32_t block;
  std::uint32_t blocks;
  std::uint32_t length;
  std::vector<std::uint16_t> target;
  std::vector<float> weight;
};

template <class Sum>
void add_row(const std::uint16_t* target, std::uint32_t length, Sum weight, Sum* sum) {
  std::uint32_t k = 0;
  for (; k + 4 <= length; k += 4) {
    std::uint64_t four = 0;
    std::memcpy(&four, target + k, sizeof four);
    sum[four & 0xffff] += weight;
    sum[four >> 16 & 0xffff] += weight;
    sum[four >> 32 & 0xffff] += weight;
    sum[four >> 48] += weight;
  }
  for (; k < length; ++k) sum[target[k]] += weight;
}

template <class Sum>
void add_row(const std::uint16_t* target, const float* weight, std::uint32_t length, Sum* sum) {
  std::uint32_t k = 0;
  for (; k + 4 <= length; k += 4) {
    std::uint64_t four = 0;
    std::memcpy(&four, target + k, sizeof four);
    sum[four & 0xffff] += static_cast<Sum>(weight[k]);
    sum[four >> 16 & 0xffff] += static_cast<Sum>(weight[k + 1]);
    sum[four >> 32 & 0xffff] += static_cast<Sum>(weight[k + 2]);
    sum[four >> 48] += static_cast<Sum>(weight[k + 3]);
  }
  for (; k < length; ++k) sum[target[k]] += static_cast<Sum>(weight[k]);
}

/// Rows of random sources, one block after the other; the next row is fetched while one is added.
template <class Sum, bool individual>
void events(benchmark::State& state, const Shape& shape, std::uint32_t block_size) {
  const Rows rows(shape, block_size);
  std::vector<Sum> sum(rows.block);
  std::vector<std::uint32_t> spikes(512);
  Xorshift random;
  for ([[maybe_unused]] auto _ : state) {
    for (std::uint32_t& spike : spikes) spike = random.below(shape.sources);
    for (std::uint32_t b = 0; b < rows.blocks; ++b) {
      const std::size_t first = std::size_t{b} * shape.sources;
      for (std::size_t s = 0; s < spikes.size(); ++s) {
        const std::size_t at = (first + spikes[s]) * rows.length;
        const std::size_t next = (first + spikes[s + 1 < spikes.size() ? s + 1 : s]) * rows.length;
        for (std::uint32_t k = 0; k < rows.length; k += 32) {
          __builtin_prefetch(rows.target.data() + next + k);
          if (!individual) continue;
          __builtin_prefetch(rows.weight.data() + next + k);
          __builtin_prefetch(rows.weight.data() + next + k + 16);
        }
        const std::uint16_t* target = rows.target.data() + at;
        if (individual) {
          add_row(target, rows.weight.data() + at, rows.length, sum.data());
        } else {
          add_row(target, rows.length, Sum{1}, sum.data());
        }
      }
      benchmark::DoNotOptimize(sum.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(spikes.size()) *
                          rows.blocks * rows.length);
}

/// Neurons side by side in vectors of 64 bytes.
struct FloatCells {
  using Real = float;
  using Reals [[gnu::vector_size(64)]] = float;
  using Integers [[gnu::vector_size(64)]] = std::int32_t;
  static constexpr std::size_t width = 16;
  Reals v{}, exc{}, inh{}, in_exc{}, in_inh{};
  Integers refractory{};
};

struct DoubleCells {
  using Real = double;
  using Reals [[gnu::vector_size(64)]] = double;
  using Integers [[gnu::vector_size(64)]] = std::int64_t;
  static constexpr std::size_t width = 8;
  Reals v{}, exc{}, inh{}, in_exc{}, in_inh{};
  Integers refractory{};
};

constexpr std::size_t neurons = 512;  // resident in L1, as a block may be

/// Threshold, reset and refractory period around a potential that was moved on; says who fired.
template <class Cells>
typename Cells::Integers fire(Cells& cells, typename Cells::Reals v, typename Cells::Real threshold,
                              typename Cells::Real reset, int t_ref) {
  const typename Cells::Integers held = cells.refractory > 0;
  const typename Cells::Integers spike = ~held & (v >= threshold);
  const typename Cells::Reals free = spike ? typename Cells::Reals{} + reset : v;
  cells.v = held ? cells.v : free;
  cells.refractory = spike ? typename Cells::Integers{} + t_ref
                           : typename Cells::Integers(cells.refractory + held);
  return spike;
}

/// Leaky integrate-and-fire with delta input: decay and input, then `fire`.
struct LifStep {
  template <class Cells>
  static typename Cells::Integers step(Cells& cells) {
    using Real = typename Cells::Real;
    const typename Cells::Reals v = cells.v * Real(0.995) + cells.in_exc;
    cells.in_exc = typename Cells::Reals{};
    return fire(cells, v, Real(20), Real(0), 20);
  }
};

/// The same with two exponential currents.
struct LifExpStep {
  template <class Cells>
  static typename Cells::Integers step(Cells& cells) {
    using Real = typename Cells::Real;
    const typename Cells::Reals v =
        Real(-0.245) + cells.v * Real(0.995) + (cells.exc * Real(0.0049) + cells.inh * Real(0.005));
    cells.exc = cells.exc * Real(0.98) + cells.in_exc;
    cells.inh = cells.inh * Real(0.99) + cells.in_inh;
    cells.in_exc = cells.in_inh = typename Cells::Reals{};
    return fire(cells, v, Real(-50), Real(-60), 50);
  }
};

template <class Step, class Cells>
void neuron_steps(benchmark::State& state) {
  std::vector<Cells> cells(neurons / Cells::width);
  for ([[maybe_unused]] auto _ : state) {
    typename Cells::Integers fired{};
    for (Cells& few : cells) fired |= Step::step(few);
    benchmark::DoNotOptimize(fired);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(neurons));
}

/// Counts of mean 2 by inversion: 16 random bits against the cumulated probabilities, 32 at a time,
/// from a generator that is no more than fast. The 1 in 6,000 draws that more bits would have to
/// decide are left undecided.
void poisson(benchmark::State& state) {
  constexpr std::array<std::uint16_t, 12> reached{8869,  26607, 44346, 56171, 62084, 64449,
                                                  65237, 65462, 65519, 65532, 65534, 65535};
  using Bits [[gnu::vector_size(64)]] = std::uint64_t;
  using Counts [[gnu::vector_size(64)]] = std::uint16_t;
  std::vector<Counts> counts(128);
  std::array<Bits, 2> x;
  Xorshift random;
  for (Bits& bits : x) {
    for (int i = 0; i < 8; ++i) bits[i] = random();
  }
  for ([[maybe_unused]] auto _ : state) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      Bits& bits = x[i % 2];  // two generators hide each other's latency
      bits ^= bits << 13;
      bits ^= bits >> 7;
      bits ^= bits << 17;
      Counts uniform;
      std::memcpy(&uniform, &bits, sizeof uniform);
      Counts count{};
      for (const std::uint16_t edge : reached) {
        count -= reinterpret_cast<Counts>(uniform >= edge);
      }
      counts[i] = count;
    }
    benchmark::DoNotOptimize(counts.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(counts.size()) * 32);
}

BENCHMARK(neuron_steps<LifStep, FloatCells>)->Name("limit/neuron/lif/float");
BENCHMARK(neuron_steps<LifStep, DoubleCells>)->Name("limit/neuron/lif/double");
BENCHMARK(neuron_steps<LifExpStep, FloatCells>)->Name("limit/neuron/lif_exp/float");
BENCHMARK(neuron_steps<LifExpStep, DoubleCells>)->Name("limit/neuron/lif_exp/double");
BENCHMARK(poisson)->Name("limit/poisson");

template <class Sum, bool individual>
void register_events(const Shape& shape, const std::string& kind) {
  for (const std::uint32_t block : {4096u, 16384u, 65536u}) {
    const bool whole = block >= shape.targets;
    benchmark::RegisterBenchmark(
        ("limit/event/" + std::string(shape.network) + "/" + kind + "/" +
         std::to_string(whole ? shape.targets : block))
            .c_str(),
        [&shape, block](benchmark::State& state) { events<Sum, individual>(state, shape, block); });
    if (whole) break;
  }
}

const bool registered = [] {
  for (const Shape& shape : shapes) {
    register_events<float, false>(shape, "shared_weight/float");
    register_events<double, false>(shape, "shared_weight/double");
    register_events<float, true>(shape, "individual_weights/float");
    register_events<double, true>(shape, "individual_weights/double");
  }
  return true;
}();

}  // namespace
}  // namespace meniscus
