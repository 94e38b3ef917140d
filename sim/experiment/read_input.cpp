#include "sim/core/format.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/encoded_samples.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

enum class EncoderKind : std::uint8_t { nalsm_rate, bernoulli_rate, poisson_rate };

constexpr std::pair<std::string_view, EncoderKind> encoders[] = {
    {"nalsm_rate", EncoderKind::nalsm_rate},
    {"bernoulli_rate", EncoderKind::bernoulli_rate},
    {"poisson_rate", EncoderKind::poisson_rate}};

/// The rate encoders' keys besides `encoder`; nalsm_rate has none.
double read_max_rate(MapReader& reader, EncoderKind encoder, const Resolution& resolution) {
  Diagnostics& diagnostics = reader.diagnostics();
  if (encoder == EncoderKind::nalsm_rate) {
    if (resolution.tick() != 1.0) {
      diagnostics.error(
          reader.node(),
          fmt::format("nalsm_rate needs a resolution of 1 ms, got {} ms", resolution.tick()));
    }
    return 0.0;
  }
  const Node* node = reader.required("max_rate");
  if (node == nullptr) return 0.0;
  const double rate = read_quantity(*node, unit::Hz, positive, diagnostics);
  if (encoder == EncoderKind::bernoulli_rate && rate * resolution.tick() > 1.0) {
    diagnostics.error(
        *node, fmt::format("expected at most one spike per tick ({} Hz)", 1e3 / resolution.tick()));
  }
  return rate;
}

std::shared_ptr<const SampleSource> encoded(const std::shared_ptr<const ValueSource>& values,
                                            EncoderKind kind, const RateEncoding& rate) {
  std::unique_ptr<const Encoder> encoder;
  switch (kind) {
    case EncoderKind::bernoulli_rate:
      encoder = std::make_unique<BernoulliRateEncoder>(rate);
      break;
    case EncoderKind::poisson_rate:
      encoder = std::make_unique<PoissonRateEncoder>(rate);
      break;
    case EncoderKind::nalsm_rate:
      encoder = std::make_unique<NalsmRateEncoder>(values->largest_share(), rate.duration,
                                                   rate.resolution, rate.seed);
      break;
  }
  return std::make_shared<EncodedValues>(values, std::move(encoder), rate.duration);
}

void read_value_input(const Node& node, const RawData& data, Specification& specification,
                      Diagnostics& diagnostics) {
  ClassifySpec& classify = *specification.classify;
  const Resolution& resolution = specification.network.resolution();
  MapReader reader(node, diagnostics, "input");
  const std::size_t before = diagnostics.size();
  EncoderKind kind = EncoderKind::nalsm_rate;
  if (const Node* encoder = reader.required("encoder")) {
    kind = read_named(*encoder, "encoder", encoders, diagnostics);
  }
  const bool known = diagnostics.size() == before;
  if (const Node* duration = reader.required("duration")) {
    classify.duration = read_ticks(*duration, resolution, diagnostics);
  }
  RateEncoding rate{.duration = classify.duration,
                    .resolution = resolution,
                    .seed = specification.network.seed()};
  if (known) {
    rate.max_rate = read_max_rate(reader, kind, resolution);
  } else {
    reader.optional("max_rate");
  }
  reader.finish();
  const auto* parts = data.get<ValueSource>();
  if (parts == nullptr || diagnostics.size() != before) return;
  at(node, diagnostics, [&] {
    classify.samples = {encoded(parts->train, kind, rate), encoded(parts->test, kind, rate)};
  });
}

}  // namespace

void read_input(MapReader& root, const RawData& data, Specification& specification,
                Diagnostics& diagnostics) {
  if (data.kind == DataKind::events) {
    return read_event_input(root.optional("input"), data, specification, diagnostics);
  }
  const Node* node = root.required("input");
  if (node == nullptr) return;
  switch (data.kind) {
    case DataKind::values:
      return read_value_input(*node, data, specification, diagnostics);
    case DataKind::sound:
      return read_sound_input(*node, data, specification, diagnostics);
    case DataKind::series: {
      MapReader reader(*node, diagnostics, "input");
      const auto* parts = data.get<SeriesSource>();
      return read_series_input(reader, parts == nullptr ? DataParts<SeriesSource>{} : *parts,
                               specification);
    }
    case DataKind::events:
    case DataKind::unknown:
      return;  // its keys can't be judged
  }
}

}  // namespace meniscus
