#pragma once

#include <concepts>
#include <limits>
#include <string_view>

#include "sim/core/field.hpp"

namespace meniscus {

/// A rule by which synapses learn from pairs of a pre- and a postsynaptic spike. Every spike, at
/// its own side's time, adds 1 to a trace that decays with the side's time constant; a spike reads
/// the other side's trace and changes the weight by what the rule says. The traces belong to rows
/// and neurons and are the adapter's business (PlasticSynapses), as is the order within a tick.
///   Parameters::fields(weight): the table of field.hpp; `weight`: unit of the target's channel.
///   Parameters::problem(): what is wrong between parameters that are each in range; empty if
///     nothing.
///   tau_pre(), tau_post(): time constants of the traces [ms].
///   at_post_spike(weight, pre_trace), at_arrival(weight, post_trace): the change of a weight at a
///     target's spike and at the arrival of a source's. float32, like the weights.
///   bounded(weight): the nearest weight that is allowed.
/// The last three work on packs of weights (pack.hpp) as well where they are templates of the
/// number; else the adapter calls them weight by weight, which is slower.
/// A rule that has a faster form for some parameters says so by specialise(parameters, use), which
/// calls `use` with the object to work with.
template <class R>
concept PlasticityRule = std::constructible_from<R, const typename R::Parameters&> &&
    requires(const R rule, const typename R::Parameters parameters, Unit unit, float weight,
             float trace) {
  { R::name } -> std::convertible_to<std::string_view>;
  { R::summary } -> std::convertible_to<std::string_view>;
  R::Parameters::fields(unit);
  { parameters.problem() } -> std::convertible_to<std::string_view>;
  { rule.tau_pre() } -> std::same_as<double>;
  { rule.tau_post() } -> std::same_as<double>;
  { rule.at_post_spike(weight, trace) } -> std::same_as<float>;
  { rule.at_arrival(weight, trace) } -> std::same_as<float>;
  { rule.bounded(weight) } -> std::same_as<float>;
};

/// The least and the largest weight a rule allows.
struct WeightBounds {
  float low = 0.0f;
  float high = 0.0f;
};

inline constexpr WeightBounds any_weight{std::numeric_limits<float>::lowest(),
                                         std::numeric_limits<float>::max()};

template <PlasticityRule R>
WeightBounds bounds_of(const R& rule) {
  constexpr float most = std::numeric_limits<float>::max();
  return {rule.bounded(-most), rule.bounded(most)};
}

}  // namespace meniscus
