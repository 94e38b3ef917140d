#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/core/distributions.hpp"
#include "sim/core/random.hpp"

namespace meniscus {

/// Random choices of a test.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : stream_({.seed = seed, .domain = RandomDomain::test}, 0) {}

  double uniform(double low, double high) { return low + (high - low) * stream_.uniform(); }
  double log_uniform(double low, double high) {
    return std::exp(uniform(std::log(low), std::log(high)));
  }
  bool chance(double p) { return stream_.uniform() < p; }
  std::uint32_t whole(std::uint32_t low, std::uint32_t high) {
    return low + static_cast<std::uint32_t>(uniform_index(stream_, high - low + 1));
  }
  template <class T>
  T pick(const std::vector<T>& choices) {
    return choices[whole(0, static_cast<std::uint32_t>(choices.size()) - 1)];
  }

 private:
  RandomStream stream_;
};

}  // namespace meniscus
