#include "sim/network/synapse_law.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "sim/network/synapse_source.hpp"

namespace meniscus {

namespace {

std::vector<double> by_source(const Placement& placement, double excitatory, double inhibitory) {
  std::vector<double> weights(placement.inhibitory.size());
  std::ranges::transform(placement.inhibitory, weights.begin(),
                         [&](bool is) { return is ? inhibitory : excitatory; });
  return weights;
}

}  // namespace

std::pair<double, double> support_of(const Distribution& d) {
  const double inf = std::numeric_limits<double>::infinity();
  const auto [low, high] = std::visit(
      [&](const auto& law) -> std::pair<double, double> {
        using Law = std::decay_t<decltype(law)>;
        if constexpr (std::is_same_v<Law, ConstantValue>) return {law.value, law.value};
        if constexpr (std::is_same_v<Law, UniformValue>) return {law.low, law.high};
        if constexpr (std::is_same_v<Law, LognormalValue>) return {0.0, inf};
        return {-inf, inf};
      },
      d.law);
  return {std::max(low, d.low), std::min(high, d.high)};
}

Signs signs_of(const Distribution& d) {
  const auto [least, most] = support_of(d);
  if (d.random_sign) return {true, true};
  return {least<0.0, most> 0.0};
}

bool shares_weights(const SynapseLaw& law) {
  return law.weight.is_constant() && law.inhibitory_weight.value_or(law.weight).is_constant();
}

RowWeights row_weights(const SynapseLaw& law, const Placement& sources) {
  if (!shares_weights(law)) return {};
  const double exc = std::get<ConstantValue>(law.weight.law).value;
  const double inh = std::get<ConstantValue>(law.inhibitory_weight.value_or(law.weight).law).value;
  if (exc == inh || sources.inhibitory.empty()) return {.shared = exc, .by_source = {}};
  return {.shared = 1.0, .by_source = by_source(sources, exc, inh)};
}

void check_draws(const SynapseLaw& law, const Resolution& resolution) {
  RandomStream stream({.seed = 1, .domain = RandomDomain::weight}, 0);
  draw(law.weight, stream);
  if (law.inhibitory_weight) draw(*law.inhibitory_weight, stream);
  draw(law.delay, stream);
  const double least = law.delay.random_sign ? 0.0 : std::max(support_of(law.delay).first, 0.0);
  whole_ticks(resolution, least + law.dendritic_delay);
}

}  // namespace meniscus
