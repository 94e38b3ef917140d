#include "sim/network/pairs.hpp"

#include <cmath>

namespace meniscus {

std::uint64_t total_number(const FixedTotalNumber& rule, const PopulationPair& ends) {
  if (rule.number > 0) return static_cast<std::uint64_t>(rule.number);
  // The factor keeps a product that rounding put just below a whole number.
  const double exact = rule.density * static_cast<double>(pair_count(rule, ends));
  return static_cast<std::uint64_t>(exact * (1.0 + 1e-12));
}

double strength(const DistanceRule& rule, bool from_inhibitory, bool to_inhibitory) {
  if (from_inhibitory) return to_inhibitory ? rule.c_ii : rule.c_ie;
  return to_inhibitory ? rule.c_ei : rule.c_ee;
}

bool is_inhibitory(const PopulationView& population, std::uint32_t neuron) {
  return !population.inhibitory.empty() && population.inhibitory[neuron] != 0;
}

double probability(const DistanceRule& rule, const PopulationPair& ends, std::uint32_t source,
                   std::uint32_t target) {
  const double c =
      strength(rule, is_inhibitory(ends.source, source), is_inhibitory(ends.target, target));
  const double squared =
      squared_distance(ends.source.positions[source], ends.target.positions[target]);
  return c * std::exp(-squared / (rule.lambda * rule.lambda));
}

}  // namespace meniscus
