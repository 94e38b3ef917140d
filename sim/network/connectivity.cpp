#include "sim/network/connectivity.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "sim/config/checks.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/network/edge_drawer.hpp"
#include "sim/network/pairs.hpp"

namespace meniscus {

namespace {

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

/// A graph within one population.
template <class Rule>
void require_one_population(const Rule&, const PopulationPair& ends) {
  if (ends.same_population) return;
  throw ConfigError(
      fmt::format("{}: connects a population to itself, got two populations", Rule::name));
}

/// A neuron with `wanted` partners among the others.
template <class Rule>
void require_others(const Rule&, std::string_view parameter, std::int64_t wanted,
                    const PopulationPair& ends) {
  if (wanted < std::int64_t{ends.source.size}) return;
  throw ConfigError(fmt::format("{}: {} = {} is impossible in a population of {}", Rule::name,
                                parameter, wanted, ends.source.size));
}

void check(const SymmetricPairwiseBernoulli& rule, const PopulationPair& ends) {
  require_one_population(rule, ends);
}

void check(const Ring& rule, const PopulationPair& ends) {
  require_one_population(rule, ends);
  require_others(rule, "forward", rule.forward, ends);
  require_others(rule, "backward", rule.backward, ends);
  require_others(rule, "forward + backward", rule.forward + rule.backward, ends);
}

void check(const SmallWorld& rule, const PopulationPair& ends) {
  require_one_population(rule, ends);
  require_others(rule, "neighbours", rule.neighbours, ends);
  if (rule.neighbours % 2 == 0) return;
  throw ConfigError(
      fmt::format("small_world: expected an even number of neighbours, got {}", rule.neighbours));
}

void check(const ScaleFree& rule, const PopulationPair& ends) {
  require_one_population(rule, ends);
  require_others(rule, "attachments", rule.attachments, ends);
}

void check(const DirectedScaleFree& rule, const PopulationPair& ends) {
  require_one_population(rule, ends);
  require_others(rule, "neurons to begin with", 1, ends);
  const double growth = rule.alpha + rule.gamma;
  if (growth > 0.0 && growth <= 1.0) return;
  throw ConfigError(
      fmt::format("directed_scale_free: expected alpha + gamma above 0 and at most 1, got {} + {}",
                  rule.alpha, rule.gamma));
}

void check(const Modular& rule, const PopulationPair& ends) {
  const std::uint32_t smaller = std::min(ends.source.size, ends.target.size);
  if (rule.modules <= std::int64_t{smaller}) return;
  throw ConfigError(fmt::format("modular: modules = {} is impossible in a population of {}",
                                rule.modules, smaller));
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

double expected(const SymmetricPairwiseBernoulli& rule, const PopulationPair& ends) {
  return rule.p * static_cast<double>(ends.source.size) * (ends.source.size - 1.0);
}

double expected(const Ring& rule, const PopulationPair& ends) {
  return static_cast<double>(rule.forward + rule.backward) * ends.source.size;
}

double expected(const SmallWorld& rule, const PopulationPair& ends) {
  return static_cast<double>(rule.neighbours) * ends.source.size;
}

double expected(const ScaleFree& rule, const PopulationPair& ends) {
  const auto m = static_cast<double>(rule.attachments);
  return m * (m + 1.0) + 2.0 * m * (ends.source.size - m - 1.0);
}

double expected(const DirectedScaleFree& rule, const PopulationPair& ends) {
  return 1.0 + (ends.source.size - 2.0) / (rule.alpha + rule.gamma);
}

double expected(const Modular& rule, const PopulationPair& ends) {
  const auto modules = static_cast<std::uint64_t>(rule.modules);
  double within = 0.0;
  for (std::uint64_t module = 0; module < modules; ++module) {
    const auto members = [&](std::uint32_t size) {
      return module_begin(module + 1, modules, size) - module_begin(module, modules, size);
    };
    within += static_cast<double>(members(ends.source.size)) * members(ends.target.size);
  }
  const double all = static_cast<double>(ends.source.size) * ends.target.size;
  const double autapses = leaves_out_self(rule, ends) ? ends.source.size : 0.0;
  return rule.p_in * (within - autapses) + rule.p_out * (all - within);
}

// The synapses.

/// The table of what each source draws.
EdgeTable from_sources(const EdgeDrawer& drawer, const PopulationPair& ends) {
  EdgeTable edges;
  PartnerScratch scratch;
  for (std::uint32_t source = 0; source < ends.source.size; ++source) {
    const auto targets = drawer.partners(source, scratch);
    edges.target.insert(edges.target.end(), targets.begin(), targets.end());
    edges.row_begin.push_back(edges.target.size());
  }
  return edges;
}

/// The table of what each target draws: once to count and once to place, so that no draw has to be
/// kept.
EdgeTable from_targets(const EdgeDrawer& drawer, const PopulationPair& ends) {
  EdgeTable edges;
  edges.row_begin.assign(ends.source.size + std::size_t{1}, 0);
  PartnerScratch scratch;
  for (std::uint32_t target = 0; target < ends.target.size; ++target) {
    for (const std::uint32_t source : drawer.partners(target, scratch)) {
      ++edges.row_begin[source + std::size_t{1}];
    }
  }
  std::partial_sum(edges.row_begin.begin(), edges.row_begin.end(), edges.row_begin.begin());
  edges.target.resize(edges.row_begin.back());
  std::vector<std::uint64_t> next(edges.row_begin.begin(), edges.row_begin.end() - 1);
  for (std::uint32_t target = 0; target < ends.target.size; ++target) {
    for (const std::uint32_t source : drawer.partners(target, scratch)) {
      edges.target[next[source]++] = target;
    }
  }
  return edges;
}

template <class Rule>
void check_request(const Rule& rule, const PopulationPair& ends) {
  check_fields(rule, Rule::name);
  check(rule, ends);
}

}  // namespace

void check_connection(const ConnectionRule& rule, const PopulationPair& ends) {
  std::visit([&](const auto& chosen) { check_request(chosen, ends); }, rule);
}

EdgeTable connect(const ConnectionRule& rule, const PopulationPair& ends, const StreamKey& key) {
  check_connection(rule, ends);
  const EdgeDrawer drawer(rule, ends, key);
  return drawer.by_target() ? from_targets(drawer, ends) : from_sources(drawer, ends);
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
