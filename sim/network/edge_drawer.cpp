#include "sim/network/edge_drawer.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "sim/core/distributions.hpp"
#include "sim/network/pairs.hpp"
#include "sim/network/selection.hpp"
#include "sim/network/whole_graph.hpp"

namespace meniscus {

namespace {

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

/// Whether a rule that can be drawn as a whole must be.
template <class Rule>
bool is_drawn_whole(const Rule&) {
  return true;
}
bool is_drawn_whole(const SmallWorld& rule) { return !rule.directed; }

}  // namespace

EdgeDrawer::EdgeDrawer(const ConnectionRule& rule, const PopulationPair& ends, const StreamKey& key)
    : rule_(rule), ends_(ends), key_(key) {
  if (const auto* total = std::get_if<FixedTotalNumber>(&rule)) {
    row_counts_ = row_counts(*total, ends, key);
  }
  std::visit(
      [&](const auto& chosen) {
        if constexpr (requires { draw_graph(chosen, 0u, key); }) {
          if (is_drawn_whole(chosen)) whole_ = draw_graph(chosen, ends.source.size, key);
        }
      },
      rule);
}

std::span<const std::uint32_t> EdgeDrawer::partners(std::uint32_t neuron,
                                                    PartnerScratch& scratch) const {
  if (whole_) return whole_->row(neuron);
  scratch.partners.clear();
  std::visit(
      [&](const auto& rule) {
        if constexpr (requires { draw(rule, neuron, scratch); }) draw(rule, neuron, scratch);
      },
      rule_);
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

void EdgeDrawer::draw(const Ring& rule, std::uint32_t source, PartnerScratch& scratch) const {
  const std::int64_t size = ends_.source.size;
  for (std::int64_t by = -rule.backward; by <= rule.forward; ++by) {
    if (by == 0) continue;
    scratch.partners.push_back(static_cast<std::uint32_t>((source + by + size) % size));
  }
  sort_partners(ends_.target.size, scratch);
}

void EdgeDrawer::draw(const SmallWorld& rule, std::uint32_t source, PartnerScratch& scratch) const {
  const std::uint32_t size = ends_.source.size;
  const std::int64_t half = rule.neighbours / 2;
  draw(Ring{.forward = half, .backward = half}, source, scratch);
  std::vector<std::uint32_t>& targets = scratch.partners;
  if (targets.size() + 1 >= size) return;  // nothing to move to
  if (scratch.chosen.size() < size) scratch.chosen.resize(size, false);
  scratch.chosen[source] = true;
  for (const std::uint32_t target : targets) scratch.chosen[target] = true;
  RandomStream stream(key_, source);
  for (std::uint32_t& target : targets) {
    if (stream.uniform() >= rule.p) continue;
    std::uint32_t other = source;
    while (scratch.chosen[other]) other = static_cast<std::uint32_t>(uniform_index(stream, size));
    scratch.chosen[target] = false;
    scratch.chosen[other] = true;
    target = other;
  }
  scratch.chosen[source] = false;
  for (const std::uint32_t target : targets) scratch.chosen[target] = false;
  sort_partners(size, scratch);
}

void EdgeDrawer::draw(const Modular& rule, std::uint32_t source, PartnerScratch& scratch) const {
  RandomStream stream(key_, source);
  const auto modules = static_cast<std::uint64_t>(rule.modules);
  const bool without_self = leaves_out_self(rule, ends_);
  const std::uint64_t own = module_of(source, modules, ends_.source.size);
  const std::uint32_t first = module_begin(own, modules, ends_.target.size);
  const std::uint32_t last = module_begin(own + 1, modules, ends_.target.size);
  const auto draw_from = [&](std::uint32_t begin, std::uint32_t end, double p) {
    for_each_selected(stream, end - begin, p, [&](std::uint64_t k) {
      const auto target = static_cast<std::uint32_t>(begin + k);
      if (!without_self || target != source) scratch.partners.push_back(target);
    });
  };
  draw_from(0, first, rule.p_out);
  draw_from(first, last, rule.p_in);
  draw_from(last, ends_.target.size, rule.p_out);
}

}  // namespace meniscus
