#include "models/sources/poisson_correlated.hpp"

#include <algorithm>

#include "models/sources/counted.hpp"
#include "sim/core/bernoulli_hits.hpp"
#include "sim/core/random_chunk.hpp"

namespace meniscus {

namespace {

/// 64 random bits that all neurons share: number `which` of tick t.
std::uint64_t shared_bits(const StreamKey& key, Time t, std::uint32_t which) {
  const auto words = random_bits(key, static_cast<std::uint32_t>(t.ticks), shared_entity + which);
  return (std::uint64_t{words[0]} << 32) | words[1];
}

}  // namespace

PoissonSip::PoissonSip(const Parameters& p, const Resolution& resolution)
    : mean_(p.rate * resolution.tick()),
      common_(p.correlation * mean_),
      own_((1.0 - p.correlation) * mean_) {}

void PoissonSip::counts(const StreamKey& key, Time t, std::uint32_t first,
                        std::span<std::uint16_t> counts) const {
  own_.counts(key, t, first, counts);
  const std::uint16_t common = common_.count(shared_bits(key, t, 0));
  if (common == 0) return;
  for (std::uint16_t& count : counts) count = static_cast<std::uint16_t>(count + common);
}

void PoissonSip::emit(const StreamKey& key, Time t, std::uint32_t first, std::uint32_t count,
                      std::vector<std::uint32_t>& spikes) const {
  emit_counted(*this, key, t, first, count, spikes);
}

PoissonMip::PoissonMip(const Parameters& p, const Resolution& resolution)
    : mean_(p.rate * resolution.tick()),
      correlation_(p.correlation),
      mother_(mean_ / p.correlation) {}

void PoissonMip::counts(const StreamKey& key, Time t, std::uint32_t first,
                        std::span<std::uint16_t> counts) const {
  std::ranges::fill(counts, std::uint16_t{0});
  const std::uint16_t mothers = mother_.count(shared_bits(key, t, 0));
  if (mothers == 0) return;
  const std::vector<double> copied(counts.size(), correlation_);
  const BernoulliTable table(copied, first);
  std::vector<std::uint32_t> hits;
  for (std::uint16_t m = 0; m < mothers; ++m) {
    // Every spike of the mother has random streams of its own, named by 64 bits in place of a seed.
    StreamKey copies = key;
    copies.seed = shared_bits(key, t, 1u + m);
    hits.clear();
    table.hits(copies, t, hits);
    for (const std::uint32_t neuron : hits) ++counts[neuron - first];
  }
}

void PoissonMip::emit(const StreamKey& key, Time t, std::uint32_t first, std::uint32_t count,
                      std::vector<std::uint32_t>& spikes) const {
  emit_counted(*this, key, t, first, count, spikes);
}

}  // namespace meniscus
