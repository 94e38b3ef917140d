#pragma once

#include <tuple>

#include "sim/core/units.hpp"

namespace meniscus {

/// What a synapse rule that keeps nothing of a kind keeps of it.
struct NoState {};

/// Of a rule without runtime scalars.
struct NoScalars {
  static constexpr auto fields(const Unit& = unit::none) { return std::tuple{}; }
};

}  // namespace meniscus
