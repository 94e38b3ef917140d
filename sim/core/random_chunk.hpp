#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "sim/core/random.hpp"
#include "sim/core/time.hpp"

namespace meniscus {

// Where 16 random bits nearly always decide (does it fire, how often), one Philox block serves the
// group of 8 consecutive ids 8g … 8g+7, and 16 groups are computed at once, vectorised:
//   id i < 2^31 at tick t < 2^32 gets the 16 bits i % 8 (low half of a word first) of
//   random_bits(key, t, i / 8), and where they don't decide, 48 more from
//   random_bits(key, t, 2^31 + i).
// Ids are below 2^31, so entities from 2^30 up to 2^31 are left for what concerns all ids of a
// tick. Beyond that, a stream family used this way serves no other use, so nothing collides.

inline constexpr std::size_t group_size = 8;     ///< ids per group
inline constexpr std::size_t chunk_groups = 16;  ///< groups per chunk
inline constexpr std::size_t chunk_size = group_size * chunk_groups;
inline constexpr std::uint32_t shared_entity = 0x40000000;  ///< the first one of what all ids share

/// One value per id of a chunk.
template <class T>
using PerId = std::array<T, chunk_size>;

/// Groups first, first + 1, … of a chunk.
constexpr std::array<std::uint32_t, chunk_groups> consecutive_groups(std::uint32_t first) {
  std::array<std::uint32_t, chunk_groups> groups{};
  for (std::uint32_t& group : groups) group = first++;
  return groups;
}

/// The 16 bits of each id of `groups`, in the order of the groups: bit for bit those of
/// random_bits().
PerId<std::uint16_t> chunk_bits(const StreamKey& key, Time tick,
                                const std::array<std::uint32_t, chunk_groups>& groups);

/// The 64-bit uniform integer of `id`: its 16 bits, `high`, and 48 more below them.
std::uint64_t refined_bits(const StreamKey& key, Time tick, std::uint32_t id, std::uint16_t high);

/// Uniform numbers on [0, 1), multiples of 2^-53, for ids first, first + 1, …; first is a multiple
/// of 8. Id i gets half i % 2 of random_bits(key, tick, i / 2), so a family serves nothing else.
void uniforms(const StreamKey& key, Time tick, std::uint32_t first, std::span<double> out);

/// Calls `visit(i)` for each flagged i, in order; flags are 0 or 1.
template <class Visit>
void for_each_flagged(const PerId<std::uint8_t>& flags, Visit visit) {
  for (std::size_t start = 0; start < chunk_size; start += sizeof(std::uint64_t)) {
    std::uint64_t eight;
    std::memcpy(&eight, &flags[start], sizeof eight);
    for (; eight != 0; eight &= eight - 1) visit(start + std::countr_zero(eight) / 8);
  }
}

}  // namespace meniscus
