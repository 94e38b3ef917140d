#include "sim/experiment/choices.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/reading.hpp"
#include "sim/experiment/sound_samples.hpp"

namespace meniscus {

namespace {

FilterBankOptions read_filter_bank(const Node& node, Diagnostics& diagnostics) {
  FilterBankOptions options;
  MapReader reader(node, diagnostics, "filter bank");
  const std::size_t before = diagnostics.size();
  if (const Node* kind = reader.required("kind")) {
    options.kind = read_named(*kind, "filter bank", choices::filter_banks, diagnostics);
  }
  if (diagnostics.size() != before) return options;  // its keys can't be judged
  reader.fields(options);
  if (options.kind == FilterBankKind::mel) {
    options.window = reader.quantity("window", unit::ms, positive, options.window);
  }
  reader.finish();
  return options;
}

Compression read_compression(const Node& node, Diagnostics& diagnostics) {
  Compression compression;
  MapReader reader(node, diagnostics, "compression");
  const std::size_t before = diagnostics.size();
  if (const Node* kind = reader.required("kind")) {
    compression.kind = read_named(*kind, "compression", choices::compressions, diagnostics);
  }
  if (diagnostics.size() != before) return compression;
  if (compression.kind == CompressionKind::log) reader.fields(compression);
  reader.finish();
  return compression;
}

/// The first recording shows whether the filters fit.
void check_hearing(const SoundSource& sounds, const Hearing& hearing, const Node& node,
                   Diagnostics& diagnostics) {
  at(node, diagnostics, [&] { check_filter_bank(hearing.filter_bank, sounds.sound(0).rate); });
}

}  // namespace

void read_sound_input(const Node& node, const RawData& data, Specification& specification,
                      Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "input");
  const std::size_t before = diagnostics.size();
  Hearing hearing;
  const Node* filters = reader.required("filter_bank");
  if (filters != nullptr) hearing.filter_bank = read_filter_bank(*filters, diagnostics);
  if (const Node* compression = reader.optional("compression")) {
    hearing.compression = read_compression(*compression, diagnostics);
  }
  const auto* sounds = data.get<SoundSource>();
  const bool readable = diagnostics.size() == before && sounds != nullptr;
  if (readable) check_hearing(*sounds->train, hearing, *filters, diagnostics);
  DataParts<SeriesSource> heard;
  if (readable) {
    heard = {std::make_shared<HeardSounds>(sounds->train, hearing),
             std::make_shared<HeardSounds>(sounds->test, hearing)};
  }
  read_series_input(reader, heard, specification);
}

}  // namespace meniscus
