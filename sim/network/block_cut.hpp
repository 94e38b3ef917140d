#pragma once

#include <cstdint>

#include "sim/core/random_chunk.hpp"

namespace meniscus {

/// How populations are cut into blocks, the pieces that threads advance. Results don't depend on
/// it.
struct BlockCut {
  std::uint32_t largest = 16384;  ///< neurons per block at most
  int threads = 1;

  /// Neurons per block of a population, a multiple of 8: even blocks, as many for each thread where
  /// the neurons are worth sharing out.
  std::uint32_t block_size(std::uint32_t neurons) const {
    constexpr std::uint32_t worth_a_thread = 512;
    const auto per = [](std::uint32_t count, std::uint32_t of) { return (count + of - 1) / of; };
    const auto workers = static_cast<std::uint32_t>(threads);
    std::uint32_t blocks = per(neurons, largest);
    if (neurons / workers >= worth_a_thread) blocks = per(blocks, workers) * workers;
    return per(per(neurons, blocks), group_size) * group_size;
  }
};

}  // namespace meniscus
