#include "sim/core/random_chunk.hpp"

#include <bit>
#include <cassert>

namespace meniscus {

namespace {

using Words = std::array<std::uint32_t, chunk_groups>;

std::uint32_t draw_of(Time tick) {
  assert(tick.ticks >= 0 && tick.ticks <= 0xffffffff);
  return static_cast<std::uint32_t>(tick.ticks);
}

/// Philox4x32-10, as random_bits(), of 16 counters at once: word w of counter g is c[w][g]. Written
/// as loops over arrays because Random123's doesn't vectorise (0.8 against 0.14 ns per 16 bits);
/// completely unrolled, this doesn't either.
void philox(std::uint64_t seed, std::array<Words, 4>& c) {
  auto key0 = static_cast<std::uint32_t>(seed);
  auto key1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
#pragma GCC unroll 1
    for (std::size_t g = 0; g < chunk_groups; ++g) {
      const std::uint64_t product0 = std::uint64_t{c[0][g]} * 0xD2511F53u;
      const std::uint64_t product1 = std::uint64_t{c[2][g]} * 0xCD9E8D57u;
      c[0][g] = static_cast<std::uint32_t>(product1 >> 32) ^ c[1][g] ^ key0;
      c[1][g] = static_cast<std::uint32_t>(product1);
      c[2][g] = static_cast<std::uint32_t>(product0 >> 32) ^ c[3][g] ^ key1;
      c[3][g] = static_cast<std::uint32_t>(product0);
    }
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

}  // namespace

PerId<std::uint16_t> chunk_bits(const StreamKey& key, Time tick,
                                const std::array<std::uint32_t, chunk_groups>& groups) {
  std::array<Words, 4> words;
  words[0].fill(draw_of(tick));
  words[1] = groups;
  words[2].fill(key.sample);
  words[3].fill((static_cast<std::uint32_t>(key.domain) << 24) | key.component);
  philox(key.seed, words);
  std::array<std::uint32_t, 4 * chunk_groups> by_group;
  for (std::size_t g = 0; g < chunk_groups; ++g) {
    for (std::size_t w = 0; w < 4; ++w) by_group[4 * g + w] = words[w][g];
  }
  PerId<std::uint16_t> bits;
  static_assert(sizeof bits == sizeof by_group && std::endian::native == std::endian::little);
  std::memcpy(&bits, &by_group, sizeof bits);
  return bits;
}

std::uint64_t refined_bits(const StreamKey& key, Time tick, std::uint32_t id, std::uint16_t high) {
  assert(id < 0x80000000u);
  const auto words = random_bits(key, draw_of(tick), 0x80000000u | id);
  return (std::uint64_t{high} << 48) | (std::uint64_t{words[0]} << 16) | (words[1] & 0xffffu);
}

}  // namespace meniscus
