#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/network/synapse_source.hpp"
#include "sim/network/synapses.hpp"

namespace meniscus {

/// One projection's synapses on their way into the blocks of its targets. They are drawn twice:
/// counted, then placed where they stay, so that nothing grows with their number but what the
/// network keeps. Every step falls into pieces that can be done in any order and side by side
/// (place_all).
class SynapsePlacer {
 public:
  /// A worker's own memory.
  struct Scratch {
    PartnerScratch partners;
    std::vector<float> weights;        ///< of one row
    std::vector<std::int64_t> delays;  ///< of one row [ticks]
    std::vector<std::uint16_t> piece;  ///< targets of one row in one block
    std::vector<std::uint32_t> next;   ///< per distinct delay: where its next synapse goes
    std::vector<bool> seen;            ///< per tick: some synapse has this delay
  };

  /// `block_size`: a multiple of 8, at most 65536.
  SynapsePlacer(std::unique_ptr<const SynapseSource> source, std::uint32_t sources,
                std::uint32_t targets, std::uint32_t block_size);

  std::size_t block_pieces() const { return blocks_.size(); }
  std::size_t source_pieces() const;
  std::size_t edge_pieces() const {
    return source_->by_target() ? blocks_.size() : source_pieces();
  }

  // Before `synapses` and `delays` are known.
  void clear_counts(std::size_t block);
  void count(std::size_t edge_piece, Scratch& scratch);
  void sum_counts(std::size_t block);
  bool must_survey_delays() const { return delays_.empty(); }
  void survey_delays(std::size_t source_piece, Scratch& scratch) const;
  void end_survey(std::span<const Scratch> workers);

  std::uint64_t synapses() const;
  const std::vector<std::int64_t>& delays() const { return delays_; }

  /// Mean number of synapses of a (source, delay) piece of a row; decides how rows are walked.
  double mean_piece() const;

  // After it is known how rows are walked.
  void choose(RowWalk walk);
  void allocate(std::size_t block);
  void place(std::size_t edge_piece, Scratch& scratch);
  bool must_finish() const { return source_->has_weights() || splits_rows() || notes_delays(); }
  void finish(std::size_t source_piece, Scratch& scratch);

  /// The finished blocks.
  std::vector<SynapseBlock> take();

 private:
  /// The neurons first … last-1.
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };

  Range sources_of(std::size_t source_piece) const;
  Range targets_of(std::size_t block) const;
  std::size_t row_length(std::uint32_t source) const;
  bool splits_rows() const { return walk_ == RowWalk::at_arrival && delays_.size() > 1; }
  bool notes_delays() const { return walk_ == RowWalk::at_emission && delays_.size() > 1; }
  std::uint32_t delay_index(std::int64_t ticks) const;
  void place_by_target(std::size_t block, Scratch& scratch);
  void finish_row(std::size_t block, std::uint32_t source, std::size_t done, Scratch& scratch);
  void split_row(std::size_t block, std::uint32_t source, std::size_t done, Scratch& scratch);

  std::unique_ptr<const SynapseSource> source_;
  std::uint32_t sources_;
  std::uint32_t targets_;
  std::uint32_t block_size_;
  RowWalk walk_ = RowWalk::at_arrival;
  std::vector<SynapseBlock> blocks_;
  /// Per block where rows are split by delay: its final row_begin.
  std::vector<std::vector<std::uint32_t>> split_begin_;
  std::vector<std::int64_t> delays_;
  std::vector<std::uint32_t> delay_index_;  ///< per tick from the shortest delay on
};

/// Counts the synapses of all placers and finds their delays.
void count_all(std::span<SynapsePlacer> placers, int threads);

/// Places them, each as it has chosen.
void place_all(std::span<SynapsePlacer> placers, int threads);

}  // namespace meniscus
