#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <variant>

#include "sim/core/field.hpp"
#include "sim/core/random.hpp"
#include "sim/network/edges.hpp"
#include "sim/network/geometry.hpp"
#include "sim/network/graph_rules.hpp"

namespace meniscus {

// Rules by which one population connects to another, with NEST's names and defaults. An autapse
// joins a neuron to itself (so it needs one population as source and target), a multapse is a
// further synapse between the same two neurons. A rule has the options that change its result and
// no others. Where a parameter has no sensible default, the default is outside the range, so it
// must be given.

/// Neuron i to neuron i.
struct OneToOne {
  static constexpr std::string_view name = "one_to_one";
  static constexpr std::string_view summary =
      "neuron i to neuron i; both populations have one size";
  static constexpr auto fields() { return std::tuple{}; }
};

/// Every neuron to every neuron.
struct AllToAll {
  static constexpr std::string_view name = "all_to_all";
  static constexpr std::string_view summary = "every source to every target";
  bool allow_autapses = true;
  static constexpr auto fields() {
    return std::tuple{field("allow_autapses", &AllToAll::allow_autapses, unit::none, any_value,
                            "a neuron may connect to itself")};
  }
};

/// Every ordered pair independently with probability p.
struct PairwiseBernoulli {
  static constexpr std::string_view name = "pairwise_bernoulli";
  static constexpr std::string_view summary = "every pair independently with probability p";
  double p = -1.0;  ///< probability of a synapse
  bool allow_autapses = true;
  static constexpr auto fields() {
    using R = PairwiseBernoulli;
    return std::tuple{field("p", &R::p, unit::none, fraction, "probability of a synapse"),
                      field("allow_autapses", &R::allow_autapses, unit::none, any_value,
                            "a neuron may connect to itself")};
  }
};

/// Every target draws its sources uniformly.
struct FixedIndegree {
  static constexpr std::string_view name = "fixed_indegree";
  static constexpr std::string_view summary = "every target draws the same number of sources";
  std::int64_t indegree = -1;  ///< synapses per target
  bool allow_autapses = true;
  bool allow_multapses = true;
  static constexpr auto fields() {
    using R = FixedIndegree;
    return std::tuple{
        field("indegree", &R::indegree, unit::none, non_negative, "synapses per target"),
        field("allow_autapses", &R::allow_autapses, unit::none, any_value,
              "a neuron may connect to itself"),
        field("allow_multapses", &R::allow_multapses, unit::none, any_value,
              "a pair may have several synapses")};
  }
};

/// Every source draws its targets uniformly.
struct FixedOutdegree {
  static constexpr std::string_view name = "fixed_outdegree";
  static constexpr std::string_view summary = "every source draws the same number of targets";
  std::int64_t outdegree = -1;  ///< synapses per source
  bool allow_autapses = true;
  bool allow_multapses = true;
  static constexpr auto fields() {
    using R = FixedOutdegree;
    return std::tuple{
        field("outdegree", &R::outdegree, unit::none, non_negative, "synapses per source"),
        field("allow_autapses", &R::allow_autapses, unit::none, any_value,
              "a neuron may connect to itself"),
        field("allow_multapses", &R::allow_multapses, unit::none, any_value,
              "a pair may have several synapses")};
  }
};

/// A given number of pairs, drawn uniformly (without replacement when multapses are not allowed).
/// Exactly one of `number` and `density` is positive.
struct FixedTotalNumber {
  static constexpr std::string_view name = "fixed_total_number";
  static constexpr std::string_view summary = "a given number of uniformly drawn pairs";
  std::int64_t number = 0;  ///< synapses
  double density = 0.0;     ///< synapses per allowed pair; their number is rounded down
  bool allow_autapses = true;
  bool allow_multapses = true;
  static constexpr auto fields() {
    using R = FixedTotalNumber;
    return std::tuple{
        field("number", &R::number, unit::none, non_negative, "synapses; or give density"),
        field("density", &R::density, unit::percent, fraction, "synapses per pair; or give number"),
        field("allow_autapses", &R::allow_autapses, unit::none, any_value,
              "a neuron may connect to itself"),
        field("allow_multapses", &R::allow_multapses, unit::none, any_value,
              "a pair may have several synapses")};
  }
};

/// Every ordered pair independently with probability C exp(-(D / lambda)^2), D the Euclidean
/// distance and C by the types of source and target (excitatory e, inhibitory i): the liquid of
/// Maass et al. (2002), doi:10.1162/089976602760407955. Defaults: Ivanov & Michmizos (2021),
/// arXiv:2111.01760, whose liquid has no autapses.
struct DistanceRule {
  static constexpr std::string_view name = "distance";
  static constexpr std::string_view summary = "probability C exp(-(D / lambda)^2) at distance D";
  double c_ee = 0.2;    ///< C from excitatory to excitatory
  double c_ei = 0.1;    ///< C from excitatory to inhibitory
  double c_ie = 0.3;    ///< C from inhibitory to excitatory
  double c_ii = 0.05;   ///< C from inhibitory to inhibitory
  double lambda = 3.0;  ///< range [grid spacing]
  bool allow_autapses = false;
  static constexpr auto fields() {
    using R = DistanceRule;
    return std::tuple{
        field("c_ee", &R::c_ee, unit::none, fraction, "C from excitatory to excitatory"),
        field("c_ei", &R::c_ei, unit::none, fraction, "C from excitatory to inhibitory"),
        field("c_ie", &R::c_ie, unit::none, fraction, "C from inhibitory to excitatory"),
        field("c_ii", &R::c_ii, unit::none, fraction, "C from inhibitory to inhibitory"),
        field("lambda", &R::lambda, unit::none, positive, "range, in grid spacings"),
        field("allow_autapses", &R::allow_autapses, unit::none, any_value,
              "a neuron may connect to itself")};
  }
};

using ConnectionRule =
    std::variant<OneToOne, AllToAll, PairwiseBernoulli, FixedIndegree, FixedOutdegree,
                 FixedTotalNumber, DistanceRule, SymmetricPairwiseBernoulli, Ring, SmallWorld,
                 ScaleFree, DirectedScaleFree, Modular>;

/// What a rule knows of a population (see Placement).
struct PopulationView {
  std::uint32_t size = 0;
  std::span<const Point> positions = {};
  std::span<const std::uint8_t> inhibitory = {};
};

/// The two ends of a projection.
struct PopulationPair {
  PopulationView source;
  PopulationView target;
  bool same_population = false;
};

/// Throws ConfigError for parameters out of range and for impossible requests.
void check_connection(const ConnectionRule& rule, const PopulationPair& ends);

/// Draws the synapses as a table. Random choices are keyed by neuron within `key`
/// (RandomDomain::connectivity, component = projection), so they depend on nothing else. Throws
/// like `check_connection`.
EdgeTable connect(const ConnectionRule& rule, const PopulationPair& ends, const StreamKey& key);

/// The expected number of synapses; exact where it isn't random. The distance rule visits all
/// pairs. Throws like `check_connection`.
double expected_edges(const ConnectionRule& rule, const PopulationPair& ends);

}  // namespace meniscus
