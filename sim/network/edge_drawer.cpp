#include "sim/network/edge_drawer.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "sim/core/distributions.hpp"
#include "sim/network/pairs.hpp"

namespace meniscus {

namespace {

/// The stream of what concerns a projection as a whole; the others belong to a source or a target.
constexpr std::uint32_t whole_projection = std::numeric_limits<std::uint32_t>::max();

/// Sorts `scratch.partners`, which are below `bound`; byte by byte where there are many of them.
void sort_partners(std::uint32_t bound, PartnerScratch& scratch) {
  std::vector<std::uint32_t>& partners = scratch.partners;
  constexpr std::size_t few = 128;
  if (partners.size() < few) {
    std::ranges::sort(partners);
    return;
  }
  scratch.unsorted.resize(partners.size());
  for (int shift = 0; (std::uint64_t{bound} - 1) >> shift != 0; shift += 8) {
    partners.swap(scratch.unsorted);
    std::array<std::uint32_t, 257> begin{};
    const auto byte = [shift](std::uint32_t partner) { return (partner >> shift) & 0xffu; };
    for (const std::uint32_t partner : scratch.unsorted) ++begin[byte(partner) + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    for (const std::uint32_t partner : scratch.unsorted) partners[begin[byte(partner)]++] = partner;
  }
}

/// Draws uniformly from a neuron's partners, with or without replacement.
void draw_uniformly(RandomStream stream, const Partners& partners, std::uint64_t count,
                    bool with_replacement, PartnerScratch& scratch) {
  scratch.partners.resize(count);
  if (with_replacement) {
    for (std::uint32_t& drawn : scratch.partners) {
      drawn = partners[uniform_index(stream, partners.count())];
    }
    return;
  }
  // Floyd's algorithm (Bentley & Floyd 1987, doi:10.1145/30401.315746).
  if (scratch.chosen.size() <= partners.count()) scratch.chosen.resize(partners.count() + 1, false);
  std::uint64_t last = partners.count() - count;
  for (std::uint32_t& drawn : scratch.partners) {
    const std::uint32_t drawn_now = partners[uniform_index(stream, last + 1)];
    drawn = scratch.chosen[drawn_now] ? partners[last] : drawn_now;
    scratch.chosen[drawn] = true;
    ++last;
  }
  for (const std::uint32_t neuron : scratch.partners) scratch.chosen[neuron] = false;
}

/// Calls `visit` for each of 0 … count-1 that an independent draw of probability p selects.
template <class Visit>
void for_each_selected(RandomStream& stream, std::uint32_t count, double p, Visit visit) {
  if (p == 0.0) return;
  const Geometric skip(p);
  for (std::uint64_t k = skip(stream); k < count; k += 1 + skip(stream)) visit(k);
}

/// How many of `number` distinct pairs, drawn uniformly from rows x columns, lie in each row:
/// binomial counts, whose sum is then set right by adding or taking away single pairs, uniformly.
std::vector<std::uint64_t> distinct_row_counts(RandomStream& stream, std::uint64_t number,
                                               std::uint64_t rows, std::uint64_t columns) {
  const auto pairs = static_cast<double>(rows * columns);
  std::vector<std::uint64_t> counts(rows, 0);
  std::uint64_t total = 0;
  for (std::uint64_t& count : counts) {
    total += count = binomial(stream, columns, static_cast<double>(number) / pairs);
  }
  while (total != number) {
    const std::uint64_t pair = uniform_index(stream, rows * columns);
    std::uint64_t& count = counts[pair / columns];
    // Which of a row's pairs are drawn doesn't matter here: let it be the first ones.
    const bool is_drawn = pair % columns < count;
    if (is_drawn && total > number) --count, --total;
    if (!is_drawn && total < number) ++count, ++total;
  }
  return counts;
}

/// The same with replacement: a multinomial law.
std::vector<std::uint64_t> repeated_row_counts(RandomStream& stream, std::uint64_t number,
                                               std::uint64_t rows) {
  std::vector<std::uint64_t> counts(rows, 0);
  for (std::uint64_t row = 0; row < rows; ++row) {
    counts[row] = binomial(stream, number, 1.0 / static_cast<double>(rows - row));
    number -= counts[row];
  }
  return counts;
}

std::vector<std::uint64_t> row_counts(const FixedTotalNumber& rule, const PopulationPair& ends,
                                      const StreamKey& key) {
  const std::uint64_t rows = ends.source.size;
  const std::uint64_t number = total_number(rule, ends);
  RandomStream stream(key, whole_projection);
  if (rule.allow_multapses || number == 0) return repeated_row_counts(stream, number, rows);
  return distinct_row_counts(stream, number, rows, pair_count(rule, ends) / rows);
}

}  // namespace

EdgeDrawer::EdgeDrawer(const ConnectionRule& rule, const PopulationPair& ends, const StreamKey& key)
    : rule_(rule), ends_(ends), key_(key) {
  if (const auto* total = std::get_if<FixedTotalNumber>(&rule)) {
    row_counts_ = row_counts(*total, ends, key);
  }
}

std::span<const std::uint32_t> EdgeDrawer::partners(std::uint32_t neuron,
                                                    PartnerScratch& scratch) const {
  scratch.partners.clear();
  std::visit([&](const auto& rule) { draw(rule, neuron, scratch); }, rule_);
  return scratch.partners;
}

void EdgeDrawer::draw(const OneToOne&, std::uint32_t source, PartnerScratch& scratch) const {
  scratch.partners.push_back(source);
}

void EdgeDrawer::draw(const AllToAll& rule, std::uint32_t source, PartnerScratch& scratch) const {
  const Partners targets(ends_.target.size, source, leaves_out_self(rule, ends_));
  for (std::uint32_t k = 0; k < targets.count(); ++k) scratch.partners.push_back(targets[k]);
}

void EdgeDrawer::draw(const PairwiseBernoulli& rule, std::uint32_t source,
                      PartnerScratch& scratch) const {
  RandomStream stream(key_, source);
  const Partners targets(ends_.target.size, source, leaves_out_self(rule, ends_));
  for_each_selected(stream, targets.count(), rule.p,
                    [&](std::uint64_t k) { scratch.partners.push_back(targets[k]); });
}

void EdgeDrawer::draw(const FixedIndegree& rule, std::uint32_t target,
                      PartnerScratch& scratch) const {
  const Partners sources(ends_.source.size, target, leaves_out_self(rule, ends_));
  draw_uniformly(RandomStream(key_, target), sources, static_cast<std::uint64_t>(rule.indegree),
                 rule.allow_multapses, scratch);
}

void EdgeDrawer::draw(const FixedOutdegree& rule, std::uint32_t source,
                      PartnerScratch& scratch) const {
  const Partners targets(ends_.target.size, source, leaves_out_self(rule, ends_));
  draw_uniformly(RandomStream(key_, source), targets, static_cast<std::uint64_t>(rule.outdegree),
                 rule.allow_multapses, scratch);
  sort_partners(ends_.target.size, scratch);
}

void EdgeDrawer::draw(const FixedTotalNumber& rule, std::uint32_t source,
                      PartnerScratch& scratch) const {
  const Partners targets(ends_.target.size, source, leaves_out_self(rule, ends_));
  draw_uniformly(RandomStream(key_, source), targets, row_counts_[source], rule.allow_multapses,
                 scratch);
  sort_partners(ends_.target.size, scratch);
}

void EdgeDrawer::draw(const DistanceRule& rule, std::uint32_t source,
                      PartnerScratch& scratch) const {
  RandomStream stream(key_, source);
  const Partners targets(ends_.target.size, source, leaves_out_self(rule, ends_));
  const bool inhibitory = is_inhibitory(ends_.source, source);
  // Thinning: candidates at the largest probability a source has, kept in proportion.
  const double bound =
      std::max(strength(rule, inhibitory, false), strength(rule, inhibitory, true));
  for_each_selected(stream, targets.count(), bound, [&](std::uint64_t k) {
    const double p = probability(rule, ends_, source, targets[k]);
    if (stream.uniform() * bound < p) scratch.partners.push_back(targets[k]);
  });
}

}  // namespace meniscus
