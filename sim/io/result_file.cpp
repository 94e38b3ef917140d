#include "sim/io/result_file.hpp"

#include <array>
#include <utility>
#include <variant>

#include "sim/core/format.hpp"
#include "sim/io/output_file.hpp"
#include "sim/io/result_builder.hpp"

namespace meniscus {

namespace {

/// So much is collected before it becomes a frame, or so long.
constexpr std::size_t frame_bytes = std::size_t{1} << 20;
constexpr auto frame_interval = std::chrono::seconds(1);

/// Waiting for the disk costs some milliseconds; a killed process loses nothing without.
constexpr auto synchronise_interval = std::chrono::seconds(10);

/// Longer data become a frame of their own, without being copied.
constexpr std::size_t own_frame_bytes = std::size_t{1} << 16;

std::filesystem::path free_name(std::filesystem::path name, bool overwrite) {
  require_free(name, overwrite);
  return name;
}

/// The announcements of series in a journal, encoded.
std::vector<std::vector<std::uint8_t>> series_in(const Journal& journal) {
  std::vector<std::vector<std::uint8_t>> found;
  JournalReader reader(journal);
  for_each_record(reader, [&](const Record& record, const ByteCursor&) {
    const bool is_series = std::holds_alternative<SpikeSeries>(record) ||
                           std::holds_alternative<StateSeries>(record) ||
                           std::holds_alternative<FeatureSeries>(record);
    if (is_series) encode(found.emplace_back(), record);
  });
  return found;
}

}  // namespace

ResultFile::ResultFile(std::filesystem::path final_name, bool overwrite)
    : final_name_(free_name(std::move(final_name), overwrite)),
      overwrite_(overwrite),
      journal_(journal_of(final_name_),
               overwrite ? Journal::Existing::replace : Journal::Existing::keep) {}

ResultFile::ResultFile(std::filesystem::path final_name, bool overwrite, JournalPosition position)
    : final_name_(free_name(std::move(final_name), overwrite)),
      overwrite_(overwrite),
      journal_(journal_of(final_name_), position),
      known_(series_in(journal_)),
      keep_journal_(true) {}

ResultFile::~ResultFile() {
  if (!done_ && !keep_journal_) journal_.remove();
}

SeriesId ResultFile::add(const RecordedSeries& series) {
  const Record record = std::visit([](const auto& s) { return Record(s); }, series);
  if (series_ < known_.size()) {
    std::vector<std::uint8_t> encoded;
    encode(encoded, record);
    if (encoded != known_[series_])
      throw ConfigError(fmt::format("{}: holds other recordings than those of this model",
                                    journal_.name().string()));
  } else {
    put(record);
  }
  return SeriesId{series_++};
}

void ResultFile::append(SeriesId id, std::span<const Spike> spikes, Time offset) {
  if (spikes.empty()) return;
  const std::int64_t first = spikes.front().time.ticks;
  std::vector<std::uint32_t> packed;
  packed.reserve(2 * spikes.size());
  for (const Spike& spike : spikes) {
    packed.push_back(static_cast<std::uint32_t>(spike.time.ticks - first));
    packed.push_back(spike.neuron);
  }
  append_piece(id, first + offset.ticks, bytes_of(packed));
}

void ResultFile::append_piece(SeriesId id, std::int64_t index, Bytes bytes) {
  if (bytes.empty()) return;
  put(PieceRecord{static_cast<std::uint32_t>(id), index, bytes});
}

void ResultFile::reached(double ms) {
  put(ReachedRecord{ms});
  settle();
}

void ResultFile::settle() {
  const auto now = Clock::now();
  if (frame_.size() >= frame_bytes || now - flushed_ >= frame_interval) flush();
  if (now - synchronised_ < synchronise_interval) return;
  synchronised_ = now;
  journal_.synchronise();
}

JournalPosition ResultFile::checkpoint() {
  flush();
  journal_.synchronise();
  keep_journal_ = true;
  return journal_.end();
}

void ResultFile::write_data(const DataRecord& data) {
  if (data.bytes.size() < own_frame_bytes) return put(data);
  flush();
  encode_head(frame_, data);
  const std::vector<std::uint8_t> head = std::exchange(frame_, {});
  append_frame(std::array<Bytes, 2>{head, data.bytes});
}

void ResultFile::write_text(const std::string& path, const std::string& text) {
  put(TextsRecord{path, TextsRecord::Shape::one, {text}});
}

void ResultFile::write_texts(const std::string& path, const std::vector<std::string>& texts) {
  put(TextsRecord{path, TextsRecord::Shape::list, texts});
}

void ResultFile::write_attribute(const std::string& path, const std::string& name,
                                 const std::string& text) {
  put(AttributeRecord{path, name, text});
}

void ResultFile::put(const Record& record) { encode(frame_, record); }

void ResultFile::flush() {
  flushed_ = Clock::now();
  if (frame_.empty()) return;
  append_frame(std::array<Bytes, 1>{frame_});
  frame_.clear();
  keep_journal_ = keep_journal_ || series_ > 0;
}

void ResultFile::append_frame(std::span<const Bytes> parts) {
  try {
    journal_.append(parts);
  } catch (const IoError& error) {
    give_up(error);
  }
}

void ResultFile::give_up(const IoError& error) const {
  if (!keep_journal_) throw IoError(error);
  throw IoError(fmt::format("{}; what was recorded is in {} (see meniscus recover)", error.what(),
                            journal_.name().string()));
}

void ResultFile::build(const std::filesystem::path& name, bool overwrite) {
  try {
    OutputFile output(name, overwrite, temporary_of(final_name_));
    JournalReader reader(journal_);
    build_result(reader, output.temporary_name());
    output.commit();
  } catch (const IoError& error) {
    give_up(error);
  }
  done_ = true;
  journal_.remove();
}

void ResultFile::commit() {
  put(CompleteRecord{});
  flush();
  keep_journal_ = true;
  if (!overwrite_ && std::filesystem::exists(final_name_)) {
    const std::filesystem::path kept = partial_of(final_name_);
    build(kept, true);
    throw IoError(fmt::format("{} appeared during the run and is kept; the new result is {}",
                              final_name_.string(), kept.string()));
  }
  build(final_name_, overwrite_);
}

std::filesystem::path ResultFile::keep_partial() {
  flush();
  const std::filesystem::path name = partial_of(final_name_);
  build(name, true);
  return name;
}

std::filesystem::path journal_of(std::filesystem::path result) { return result += ".journal"; }

std::filesystem::path temporary_of(std::filesystem::path result) { return result += ".tmp"; }

std::filesystem::path partial_of(std::filesystem::path result) {
  return result.replace_extension(".partial.h5");
}

}  // namespace meniscus
