#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/network/edges.hpp"

namespace meniscus {

/// One projection's synapses onto one block of targets, source-major, so that a spike reads one
/// contiguous row. Rows are walked either at arrival (one row per source and distinct delay, sorted
/// by delay) or at emission into a ring of accumulators (one row per source, a delay byte per
/// synapse).
struct SynapseBlock {
  std::vector<std::uint32_t> row_begin;  ///< rows + 1 offsets
  std::vector<std::uint16_t> target;     ///< index in the block
  std::vector<float> weight;             ///< per synapse; empty where rows share one (RowWeights)
  std::vector<std::uint8_t> delay;  ///< index in Projection::delays; empty where walked at arrival

  std::uint64_t bytes() const;
};

/// When a row of synapses is walked: see SynapseBlock.
enum class RowWalk : std::uint8_t { at_arrival, at_emission };

/// The weight that the synapses of a row share: one for the projection or one per source. Where
/// synapses have weights of their own, these are multiplied by it (and it is 1).
struct RowWeights {
  double shared = 1.0;
  std::vector<double> by_source;  ///< empty: `shared` for all

  double of(std::uint32_t source) const { return by_source.empty() ? shared : by_source[source]; }
  std::uint64_t bytes() const { return by_source.size() * sizeof(double); }
};

/// A projection's synapses as a list.
struct Synapses {
  EdgeTable edges;
  RowWeights row_weights;
  std::vector<float> weight;         ///< per edge, or empty
  std::vector<std::int64_t> delays;  ///< the distinct delays [ticks], ascending
  std::vector<std::uint32_t> delay;  ///< per edge: index in `delays`; empty when all are the same
  double delay_rounding = 0.0;       ///< largest rounding of a delay to whole ticks [ms]
};

}  // namespace meniscus
