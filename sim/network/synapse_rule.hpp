#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "sim/core/field.hpp"
#include "sim/core/time.hpp"
#include "sim/network/plasticity_rule.hpp"

namespace meniscus {

/// What happens at one synapse in one tick.
struct SynapseEvent {
  float weight = 0.0f;    ///< before
  float arrivals = 0.0f;  ///< spikes of the source that arrive; 0: none
  bool fires = false;     ///< a spike of the target takes effect
};

/// A rule of synapses that are visited at every spike of their source and of their target, and may
/// remember more than PlasticityRule's two traces. It says what is kept, in four plain structs
/// (which may be empty) whose default values are those of tick 0; the adapter RuleSynapses keeps
/// them.
///   Shared: of all synapses of a projection: the runtime scalars, which may be set at any tick
///     (`shared()` at tick 0; `Shared::fields(weight)`: their table), and what follows from them
///     where there is a tick(shared), called at the end of every tick (SettlingRule).
///   Row: of a source and a delay. arrive(row): a spike arrives; returns what the weight is
///     multiplied by when it is delivered.
///   Target: of a target neuron. fire(target): a spike of it takes effect.
///   Synapse: of a synapse.
/// decay(row, ticks), decay(target, ticks): the state after so many ticks without a spike. It must
/// not matter (not even for the last bit) how often others look, so the adapter decays copies, and
/// keeps what a spike leaves.
///   learn(event, shared, row, target, synapse): the weight after an event, within the rule's
///     bounds; row and target as they were before the tick's spikes, so that spikes of one tick
///     don't see each other. A rule without it never changes weights.
///   Parameters: as of PlasticityRule, and bounds() (all allowed weights) and longest_tau() [ms].
template <class R>
concept SynapseRule =
    std::constructible_from<R, const typename R::Parameters&, const Resolution&> &&
    std::is_trivially_copyable_v<typename R::Shared> &&
    std::is_trivially_copyable_v<typename R::Row> &&
    std::is_trivially_copyable_v<typename R::Target> &&
    std::is_trivially_copyable_v<typename R::Synapse> &&
    requires(const R rule, const typename R::Parameters parameters, typename R::Row row,
             typename R::Target target, std::int32_t ticks, Unit unit) {
  { R::name } -> std::convertible_to<std::string_view>;
  { R::summary } -> std::convertible_to<std::string_view>;
  R::Parameters::fields(unit);
  R::Shared::fields(unit);
  { parameters.problem() } -> std::convertible_to<std::string_view>;
  { parameters.bounds() } -> std::same_as<WeightBounds>;
  { parameters.longest_tau() } -> std::same_as<double>;
  { rule.shared() } -> std::same_as<typename R::Shared>;
  rule.decay(row, ticks);
  rule.decay(target, ticks);
  { rule.arrive(row) } -> std::same_as<double>;
  rule.fire(target);
};

/// A synapse rule that changes weights.
template <class R>
concept LearningRule = SynapseRule<R> &&
    requires(const R rule, SynapseEvent event, const typename R::Shared shared,
             const typename R::Row row, const typename R::Target target,
             typename R::Synapse synapse) {
  { rule.learn(event, shared, row, target, synapse) } -> std::same_as<float>;
};

/// A rule whose weights go on changing between spikes, by what Shared says.
///   settle(weight, shared, synapse): the weight now; called before a synapse is used, and for all
///     synapses together with renew.
///   tick(shared): whether it is time to settle all synapses; then
///   renew(synapse, shared), which prepares each for renewed(shared).
template <class R>
concept SettlingRule = LearningRule<R> &&
    requires(const R rule, float weight, typename R::Shared shared, typename R::Synapse synapse) {
  { rule.settle(weight, shared, synapse) } -> std::same_as<float>;
  { rule.tick(shared) } -> std::same_as<bool>;
  rule.renew(synapse, shared);
  rule.renewed(shared);
};

template <class R>
concept AnyPlasticityRule = PlasticityRule<R> || SynapseRule<R>;

}  // namespace meniscus
