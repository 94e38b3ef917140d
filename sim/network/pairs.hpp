#pragma once

#include <cstdint>

#include "sim/network/connectivity.hpp"

namespace meniscus {

// Which pairs of neurons a connection rule may join, and how likely.

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

/// The synapses that FixedTotalNumber asks for by number or by density.
std::uint64_t total_number(const FixedTotalNumber& rule, const PopulationPair& ends);

/// C of the distance rule from a source to a target.
double strength(const DistanceRule& rule, bool from_inhibitory, bool to_inhibitory);

/// Populations without types are excitatory.
bool is_inhibitory(const PopulationView& population, std::uint32_t neuron);

/// C exp(-(D / lambda)^2).
double probability(const DistanceRule& rule, const PopulationPair& ends, std::uint32_t source,
                   std::uint32_t target);

}  // namespace meniscus
