#include "sim/network/synapse_placer.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/parallel.hpp"

namespace meniscus {

namespace {

/// Sources per piece of work: enough of them that handing out a piece costs nothing.
constexpr std::uint32_t piece_sources = 64;

/// Calls `visit(block, piece)` for the pieces into which blocks cut an ascending row.
template <class Visit>
void for_each_cut(std::span<const std::uint32_t> row, std::uint32_t block_size, Visit visit) {
  while (!row.empty()) {
    const std::size_t block = row.front() / block_size;
    const std::uint64_t end = (block + 1) * block_size;
    const auto length =
        static_cast<std::size_t>(std::lower_bound(row.begin(), row.end(), end) - row.begin());
    visit(block, row.first(length));
    row = row.subspan(length);
  }
}

/// Runs one step of all placers: `pieces(placer)` says how many pieces it has.
template <class Pieces, class Body>
void for_each_task(std::span<SynapsePlacer> placers, int threads, Pieces pieces, Body body) {
  std::vector<std::pair<SynapsePlacer*, std::size_t>> tasks;
  for (SynapsePlacer& placer : placers) {
    for (std::size_t piece = 0; piece < pieces(placer); ++piece) tasks.emplace_back(&placer, piece);
  }
  for_each_piece(threads, tasks.size(), [&](std::size_t task, int worker) {
    body(*tasks[task].first, tasks[task].second, static_cast<std::size_t>(worker));
  });
}

}  // namespace

SynapsePlacer::SynapsePlacer(std::unique_ptr<const SynapseSource> source, std::uint32_t sources,
                             std::uint32_t targets, std::uint32_t block_size)
    : source_(std::move(source)),
      sources_(sources),
      targets_(targets),
      block_size_(block_size),
      blocks_((std::size_t{targets} + block_size - 1) / block_size),
      delays_(source_->known_delays()) {}

std::size_t SynapsePlacer::source_pieces() const {
  return (std::size_t{sources_} + piece_sources - 1) / piece_sources;
}

SynapsePlacer::Range SynapsePlacer::sources_of(std::size_t source_piece) const {
  const auto first = static_cast<std::uint32_t>(source_piece * piece_sources);
  return {first, first + std::min(piece_sources, sources_ - first)};
}

SynapsePlacer::Range SynapsePlacer::targets_of(std::size_t block) const {
  const auto first = static_cast<std::uint32_t>(block * block_size_);
  return {first, first + std::min(block_size_, targets_ - first)};
}

std::size_t SynapsePlacer::row_length(std::uint32_t source) const {
  std::size_t length = 0;
  for (const SynapseBlock& block : blocks_) {
    length += block.row_begin[source + 1] - block.row_begin[source];
  }
  return length;
}

void SynapsePlacer::clear_counts(std::size_t block) {
  blocks_[block].row_begin.assign(sources_ + std::size_t{1}, 0);
}

void SynapsePlacer::count(std::size_t edge_piece, Scratch& scratch) {
  if (source_->by_target()) {
    std::uint32_t* const counts = blocks_[edge_piece].row_begin.data() + 1;
    const Range targets = targets_of(edge_piece);
    for (std::uint32_t target = targets.first; target < targets.last; ++target) {
      const auto partners = source_->partners(target, scratch.partners);
      for (const std::uint32_t source : partners) ++counts[source];
    }
    return;
  }
  const Range sources = sources_of(edge_piece);
  for (std::uint32_t source = sources.first; source < sources.last; ++source) {
    for_each_cut(source_->partners(source, scratch.partners), block_size_,
                 [&](std::size_t block, std::span<const std::uint32_t> piece) {
                   blocks_[block].row_begin[source + std::size_t{1}] =
                       static_cast<std::uint32_t>(piece.size());
                 });
  }
}

void SynapsePlacer::sum_counts(std::size_t block) {
  std::uint64_t sum = 0;
  for (std::uint32_t& begin : blocks_[block].row_begin) {
    sum += begin;
    begin = static_cast<std::uint32_t>(sum);
  }
  if (sum > std::numeric_limits<std::uint32_t>::max()) {
    throw ConfigError(
        "a projection has more than 4,294,967,295 synapses onto one block of neurons");
  }
}

void SynapsePlacer::survey_delays(std::size_t source_piece, Scratch& scratch) const {
  const Range sources = sources_of(source_piece);
  for (std::uint32_t source = sources.first; source < sources.last; ++source) {
    scratch.delays.resize(row_length(source));
    source_->delays(source, scratch.delays);
    for (const std::int64_t delay : scratch.delays) {
      const auto ticks = static_cast<std::size_t>(delay);
      if (ticks >= scratch.seen.size()) scratch.seen.resize(ticks + 1, false);
      scratch.seen[ticks] = true;
    }
  }
}

void SynapsePlacer::end_survey(std::span<const Scratch> workers) {
  std::vector<bool> seen;
  for (const Scratch& worker : workers) {
    seen.resize(std::max(seen.size(), worker.seen.size()), false);
    for (std::size_t ticks = 0; ticks < worker.seen.size(); ++ticks) {
      if (worker.seen[ticks]) seen[ticks] = true;
    }
  }
  for (std::size_t ticks = 0; ticks < seen.size(); ++ticks) {
    if (seen[ticks]) delays_.push_back(static_cast<std::int64_t>(ticks));
  }
}

std::uint64_t SynapsePlacer::synapses() const {
  std::uint64_t sum = 0;
  for (const SynapseBlock& block : blocks_) sum += block.row_begin.back();
  return sum;
}

double SynapsePlacer::mean_piece() const {
  const double pieces = static_cast<double>(sources_) * static_cast<double>(delays_.size());
  return pieces == 0.0 ? 0.0 : static_cast<double>(synapses()) / pieces;
}

void SynapsePlacer::choose(RowWalk walk) {
  walk_ = walk;
  if (splits_rows()) split_begin_.resize(blocks_.size());
  if (delays_.size() < 2) return;
  delay_index_.resize(static_cast<std::size_t>(delays_.back() - delays_.front() + 1));
  for (std::uint32_t d = 0; d < delays_.size(); ++d) {
    delay_index_[static_cast<std::size_t>(delays_[d] - delays_.front())] = d;
  }
}

std::uint32_t SynapsePlacer::delay_index(std::int64_t ticks) const {
  return delay_index_[static_cast<std::size_t>(ticks - delays_.front())];
}

void SynapsePlacer::allocate(std::size_t block) {
  SynapseBlock& b = blocks_[block];
  const std::size_t synapses = b.row_begin.back();
  b.target.resize(synapses);
  if (source_->has_weights()) b.weight.resize(synapses);
  if (walk_ == RowWalk::at_emission) b.delay.resize(synapses);
  if (!splits_rows()) return;
  split_begin_[block].resize(sources_ * delays_.size() + 1);
  split_begin_[block].back() = b.row_begin.back();
}

void SynapsePlacer::place(std::size_t edge_piece, Scratch& scratch) {
  if (source_->by_target()) {
    place_by_target(edge_piece, scratch);
    return;
  }
  const Range sources = sources_of(edge_piece);
  for (std::uint32_t source = sources.first; source < sources.last; ++source) {
    for_each_cut(source_->partners(source, scratch.partners), block_size_,
                 [&](std::size_t block, std::span<const std::uint32_t> piece) {
                   const std::uint32_t first = targets_of(block).first;
                   SynapseBlock& b = blocks_[block];
                   std::ranges::transform(piece, b.target.begin() + b.row_begin[source],
                                          [first](std::uint32_t target) {
                                            return static_cast<std::uint16_t>(target - first);
                                          });
                 });
  }
}

/// row_begin[source] serves as the place of the source's next synapse; afterwards it is the next
/// row's beginning.
void SynapsePlacer::place_by_target(std::size_t block, Scratch& scratch) {
  const Range targets = targets_of(block);
  std::vector<std::uint32_t>& next = blocks_[block].row_begin;
  std::uint16_t* const placed = blocks_[block].target.data();
  for (std::uint32_t target = targets.first; target < targets.last; ++target) {
    const auto local = static_cast<std::uint16_t>(target - targets.first);
    const auto partners = source_->partners(target, scratch.partners);
    for (const std::uint32_t source : partners) placed[next[source]++] = local;
  }
  std::shift_right(next.begin(), next.end(), 1);
  next.front() = 0;
}

void SynapsePlacer::finish(std::size_t source_piece, Scratch& scratch) {
  const Range sources = sources_of(source_piece);
  for (std::uint32_t source = sources.first; source < sources.last; ++source) {
    const std::size_t length = row_length(source);
    scratch.weights.resize(length);
    if (source_->has_weights()) source_->weights(source, scratch.weights);
    scratch.delays.resize(length);
    if (delays_.size() > 1) source_->delays(source, scratch.delays);
    std::size_t done = 0;  // synapses of the row in the blocks before
    for (std::size_t block = 0; block < blocks_.size(); ++block) {
      finish_row(block, source, done, scratch);
      done += blocks_[block].row_begin[source + 1] - blocks_[block].row_begin[source];
    }
  }
}

void SynapsePlacer::finish_row(std::size_t block, std::uint32_t source, std::size_t done,
                               Scratch& scratch) {
  SynapseBlock& b = blocks_[block];
  const std::size_t begin = b.row_begin[source];
  const std::size_t length = b.row_begin[source + 1] - begin;
  if (splits_rows()) {
    split_row(block, source, done, scratch);
    return;
  }
  if (source_->has_weights()) {
    std::copy_n(scratch.weights.begin() + done, length, b.weight.begin() + begin);
  }
  if (!notes_delays()) return;
  for (std::size_t k = 0; k < length; ++k) {
    b.delay[begin + k] = static_cast<std::uint8_t>(delay_index(scratch.delays[done + k]));
  }
}

/// Sorts a row's piece by delay, and else leaves the order.
void SynapsePlacer::split_row(std::size_t block, std::uint32_t source, std::size_t done,
                              Scratch& scratch) {
  SynapseBlock& b = blocks_[block];
  const std::uint32_t begin = b.row_begin[source];
  const std::uint32_t length = b.row_begin[source + 1] - begin;
  scratch.next.assign(delays_.size(), 0);
  for (std::size_t k = 0; k < length; ++k) ++scratch.next[delay_index(scratch.delays[done + k])];
  std::uint32_t next = begin;
  for (std::size_t d = 0; d < delays_.size(); ++d) {
    split_begin_[block][source * delays_.size() + d] = next;
    next += std::exchange(scratch.next[d], next);
  }
  scratch.piece.assign(b.target.begin() + begin, b.target.begin() + begin + length);
  for (std::size_t k = 0; k < length; ++k) {
    const std::uint32_t place = scratch.next[delay_index(scratch.delays[done + k])]++;
    b.target[place] = scratch.piece[k];
    if (!b.weight.empty()) b.weight[place] = scratch.weights[done + k];
  }
}

std::vector<SynapseBlock> SynapsePlacer::take() {
  for (std::size_t block = 0; block < split_begin_.size(); ++block) {
    blocks_[block].row_begin = std::move(split_begin_[block]);
  }
  return std::move(blocks_);
}

void count_all(std::span<SynapsePlacer> placers, int threads) {
  std::vector<SynapsePlacer::Scratch> scratch(static_cast<std::size_t>(threads));
  for_each_task(
      placers, threads, [](const SynapsePlacer& p) { return p.block_pieces(); },
      [](SynapsePlacer& p, std::size_t block, std::size_t) { p.clear_counts(block); });
  for_each_task(
      placers, threads, [](const SynapsePlacer& p) { return p.edge_pieces(); },
      [&](SynapsePlacer& p, std::size_t piece, std::size_t worker) {
        p.count(piece, scratch[worker]);
      });
  for_each_task(
      placers, threads, [](const SynapsePlacer& p) { return p.block_pieces(); },
      [](SynapsePlacer& p, std::size_t block, std::size_t) { p.sum_counts(block); });
  for (SynapsePlacer& placer : placers) {
    if (!placer.must_survey_delays()) continue;
    for (SynapsePlacer::Scratch& worker : scratch) worker.seen.clear();
    for_each_piece(threads, placer.source_pieces(), [&](std::size_t piece, int worker) {
      placer.survey_delays(piece, scratch[static_cast<std::size_t>(worker)]);
    });
    placer.end_survey(scratch);
  }
}

void place_all(std::span<SynapsePlacer> placers, int threads) {
  std::vector<SynapsePlacer::Scratch> scratch(static_cast<std::size_t>(threads));
  for_each_task(
      placers, threads, [](const SynapsePlacer& p) { return p.block_pieces(); },
      [](SynapsePlacer& p, std::size_t block, std::size_t) { p.allocate(block); });
  for_each_task(
      placers, threads, [](const SynapsePlacer& p) { return p.edge_pieces(); },
      [&](SynapsePlacer& p, std::size_t piece, std::size_t worker) {
        p.place(piece, scratch[worker]);
      });
  for_each_task(
      placers, threads,
      [](const SynapsePlacer& p) { return p.must_finish() ? p.source_pieces() : 0; },
      [&](SynapsePlacer& p, std::size_t piece, std::size_t worker) {
        p.finish(piece, scratch[worker]);
      });
}

}  // namespace meniscus
