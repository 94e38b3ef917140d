#include "sim/core/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <vector>

#include "sim/core/random_chunk.hpp"

namespace meniscus {
namespace {

using Bits = std::array<std::uint32_t, 4>;

// The vectors "philox4x32 10" of Random123's kat_vectors.

TEST(RandomBits, MatchTheKnownAnswerForZeros) {
  const StreamKey key{.seed = 0, .domain = RandomDomain{0}, .component = 0, .sample = 0};
  EXPECT_EQ(random_bits(key, 0, 0), (Bits{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
}

TEST(RandomBits, MatchTheKnownAnswerForOnes) {
  const StreamKey key{
      .seed = ~0ull, .domain = RandomDomain{255}, .component = 0xffffff, .sample = 0xffffffff};
  EXPECT_EQ(random_bits(key, 0xffffffff, 0xffffffff),
            (Bits{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

const StreamKey pi_key{.seed = 0x299f31d0a4093822,
                       .domain = RandomDomain{0x03},
                       .component = 0x707344,
                       .sample = 0x13198a2e};

TEST(RandomBits, MatchTheKnownAnswerForDigitsOfPi) {
  EXPECT_EQ(random_bits(pi_key, 0x243f6a88, 0x85a308d3),
            (Bits{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, HandsOutTheWordsOfDrawZeroOneTwo) {
  RandomStream stream(pi_key, 77);
  for (std::uint32_t draw = 0; draw < 100; ++draw) {
    for (const std::uint32_t word : random_bits(pi_key, draw, 77)) EXPECT_EQ(stream(), word);
  }
}

TEST(RandomStream, GoesOnAtAnyPosition) {
  RandomStream whole(pi_key, 5);
  for (std::uint64_t n = 0; n < 300; ++n) {
    ASSERT_EQ(whole.position(), n);
    RandomStream rest(pi_key, 5, n);
    RandomStream copy = whole;
    ASSERT_EQ(rest.position(), n);
    for (int k = 0; k < 90; ++k) ASSERT_EQ(rest(), copy()) << n << " and " << k;
    ASSERT_EQ(rest.position(), copy.position());
    whole();
  }
}

TEST(RandomStream, UniformStaysInItsHalfOpenInterval) {
  RandomStream stream(pi_key, 1);
  for (int i = 0; i < 100000; ++i) {
    const double u = stream.uniform();
    ASSERT_TRUE(u >= 0.0 && u < 1.0);
    const double positive = stream.uniform_positive();
    ASSERT_TRUE(positive > 0.0 && positive <= 1.0);
  }
}

TEST(RandomBits, DifferWhereAnyPartOfTheKeyDiffers) {
  std::set<Bits> seen;
  for (const std::uint64_t seed : {1ull, 1ull << 32}) {
    for (const auto domain : {RandomDomain::weight, RandomDomain::delay}) {
      for (std::uint32_t i = 0; i < 16; ++i) {
        const StreamKey key{
            .seed = seed, .domain = domain, .component = i & 1, .sample = i >> 1 & 1};
        seen.insert(random_bits(key, i >> 2 & 1, i >> 3));
      }
    }
  }
  EXPECT_EQ(seen.size(), 64u);
}

TEST(RandomChunk, EqualsRandom123BitForBit) {
  for (std::uint32_t round = 0; round < 1000; ++round) {
    RandomStream stream(pi_key, round);
    const StreamKey key{.seed = stream.bits64(),
                        .domain = RandomDomain::test,
                        .component = stream() & 0xffffff,
                        .sample = stream()};
    const Time tick{stream()};
    std::array<std::uint32_t, chunk_groups> groups;
    for (std::uint32_t& group : groups) group = stream() >> 4;
    const auto bits = chunk_bits(key, tick, groups);
    for (std::size_t i = 0; i < chunk_size; ++i) {
      const auto words = random_bits(key, static_cast<std::uint32_t>(tick.ticks), groups[i / 8]);
      ASSERT_EQ(bits[i], words[i % 8 / 2] >> (i % 2 * 16) & 0xffff);
    }
  }
}

TEST(RandomChunk, RefinedBitsBeginWithTheSixteenKnownOnes) {
  const std::uint64_t bits = refined_bits(pi_key, Time{3}, 1000, 0xabcd);
  const auto words = random_bits(pi_key, 3, 0x80000000u + 1000);
  EXPECT_EQ(bits >> 48, 0xabcdu);
  EXPECT_EQ(bits >> 16 & 0xffffffff, words[0]);
  EXPECT_EQ(bits & 0xffff, words[1] & 0xffff);
}

TEST(RandomChunk, UniformsAreHalvesOfTheBitsOfPairsInAnyRange) {
  std::vector<double> values(1000);
  uniforms(pi_key, Time{7}, 0, values);
  for (std::uint32_t id = 0; id < values.size(); ++id) {
    const auto words = random_bits(pi_key, 7, id / 2);
    const std::uint64_t bits = std::uint64_t{words[id % 2 * 2]} << 32 | words[id % 2 * 2 + 1];
    ASSERT_EQ(values[id], static_cast<double>(bits >> 11) * 0x1p-53);
    ASSERT_LT(values[id], 1.0);
  }
  std::vector<double> part(77);
  uniforms(pi_key, Time{7}, 136, part);
  EXPECT_TRUE(std::ranges::equal(part, std::span(values).subspan(136, 77)));
}

TEST(RandomChunk, VisitsFlagsInOrder) {
  PerId<std::uint8_t> flags{};
  const std::vector<std::size_t> set{0, 7, 8, 9, 63, 120, 127};
  for (const std::size_t i : set) flags[i] = 1;
  std::vector<std::size_t> visited;
  for_each_flagged(flags, [&](std::size_t i) { visited.push_back(i); });
  EXPECT_EQ(visited, set);
}

}  // namespace
}  // namespace meniscus
