#include "sim/core/bernoulli_hits.hpp"

#include <algorithm>
#include <cassert>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/random_chunk.hpp"

namespace meniscus {

BernoulliTable::BernoulliTable(std::span<const double> p, std::uint32_t first) {
  assert(first % group_size == 0);
  for (const double probability : p) {
    if (probability >= 0.0 && probability <= 1.0) continue;
    throw ConfigError(fmt::format("expected a probability between 0 and 1, got {}", probability));
  }
  for (std::size_t start = 0; start < p.size(); start += group_size) {
    const auto group = p.subspan(start, std::min(group_size, p.size() - start));
    if (std::ranges::all_of(group, [](double probability) { return probability == 0.0; })) continue;
    groups_.push_back(static_cast<std::uint32_t>((first + start) / group_size));
    p_.insert(p_.end(), group.begin(), group.end());
    p_.resize(groups_.size() * group_size, 0.0);
  }
  groups_.resize((groups_.size() + chunk_groups - 1) / chunk_groups * chunk_groups, 0);
  p_.resize(groups_.size() * group_size, 0.0);
  for (const double probability : p_) {
    edge_.push_back(static_cast<std::uint16_t>(std::min(probability * 0x1p16, 65535.0)));
  }
}

void BernoulliTable::hits(const StreamKey& key, Time tick, std::vector<std::uint32_t>& out) const {
  for (std::size_t start = 0; start < groups_.size(); start += chunk_groups) {
    std::array<std::uint32_t, chunk_groups> groups;
    std::copy_n(groups_.begin() + start, chunk_groups, groups.begin());
    const auto bits = chunk_bits(key, tick, groups);
    const std::uint16_t* const edge = &edge_[start * group_size];
    const double* const p = &p_[start * group_size];
    PerId<std::uint8_t> candidate;
    for (std::size_t i = 0; i < chunk_size; ++i) candidate[i] = bits[i] <= edge[i];
    for_each_flagged(candidate, [&](std::size_t i) {
      const std::size_t id = groups[i / group_size] * group_size + i % group_size;
      const auto hit_id = static_cast<std::uint32_t>(id);
      if (bits[i] < edge[i] || p[i] == 1.0 ||
          refined_bits(key, tick, hit_id, bits[i]) < static_cast<std::uint64_t>(p[i] * 0x1p64)) {
        out.push_back(hit_id);
      }
    });
  }
}

void bernoulli_hits(const StreamKey& key, Time tick, std::uint32_t first, std::span<const double> p,
                    std::vector<std::uint32_t>& hits) {
  BernoulliTable(p, first).hits(key, tick, hits);
}

}  // namespace meniscus
