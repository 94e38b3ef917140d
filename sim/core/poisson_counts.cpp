#include "sim/core/poisson_counts.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/probability.hpp"
#include "sim/core/random_chunk.hpp"

namespace meniscus {

namespace {

constexpr std::uint16_t undecided = std::numeric_limits<std::uint16_t>::max();
constexpr std::size_t most_edges = 24;  ///< above, the guide table is faster

/// Probabilities smaller than this can't move a boundary by 2^-64.
constexpr double negligible = 0x1p-75;

void check_mean(double mean) {
  if (mean >= 0.0 && mean <= largest_mean_count) return;
  throw ConfigError(fmt::format("expected a mean count per tick between 0 and {}, got {}",
                                largest_mean_count, mean));
}

std::uint16_t upper_bits(std::uint64_t uniform) {
  return static_cast<std::uint16_t>(uniform >> 48);
}

/// The law's count for 16 bits of the 64, or `undecided` if the others matter.
std::uint16_t count_of_bits(const PoissonLaw& law, std::uint16_t bits) {
  const std::uint64_t lowest = std::uint64_t{bits} << 48;
  const std::uint16_t count = law.count(lowest);
  const std::size_t next = static_cast<std::size_t>(count - law.first());
  const bool cut = next < law.boundaries().size() && upper_bits(law.boundaries()[next]) == bits;
  return cut ? undecided : count;
}

/// Probabilities of mode, mode + step, … until they vanish; `ratio(k)` leads from k to the next.
template <class Ratio>
std::vector<double> probabilities_from(double mode, double at_mode, double step, Ratio ratio) {
  std::vector<double> probabilities;
  double p = at_mode;
  for (double k = mode; k >= 0.0 && p > negligible; k += step) {
    probabilities.push_back(p);
    p *= ratio(k);
  }
  return probabilities;
}

}  // namespace

PoissonLaw::PoissonLaw(double mean) {
  check_mean(mean);
  if (mean == 0.0) return;
  // Both tails are summed from their thin end, so that neither loses digits.
  const double mode = std::floor(mean);
  const double at_mode = std::exp(log_poisson_probability(mode, mean));
  std::vector<double> lower =
      probabilities_from(mode, at_mode, -1.0, [=](double k) { return k / mean; });
  std::vector<double> upper =
      probabilities_from(mode, at_mode, 1.0, [=](double k) { return mean / (k + 1.0); });
  first_ = static_cast<std::uint16_t>(mode - static_cast<double>(lower.size() - 1));
  double below = 0.0;
  for (std::size_t i = lower.size() - 1; i > 0; --i) {
    boundaries_.push_back(static_cast<std::uint64_t>(std::round((below += lower[i]) * 0x1p64)));
  }
  std::vector<std::uint64_t> above_mode;
  double above = 0.0;
  for (std::size_t i = upper.size() - 1; i > 0; --i) {
    const auto tail = static_cast<std::uint64_t>(std::round((above += upper[i]) * 0x1p64));
    if (tail > 0) above_mode.push_back(0 - tail);
  }
  boundaries_.insert(boundaries_.end(), above_mode.rbegin(), above_mode.rend());
}

std::uint16_t PoissonLaw::count(std::uint64_t uniform) const {
  const auto reached = std::ranges::upper_bound(boundaries_, uniform) - boundaries_.begin();
  return static_cast<std::uint16_t>(first_ + reached);
}

PoissonTable::PoissonTable(double mean, Use use) : law_(mean) {
  for (const std::uint64_t boundary : law_.boundaries()) {
    edges_.push_back(upper_bits(boundary));
    if (edges_.back() == 0xffff) break;  // one is enough to leave it to the law
  }
  if (use == Use::briefly || (law_.first() == 0 && edges_.size() <= most_edges)) return;
  edges_.clear();
  guide_.resize(0x10000);
  for (std::size_t bits = 0; bits < guide_.size(); ++bits) {
    guide_[bits] = count_of_bits(law_, static_cast<std::uint16_t>(bits));
  }
}

void PoissonTable::counts(const StreamKey& key, Time tick, std::uint32_t first,
                          std::span<std::uint16_t> out) const {
  assert(first % group_size == 0);
  for (std::size_t start = 0; start < out.size(); start += chunk_size) {
    const auto id = static_cast<std::uint32_t>(first + start);
    const auto bits = chunk_bits(key, tick, consecutive_groups(id / group_size));
    PerId<std::uint16_t> count{};
    PerId<std::uint8_t> open{};
    if (guide_.empty()) {
      count.fill(law_.first());
      for (const std::uint16_t edge : edges_) {
        for (std::size_t i = 0; i < chunk_size; ++i) {
          count[i] = static_cast<std::uint16_t>(count[i] + (bits[i] > edge));
          open[i] |= bits[i] == edge;
        }
      }
    } else {
      for (std::size_t i = 0; i < chunk_size; ++i) {
        count[i] = guide_[bits[i]];
        open[i] = count[i] == undecided;
      }
    }
    for_each_flagged(open, [&](std::size_t i) {
      count[i] = law_.count(refined_bits(key, tick, static_cast<std::uint32_t>(id + i), bits[i]));
    });
    std::copy_n(count.begin(), std::min(chunk_size, out.size() - start), out.begin() + start);
  }
}

PoissonRates::PoissonRates(std::span<const double> means) {
  std::ranges::for_each(means, check_mean);
  std::vector<double> distinct(means.begin(), means.end());
  std::ranges::sort(distinct);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  for (const double mean : distinct) laws_.emplace_back(mean);
  zero_edge_.assign(means.size() + chunk_size, 0xffff);
  for (std::size_t id = 0; id < means.size(); ++id) {
    const auto law = std::ranges::lower_bound(distinct, means[id]) - distinct.begin();
    law_of_.push_back(static_cast<std::uint32_t>(law));
    const auto boundaries = laws_[law].boundaries();
    if (!boundaries.empty()) zero_edge_[id] = upper_bits(boundaries.front());
  }
}

void PoissonRates::counts(const StreamKey& key, Time tick, std::uint32_t first,
                          std::span<std::uint16_t> out) const {
  assert(first % group_size == 0 && first + out.size() <= law_of_.size());
  for (std::size_t start = 0; start < out.size(); start += chunk_size) {
    const auto id = static_cast<std::uint32_t>(first + start);
    const auto bits = chunk_bits(key, tick, consecutive_groups(id / group_size));
    const std::size_t used = std::min(chunk_size, out.size() - start);
    const std::uint16_t* const zero_edge = &zero_edge_[id];
    PerId<std::uint8_t> open;
    for (std::size_t i = 0; i < chunk_size; ++i) open[i] = bits[i] >= zero_edge[i];
    std::fill_n(out.begin() + start, used, std::uint16_t{0});
    for_each_flagged(open, [&](std::size_t i) {
      if (i >= used) return;
      const PoissonLaw& law = laws_[law_of_[id + i]];
      std::uint16_t count = count_of_bits(law, bits[i]);
      if (count == undecided) {
        count = law.count(refined_bits(key, tick, static_cast<std::uint32_t>(id + i), bits[i]));
      }
      out[start + i] = count;
    });
  }
}

}  // namespace meniscus
