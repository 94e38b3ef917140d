#pragma once

#include "sim/numeric/matrix.hpp"

namespace meniscus {

/// Sixteen floats worked on side by side: one to four vector registers. Being of fixed size they
/// are never split by alignment, and lanes are never summed: the same bits at any vector width and
/// address.
using Lanes = Eigen::Array<float, 16, 1>;
inline constexpr std::size_t lane_count = 16;

inline Eigen::Map<const Lanes> lanes(const float* values) {
  return Eigen::Map<const Lanes>(values);
}
inline Eigen::Map<Lanes> lanes(float* values) { return Eigen::Map<Lanes>(values); }

}  // namespace meniscus
