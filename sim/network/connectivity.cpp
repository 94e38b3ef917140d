#include "sim/network/connectivity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "sim/config/checks.hpp"
#include "sim/core/distributions.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// The stream of what concerns a projection as a whole; the others belong to a source or a target.
constexpr std::uint32_t whole_projection = std::numeric_limits<std::uint32_t>::max();

template <class Rule>
bool leaves_out_self(const Rule& rule, const PopulationPair& ends) {
  return ends.same_population && !rule.allow_autapses;
}

/// The neurons 0 … size-1 that `self` may be joined to, numbered without a gap.
class Partners {
 public:
  Partners(std::uint32_t size, std::uint32_t self, bool leaves_out_self)
      : count_(leaves_out_self ? size - 1 : size), gap_(leaves_out_self ? self : size) {}

  std::uint32_t count() const { return count_; }
  std::uint32_t operator[](std::uint64_t k) const {
    return static_cast<std::uint32_t>(k < gap_ ? k : k + 1);
  }

 private:
  std::uint32_t count_;
  std::uint32_t gap_;
};

template <class Rule>
std::uint64_t pair_count(const Rule& rule, const PopulationPair& ends) {
  const std::uint64_t columns = ends.target.size - (leaves_out_self(rule, ends) ? 1u : 0u);
  return columns * ends.source.size;
}

/// Draws uniformly from a neuron's partners, with or without replacement.
class PartnerSampler {
 public:
  PartnerSampler(std::uint32_t size, bool with_replacement)
      : chosen_(with_replacement ? 0 : size, false), with_replacement_(with_replacement) {}

  /// Replaces the content of `drawn`.
  void draw(RandomStream& stream, const Partners& partners, std::uint64_t count,
            std::vector<std::uint32_t>& drawn) {
    drawn.clear();
    if (with_replacement_) {
      for (std::uint64_t i = 0; i < count; ++i) {
        drawn.push_back(partners[uniform_index(stream, partners.count())]);
      }
      return;
    }
    // Floyd's algorithm (Bentley & Floyd 1987, doi:10.1145/30401.315746).
    for (std::uint64_t last = partners.count() - count; last < partners.count(); ++last) {
      const std::uint32_t drawn_now = partners[uniform_index(stream, last + 1)];
      drawn.push_back(chosen_[drawn_now] ? partners[last] : drawn_now);
      chosen_[drawn.back()] = true;
    }
    for (const std::uint32_t neuron : drawn) chosen_[neuron] = false;
  }

 private:
  std::vector<bool> chosen_;
  bool with_replacement_;
};

void end_row(EdgeTable& edges) { edges.row_begin.push_back(edges.target.size()); }

void append_sorted(EdgeTable& edges, std::vector<std::uint32_t>& targets) {
  std::ranges::sort(targets);
  edges.target.insert(edges.target.end(), targets.begin(), targets.end());
  end_row(edges);
}

/// The table of what each target draws: `draw_sources(target, sources)` fills `sources`. It is
/// called twice per target, once to count and once to place, so that no draw has to be kept.
template <class DrawSources>
EdgeTable from_targets(const PopulationPair& ends, DrawSources draw_sources) {
  EdgeTable edges;
  edges.row_begin.assign(ends.source.size + std::size_t{1}, 0);
  std::vector<std::uint32_t> sources;
  for (std::uint32_t target = 0; target < ends.target.size; ++target) {
    draw_sources(target, sources);
    for (const std::uint32_t source : sources) ++edges.row_begin[source + std::size_t{1}];
  }
  for (std::size_t row = 1; row < edges.row_begin.size(); ++row) {
    edges.row_begin[row] += edges.row_begin[row - 1];
  }
  edges.target.resize(edges.row_begin.back());
  std::vector<std::uint64_t> next(edges.row_begin.begin(), edges.row_begin.end() - 1);
  for (std::uint32_t target = 0; target < ends.target.size; ++target) {
    draw_sources(target, sources);
    for (const std::uint32_t source : sources) edges.target[next[source]++] = target;
  }
  return edges;
}

/// Calls `visit` for each of 0 … count-1 that an independent draw of probability p selects.
template <class Visit>
void for_each_selected(RandomStream& stream, std::uint32_t count, double p, Visit visit) {
  if (p == 0.0) return;
  for (std::uint64_t k = geometric(stream, p); k < count; k += 1 + geometric(stream, p)) visit(k);
}

/// C of the distance rule from a source to a target.
double strength(const DistanceRule& rule, bool from_inhibitory, bool to_inhibitory) {
  if (from_inhibitory) return to_inhibitory ? rule.c_ii : rule.c_ie;
  return to_inhibitory ? rule.c_ei : rule.c_ee;
}

bool is_inhibitory(const PopulationView& population, std::uint32_t neuron) {
  return !population.inhibitory.empty() && population.inhibitory[neuron] != 0;
}

/// C exp(-(D / lambda)^2).
double probability(const DistanceRule& rule, const PopulationPair& ends, std::uint32_t source,
                   std::uint32_t target) {
  const double c =
      strength(rule, is_inhibitory(ends.source, source), is_inhibitory(ends.target, target));
  const double squared =
      squared_distance(ends.source.positions[source], ends.target.positions[target]);
  return c * std::exp(-squared / (rule.lambda * rule.lambda));
}

std::uint64_t total_number(const FixedTotalNumber& rule, const PopulationPair& ends) {
  if (rule.number > 0) return static_cast<std::uint64_t>(rule.number);
  // The factor keeps a product that rounding put just below a whole number.
  const double exact = rule.density * static_cast<double>(pair_count(rule, ends));
  return static_cast<std::uint64_t>(exact * (1.0 + 1e-12));
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

// What makes a request impossible.

template <class Rule>
void require_partners(const Rule& rule, std::string_view parameter, std::uint64_t wanted,
                      std::uint64_t available, std::string_view of) {
  if (wanted == 0 || (available > 0 && (rule.allow_multapses || wanted <= available))) return;
  throw ConfigError(fmt::format("{}: {} = {} is impossible: {} {} available, multapses {}",
                                Rule::name, parameter, wanted, available, of,
                                rule.allow_multapses ? "allowed" : "not allowed"));
}

template <class Rule>
void check(const Rule&, const PopulationPair&) {}

void check(const OneToOne&, const PopulationPair& ends) {
  if (ends.source.size == ends.target.size) return;
  throw ConfigError(
      fmt::format("one_to_one: the populations differ in size: {} sources, {} targets",
                  ends.source.size, ends.target.size));
}

void check(const FixedIndegree& rule, const PopulationPair& ends) {
  if (ends.target.size == 0) return;
  const Partners sources(ends.source.size, 0, leaves_out_self(rule, ends));
  require_partners(rule, "indegree", static_cast<std::uint64_t>(rule.indegree), sources.count(),
                   "sources");
}

void check(const FixedOutdegree& rule, const PopulationPair& ends) {
  if (ends.source.size == 0) return;
  const Partners targets(ends.target.size, 0, leaves_out_self(rule, ends));
  require_partners(rule, "outdegree", static_cast<std::uint64_t>(rule.outdegree), targets.count(),
                   "targets");
}

void check(const FixedTotalNumber& rule, const PopulationPair& ends) {
  if ((rule.number > 0) == (rule.density > 0.0)) {
    throw ConfigError(
        fmt::format("fixed_total_number: expected either number or density, got number = {} and "
                    "density = {}",
                    rule.number, rule.density));
  }
  require_partners(rule, "number", total_number(rule, ends), pair_count(rule, ends), "pairs");
}

void check(const DistanceRule&, const PopulationPair& ends) {
  const auto check_positions = [](const PopulationView& population, std::string_view which) {
    if (population.positions.size() == population.size) return;
    throw ConfigError(
        fmt::format("distance: the {} population needs positions: {} neurons, {} positions", which,
                    population.size, population.positions.size()));
  };
  check_positions(ends.source, "source");
  check_positions(ends.target, "target");
}

// The expected number of synapses.

double expected(const OneToOne&, const PopulationPair& ends) { return ends.source.size; }

double expected(const AllToAll& rule, const PopulationPair& ends) {
  return static_cast<double>(pair_count(rule, ends));
}

double expected(const PairwiseBernoulli& rule, const PopulationPair& ends) {
  return rule.p * static_cast<double>(pair_count(rule, ends));
}

double expected(const FixedIndegree& rule, const PopulationPair& ends) {
  return static_cast<double>(rule.indegree) * ends.target.size;
}

double expected(const FixedOutdegree& rule, const PopulationPair& ends) {
  return static_cast<double>(rule.outdegree) * ends.source.size;
}

double expected(const FixedTotalNumber& rule, const PopulationPair& ends) {
  return static_cast<double>(total_number(rule, ends));
}

double expected(const DistanceRule& rule, const PopulationPair& ends) {
  double sum = 0.0;
  for (std::uint32_t source = 0; source < ends.source.size; ++source) {
    const Partners targets(ends.target.size, source, leaves_out_self(rule, ends));
    for (std::uint32_t k = 0; k < targets.count(); ++k) {
      sum += probability(rule, ends, source, targets[k]);
    }
  }
  return sum;
}

// The synapses.

EdgeTable draw_edges(const OneToOne&, const PopulationPair& ends, const StreamKey&) {
  EdgeTable edges;
  for (std::uint32_t neuron = 0; neuron < ends.source.size; ++neuron) {
    edges.target.push_back(neuron);
    end_row(edges);
  }
  return edges;
}

EdgeTable draw_edges(const AllToAll& rule, const PopulationPair& ends, const StreamKey&) {
  EdgeTable edges;
  edges.target.reserve(pair_count(rule, ends));
  for (std::uint32_t source = 0; source < ends.source.size; ++source) {
    const Partners targets(ends.target.size, source, leaves_out_self(rule, ends));
    for (std::uint32_t k = 0; k < targets.count(); ++k) edges.target.push_back(targets[k]);
    end_row(edges);
  }
  return edges;
}

EdgeTable draw_edges(const PairwiseBernoulli& rule, const PopulationPair& ends,
                     const StreamKey& key) {
  EdgeTable edges;
  const double mean = expected(rule, ends);
  edges.target.reserve(static_cast<std::size_t>(mean + 6.0 * std::sqrt(mean)));
  for (std::uint32_t source = 0; source < ends.source.size; ++source) {
    RandomStream stream(key, source);
    const Partners targets(ends.target.size, source, leaves_out_self(rule, ends));
    for_each_selected(stream, targets.count(), rule.p,
                      [&](std::uint64_t k) { edges.target.push_back(targets[k]); });
    end_row(edges);
  }
  return edges;
}

EdgeTable draw_edges(const FixedIndegree& rule, const PopulationPair& ends, const StreamKey& key) {
  PartnerSampler sampler(ends.source.size, rule.allow_multapses);
  return from_targets(ends, [&](std::uint32_t target, std::vector<std::uint32_t>& sources) {
    RandomStream stream(key, target);
    sampler.draw(stream, Partners(ends.source.size, target, leaves_out_self(rule, ends)),
                 static_cast<std::uint64_t>(rule.indegree), sources);
  });
}

/// Row by row, as many targets as `count(source)` says.
template <class Rule, class Count>
EdgeTable draw_rows(const Rule& rule, const PopulationPair& ends, const StreamKey& key,
                    Count count) {
  EdgeTable edges;
  edges.target.reserve(static_cast<std::size_t>(expected(rule, ends)));
  PartnerSampler sampler(ends.target.size, rule.allow_multapses);
  std::vector<std::uint32_t> targets;
  for (std::uint32_t source = 0; source < ends.source.size; ++source) {
    RandomStream stream(key, source);
    sampler.draw(stream, Partners(ends.target.size, source, leaves_out_self(rule, ends)),
                 count(source), targets);
    append_sorted(edges, targets);
  }
  return edges;
}

EdgeTable draw_edges(const FixedOutdegree& rule, const PopulationPair& ends, const StreamKey& key) {
  return draw_rows(rule, ends, key,
                   [&](std::uint32_t) { return static_cast<std::uint64_t>(rule.outdegree); });
}

EdgeTable draw_edges(const FixedTotalNumber& rule, const PopulationPair& ends,
                     const StreamKey& key) {
  const std::uint64_t rows = ends.source.size;
  const std::uint64_t number = total_number(rule, ends);
  RandomStream stream(key, whole_projection);
  const std::vector<std::uint64_t> counts =
      rule.allow_multapses || number == 0
          ? repeated_row_counts(stream, number, rows)
          : distinct_row_counts(stream, number, rows, pair_count(rule, ends) / rows);
  return draw_rows(rule, ends, key, [&](std::uint32_t source) { return counts[source]; });
}

EdgeTable draw_edges(const DistanceRule& rule, const PopulationPair& ends, const StreamKey& key) {
  EdgeTable edges;
  for (std::uint32_t source = 0; source < ends.source.size; ++source) {
    RandomStream stream(key, source);
    const Partners targets(ends.target.size, source, leaves_out_self(rule, ends));
    const bool inhibitory = is_inhibitory(ends.source, source);
    // Thinning: candidates at the largest probability a source has, kept in proportion.
    const double bound =
        std::max(strength(rule, inhibitory, false), strength(rule, inhibitory, true));
    for_each_selected(stream, targets.count(), bound, [&](std::uint64_t k) {
      const double p = probability(rule, ends, source, targets[k]);
      if (stream.uniform() * bound < p) edges.target.push_back(targets[k]);
    });
    end_row(edges);
  }
  return edges;
}

template <class Rule>
void check_request(const Rule& rule, const PopulationPair& ends) {
  check_fields(rule, Rule::name);
  check(rule, ends);
}

}  // namespace

EdgeTable connect(const ConnectionRule& rule, const PopulationPair& ends, const StreamKey& key) {
  return std::visit(
      [&](const auto& chosen) {
        check_request(chosen, ends);
        return draw_edges(chosen, ends, key);
      },
      rule);
}

double expected_edges(const ConnectionRule& rule, const PopulationPair& ends) {
  return std::visit(
      [&](const auto& chosen) {
        check_request(chosen, ends);
        return expected(chosen, ends);
      },
      rule);
}

}  // namespace meniscus
