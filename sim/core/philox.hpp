#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace meniscus {

inline constexpr std::size_t philox_counters = 16;  ///< computed at once

/// One word of each of the counters.
using PhiloxWords = std::array<std::uint32_t, philox_counters>;

/// Philox4x32-10, as random_bits(), of 16 counters at once: word w of counter g is c[w][g], before
/// and after.
void philox(std::uint64_t seed, std::array<PhiloxWords, 4>& c);

}  // namespace meniscus
