#pragma once

#include <cstdint>

#include "sim/core/distributions.hpp"

namespace meniscus {

/// Calls `visit` for each of 0 … count-1 that an independent draw of probability p selects, in
/// their order. Takes time in proportion to the selected ones.
template <class Visit>
void for_each_selected(RandomStream& stream, std::uint32_t count, double p, Visit visit) {
  if (p == 0.0) return;
  const Geometric skip(p);
  for (std::uint64_t k = skip(stream); k < count; k += 1 + skip(stream)) visit(k);
}

}  // namespace meniscus
