#include "sim/core/random_chunk.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

#include "sim/core/philox.hpp"

namespace meniscus {

namespace {

static_assert(philox_counters == chunk_groups);

std::uint32_t draw_of(Time tick) {
  assert(tick.ticks >= 0 && tick.ticks <= 0xffffffff);
  return static_cast<std::uint32_t>(tick.ticks);
}

}  // namespace

PerId<std::uint16_t> chunk_bits(const StreamKey& key, Time tick,
                                const std::array<std::uint32_t, chunk_groups>& groups) {
  std::array<PhiloxWords, 4> words;
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

void uniforms(const StreamKey& key, Time tick, std::uint32_t first, std::span<double> out) {
  assert(first % group_size == 0);
  for (std::size_t start = 0; start < out.size(); start += 2 * philox_counters) {
    std::array<PhiloxWords, 4> words;
    words[0].fill(draw_of(tick));
    for (std::size_t g = 0; g < philox_counters; ++g) {
      words[1][g] = static_cast<std::uint32_t>((first + start) / 2 + g);
    }
    words[2].fill(key.sample);
    words[3].fill((static_cast<std::uint32_t>(key.domain) << 24) | key.component);
    philox(key.seed, words);
    std::array<double, 2 * philox_counters> values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t half = i % 2 * 2;
      const std::uint64_t bits = (std::uint64_t{words[half][i / 2]} << 32) | words[half + 1][i / 2];
      values[i] = static_cast<double>(bits >> 11) * 0x1p-53;
    }
    std::copy_n(values.begin(), std::min(values.size(), out.size() - start), out.begin() + start);
  }
}

}  // namespace meniscus
