#include "sim/io/result_builder.hpp"

#include <deque>
#include <map>
#include <utility>
#include <variant>

#include "sim/core/format.hpp"
#include "sim/io/build_info.hpp"
#include "sim/io/file_checksum.hpp"
#include "sim/io/result_layout.hpp"

namespace meniscus {

namespace {

using SeriesBuilder = std::variant<SpikeBuilder, StateBuilder, FeatureBuilder>;

void require_size(const DataRecord& data, const ByteCursor& frame) {
  std::uint64_t bytes = size_of(data.type);
  for (const std::uint64_t extent : data.extents) {
    if (extent > 0 && bytes > data.bytes.size() / extent)
      frame.refuse(fmt::format("{}: expected more than {} bytes", data.path, data.bytes.size()));
    bytes *= extent;
  }
  if (bytes != data.bytes.size())
    frame.refuse(fmt::format("{}: expected {} bytes, got {}", data.path, bytes, data.bytes.size()));
}

class Builder {
 public:
  Builder(JournalReader& journal, Hdf5File& file) : journal_(journal), file_(file) {}

  BuiltResult build() {
    for_each_record(journal_, [&](const Record& record, const ByteCursor& frame) {
      std::visit([&](const auto& r) { survey(r, frame); }, record);
    });
    built_.lost = journal_.rest();
    for_each_record(journal_, [&](const Record& record, const ByteCursor&) {
      std::visit([&](const auto& r) { write(r); }, record);
    });
    for (SeriesBuilder& series : series_) {
      std::visit([&](auto& s) { s.end(file_, built_.run); }, series);
      if (const auto* f = std::get_if<FeatureBuilder>(&series))
        built_.parts.push_back({f->about().part, f->rows(), f->about().labels.size()});
    }
    for (const AttributeRecord& a : attributes_) file_.write_attribute(a.path, a.name, a.text);
    return built_;
  }

 private:
  void survey(const DataRecord& data, const ByteCursor& frame) {
    require_size(data, frame);
    ++left_[data.path];
  }
  void survey(const TextsRecord& texts, const ByteCursor& frame) {
    if (texts.shape == TextsRecord::Shape::one && texts.texts.size() != 1)
      frame.refuse(fmt::format("{}: expected one text", texts.path));
    ++left_[texts.path];
  }
  void survey(const AttributeRecord& attribute, const ByteCursor&) {
    attributes_.push_back(attribute);
  }
  void survey(const SpikeSeries& about, const ByteCursor& frame) {
    if (!(about.tick > 0.0)) frame.refuse(fmt::format("expected a tick > 0, got {}", about.tick));
    series_.emplace_back(std::in_place_type<SpikeBuilder>, about);
  }
  void survey(const StateSeries& about, const ByteCursor&) {
    series_.emplace_back(std::in_place_type<StateBuilder>, about);
  }
  void survey(const FeatureSeries& about, const ByteCursor&) {
    series_.emplace_back(std::in_place_type<FeatureBuilder>, about);
  }
  void survey(const PieceRecord& piece, const ByteCursor& frame) {
    if (piece.series >= series_.size())
      frame.refuse(fmt::format("expected one of {} series, got {}", series_.size(), piece.series));
    std::visit([&](auto& s) { s.count(piece, frame); }, series_[piece.series]);
  }
  void survey(const ReachedRecord& reached, const ByteCursor&) { built_.run.reached = reached.ms; }
  void survey(const CompleteRecord&, const ByteCursor&) { built_.run.complete = true; }

  /// Of datasets written again, by a run that was continued, the last one counts.
  bool is_last(const std::string& path) { return --left_[path] == 0; }

  void write(const DataRecord& data) {
    if (!is_last(data.path)) return;
    file_.write_data(data.path, data.type, data.extents, data.bytes.data());
    if (!data.unit.empty()) file_.write_attribute(data.path, "units", data.unit);
  }
  void write(const TextsRecord& texts) {
    if (!is_last(texts.path)) return;
    if (texts.shape == TextsRecord::Shape::one) {
      file_.write_text(texts.path, texts.texts.front());
    } else {
      file_.write_texts(texts.path, texts.texts);
    }
  }
  void write(const SpikeSeries&) { begin_series(); }
  void write(const StateSeries&) { begin_series(); }
  void write(const FeatureSeries&) { begin_series(); }
  void write(const PieceRecord& piece) {
    std::visit([&](auto& s) { s.add(piece); }, series_[piece.series]);
  }
  void write(const AttributeRecord&) {}
  void write(const ReachedRecord&) {}
  void write(const CompleteRecord&) {}

  void begin_series() {
    std::visit([&](auto& s) { s.begin(file_); }, series_[begun_++]);
  }

  JournalReader& journal_;
  Hdf5File& file_;
  BuiltResult built_;
  std::deque<SeriesBuilder> series_;  ///< a deque, since they don't move
  std::size_t begun_ = 0;
  std::map<std::string, std::uint64_t> left_;  ///< how often a dataset is still to come
  std::vector<AttributeRecord> attributes_;
};

}  // namespace

void for_each_record(JournalReader& journal,
                     const std::function<void(const Record&, const ByteCursor&)>& take) {
  journal.rewind();
  while (journal.next()) {
    ByteCursor frame(journal.name().string(), journal.frame());
    while (frame.remaining() > 0) {
      const Record record = decode(frame);
      take(record, frame);
    }
  }
}

BuiltResult build_result(JournalReader& journal, const std::filesystem::path& name) {
  Hdf5File file(name, Hdf5File::Mode::create);
  write_sonata_marks(file);
  file.write_attribute("/", "meniscus_version", std::string(detail::build_version));
  file.write_attribute("/", "layout_version", layout_version);
  BuiltResult built = Builder(journal, file).build();
  file.write_attribute("/", "complete", static_cast<std::uint8_t>(built.run.complete));
  if (!built.run.complete) file.write_attribute("/", "reached", built.run.reached);
  file.close();
  append_checksum(name);
  return built;
}

std::string recorded_text(JournalReader& journal, const std::string& path) {
  std::string text;
  for_each_record(journal, [&](const Record& record, const ByteCursor&) {
    const auto* texts = std::get_if<TextsRecord>(&record);
    if (texts != nullptr && texts->path == path && !texts->texts.empty())
      text = texts->texts.front();
  });
  return text;
}

}  // namespace meniscus
