#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace meniscus {

// Packs go only between functions of one build, so that it doesn't matter how they are passed.
#pragma GCC diagnostic ignored "-Wpsabi"

// Sixteen numbers worked on side by side, in one to four vector registers. Lanes are never summed,
// so results are the same bits at any vector width, and the same as of one number at a time.

inline constexpr std::size_t pack_size = 16;
using FloatPack = float __attribute__((vector_size(64)));
using IntPack = std::int32_t __attribute__((vector_size(64)));
using BitPack = std::uint32_t __attribute__((vector_size(64)));

/// Reads a pack from anywhere in memory.
template <class Pack, class T>
inline Pack load_pack(const T* from) {
  static_assert(sizeof(Pack) == pack_size * sizeof(T));
  Pack pack;
  std::memcpy(&pack, from, sizeof(pack));
  return pack;
}

template <class Pack, class T>
inline void store_pack(T* to, const Pack& pack) {
  static_assert(sizeof(Pack) == pack_size * sizeof(T));
  std::memcpy(to, &pack, sizeof(pack));
}

// The same arithmetic for a number and for a pack.

inline float to_float(std::int32_t n) { return static_cast<float>(n); }
inline FloatPack to_float(IntPack n) { return __builtin_convertvector(n, FloatPack); }

inline std::uint32_t bits_of(float x) { return std::bit_cast<std::uint32_t>(x); }
inline BitPack bits_of(FloatPack x) { return std::bit_cast<BitPack>(x); }
inline float float_of(std::uint32_t bits) { return std::bit_cast<float>(bits); }
inline FloatPack float_of(BitPack bits) { return std::bit_cast<FloatPack>(bits); }

inline float least(float a, float b) { return a < b ? a : b; }
inline FloatPack least(FloatPack a, FloatPack b) { return a < b ? a : b; }
inline float most(float a, float b) { return a > b ? a : b; }
inline FloatPack most(FloatPack a, FloatPack b) { return a > b ? a : b; }

/// A number in every lane, as the other operand of a pack.
inline float all_of(float x, float) { return x; }
inline FloatPack all_of(float x, FloatPack) { return x - FloatPack{}; }

/// The largest lane.
inline std::int32_t largest(IntPack x) {
  using Half = std::int32_t __attribute__((vector_size(32)));
  using Quarter = std::int32_t __attribute__((vector_size(16)));
  const auto halves = std::bit_cast<std::array<Half, 2>>(x);
  const Half half = halves[0] > halves[1] ? halves[0] : halves[1];
  const auto quarters = std::bit_cast<std::array<Quarter, 2>>(half);
  const Quarter quarter = quarters[0] > quarters[1] ? quarters[0] : quarters[1];
  const std::int32_t a = quarter[0] > quarter[1] ? quarter[0] : quarter[1];
  const std::int32_t b = quarter[2] > quarter[3] ? quarter[2] : quarter[3];
  return a > b ? a : b;
}

}  // namespace meniscus
