#include "sim/io/series_builders.hpp"

#include <cstring>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// So many numbers are collected before they are written.
constexpr std::size_t enough = std::size_t{1} << 16;

/// A spike in a piece.
struct PackedSpike {
  std::uint32_t ticks = 0;  ///< since the piece's index
  std::uint32_t neuron = 0;
};

/// Calls `take` for each record of type T in a piece.
template <class T, class Take>
void for_each(const PieceRecord& piece, const Take& take) {
  for (std::size_t at = 0; at < piece.bytes.size(); at += sizeof(T)) {
    T value{};
    std::memcpy(&value, piece.bytes.data() + at, sizeof(T));
    take(value);
  }
}

Report report_of(const StateSeries& about) {
  Report report;
  report.population = about.population;
  report.variable = about.variable;
  report.unit = about.unit;
  report.node_ids = about.neurons;
  report.dt_ms = about.step;
  return report;
}

}  // namespace

void SpikeBuilder::count(const PieceRecord& piece, const ByteCursor& frame) {
  constexpr std::int64_t latest = std::int64_t{1} << 62;
  if (piece.bytes.size() % sizeof(PackedSpike) != 0 || piece.index < 0 || piece.index > latest)
    frame.refuse(fmt::format("expected spikes of {}, got {} bytes for tick {}", about_.population,
                             piece.bytes.size(), piece.index));
  for_each<PackedSpike>(piece, [&](const PackedSpike& packed) {
    const Spike spike{Time{piece.index + packed.ticks}, packed.neuron};
    if (count_ > 0 && spike < last_) order_ = SpikeOrder::any;
    last_ = spike;
    ++count_;
  });
}

void SpikeBuilder::begin(Hdf5File& file) {
  writer_.emplace(file, about_.population, count_, order_);
}

void SpikeBuilder::add(const PieceRecord& piece) {
  const Resolution resolution(about_.tick);
  for_each<PackedSpike>(piece, [&](const PackedSpike& packed) {
    times_.push_back(resolution.ms(Time{piece.index + packed.ticks}));
    nodes_.push_back(packed.neuron);
  });
  if (times_.size() >= enough) write_pending();
}

void SpikeBuilder::write_pending() {
  writer_->append(times_, nodes_);
  times_.clear();
  nodes_.clear();
}

void SpikeBuilder::end(Hdf5File& file, const RunExtent& run) {
  write_pending();
  writer_.reset();
  write_extent(file, about_.population, {.size = about_.size, .duration_ms = run.reached});
}

void StateBuilder::count(const PieceRecord& piece, const ByteCursor& frame) {
  const std::uint64_t row = about_.neurons.size() * sizeof(float);
  if (row == 0 || piece.bytes.size() % row != 0)
    frame.refuse(fmt::format("expected {} of {} neurons of {}, got {} bytes", about_.variable,
                             about_.neurons.size(), about_.population, piece.bytes.size()));
  rows_ += piece.bytes.size() / row;
}

void StateBuilder::begin(Hdf5File& file) {
  data_.emplace(file, report_group(report_of(about_)) + "/data", Hdf5Type::f32,
                std::vector<std::uint64_t>{rows_, about_.neurons.size()});
}

void StateBuilder::add(const PieceRecord& piece) {
  for_each<float>(piece, [&](float value) { values_.push_back(value); });
  if (values_.size() < enough) return;
  data_->append(values_);
  values_.clear();
}

void StateBuilder::end(Hdf5File& file, const RunExtent&) {
  data_->append(values_);
  data_.reset();
  Report report = report_of(about_);
  report.stop_ms = about_.step * static_cast<double>(rows_);
  write_report_mapping(file, report);
}

void FeatureBuilder::count(const PieceRecord& piece, const ByteCursor& frame) {
  const auto sample = static_cast<std::uint64_t>(piece.index);
  const std::size_t each = size_of(about_.type);
  if (sample >= row_of_.size() || piece.bytes.size() % each != 0 ||
      piece.bytes.size() / each != about_.columns)
    frame.refuse(
        fmt::format("expected {} features of one of {} samples, got {} bytes for sample {}",
                    about_.columns, row_of_.size(), piece.bytes.size(), piece.index));
  if (row_of_[sample] == none) ++rows_;
  row_of_[sample] = 0;
}

void FeatureBuilder::begin(Hdf5File&) {
  std::uint64_t row = 0;
  for (std::uint64_t& r : row_of_) {
    if (r != none) r = row++;
  }
  values_.resize(rows_ * about_.columns * size_of(about_.type));
}

void FeatureBuilder::add(const PieceRecord& piece) {
  if (piece.bytes.empty()) return;
  const std::uint64_t row = row_of_[static_cast<std::uint64_t>(piece.index)];
  std::memcpy(values_.data() + row * piece.bytes.size(), piece.bytes.data(), piece.bytes.size());
}

void FeatureBuilder::end(Hdf5File& file, const RunExtent&) {
  file.write_data("/features/" + about_.part, about_.type, {rows_, about_.columns}, values_.data());
  std::vector<std::uint32_t> labels;
  std::vector<std::uint64_t> samples;
  for (std::size_t sample = 0; sample < row_of_.size(); ++sample) {
    if (row_of_[sample] == none) continue;
    labels.push_back(about_.labels[sample]);
    samples.push_back(sample);
  }
  file.write_vector("/labels/" + about_.part, labels);
  if (rows_ < row_of_.size()) file.write_vector("/samples/" + about_.part, samples);
  values_ = {};
}

}  // namespace meniscus
