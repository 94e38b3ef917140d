#include <algorithm>

#include "sim/core/format.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/encoded_samples.hpp"
#include "sim/experiment/reading.hpp"
#include "sim/learning/temporal_encoders.hpp"

namespace meniscus {

namespace {

enum class EncoderKind : std::uint8_t {
  nalsm_rate,
  bernoulli_rate,
  poisson_rate,
  latency,
  phase,
  population,
  direct_current
};

struct EncoderEntry {
  std::string_view name;
  EncoderKind kind;
  std::string_view summary;
};

constexpr EncoderEntry encoders[] = {
    {"nalsm_rate", EncoderKind::nalsm_rate, "the same expected number of spikes for every image"},
    {"bernoulli_rate", EncoderKind::bernoulli_rate,
     "pixel times max_rate, at most one spike per tick"},
    {"poisson_rate", EncoderKind::poisson_rate, "pixel times max_rate"},
    {"latency", EncoderKind::latency, "one spike per pixel, the earlier the brighter it is"},
    {"phase", EncoderKind::phase, "the pixel's binary digits, one a tick, over and over"},
    {"population", EncoderKind::population,
     "one spike of each receptive field, the earlier the stronger it is excited"},
    {direct_current, EncoderKind::direct_current, "a current into the neuron of each pixel"}};

constexpr FieldInfo max_rate{
    .name = "max_rate", .unit = unit::Hz, .range = positive, .meaning = "of a white pixel"};

std::vector<FieldInfo> parameters_of(EncoderKind kind) {
  switch (kind) {
    case EncoderKind::nalsm_rate:
      break;
    case EncoderKind::bernoulli_rate:
    case EncoderKind::poisson_rate:
      return {max_rate};
    case EncoderKind::latency:
      return field_infos(LatencyEncoder::Parameters::fields(), LatencyEncoder::Parameters{});
    case EncoderKind::phase:
      return field_infos(PhaseEncoder::Parameters::fields(), PhaseEncoder::Parameters{});
    case EncoderKind::population:
      return field_infos(PopulationEncoder::Parameters::fields(), PopulationEncoder::Parameters{});
    case EncoderKind::direct_current:
      return {direct_amplitude};
  }
  return {};
}

EncoderKind read_encoder(const Node& node, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const EncoderEntry& entry : encoders) names.push_back(entry.name);
  const std::string name = read_choice(node, names, "encoder", diagnostics);
  return std::ranges::find(encoders, name, &EncoderEntry::name)->kind;
}

/// An encoder and the parameters it takes.
struct ValueEncoding {
  EncoderKind kind = EncoderKind::nalsm_rate;
  RateEncoding rate = {};
  LatencyEncoder::Parameters latency = {};
  PhaseEncoder::Parameters phase = {};
  PopulationEncoder::Parameters population = {};
};

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
  const Node* node = reader.required(max_rate.name);
  if (node == nullptr) return 0.0;
  const double rate = read_quantity(*node, max_rate.unit, max_rate.range, diagnostics);
  if (encoder == EncoderKind::bernoulli_rate && rate * resolution.tick() > 1.0) {
    diagnostics.error(
        *node, fmt::format("expected at most one spike per tick ({} Hz)", 1e3 / resolution.tick()));
  }
  return rate;
}

/// The encoder's keys besides `encoder` and `duration`.
void read_parameters(MapReader& reader, ValueEncoding& encoding) {
  switch (encoding.kind) {
    case EncoderKind::nalsm_rate:
    case EncoderKind::bernoulli_rate:
    case EncoderKind::poisson_rate:
      encoding.rate.max_rate = read_max_rate(reader, encoding.kind, encoding.rate.resolution);
      break;
    case EncoderKind::latency:
      return reader.fields(encoding.latency);
    case EncoderKind::phase:
      return reader.fields(encoding.phase);
    case EncoderKind::population:
      return reader.fields(encoding.population);
    case EncoderKind::direct_current:
      break;  // has no encoder: read_direct_current
  }
}

std::unique_ptr<const Encoder> make_encoder(const ValueSource& values,
                                            const ValueEncoding& encoding) {
  const RateEncoding& rate = encoding.rate;
  switch (encoding.kind) {
    case EncoderKind::bernoulli_rate:
      return std::make_unique<BernoulliRateEncoder>(rate);
    case EncoderKind::poisson_rate:
      return std::make_unique<PoissonRateEncoder>(rate);
    case EncoderKind::latency:
      return std::make_unique<LatencyEncoder>(encoding.latency, rate.duration);
    case EncoderKind::phase:
      return std::make_unique<PhaseEncoder>(encoding.phase, rate.duration);
    case EncoderKind::population:
      return std::make_unique<PopulationEncoder>(encoding.population, rate.duration);
    case EncoderKind::nalsm_rate:
    case EncoderKind::direct_current:
      break;
  }
  const double split_max = values.count() == 0 ? 1.0 : values.largest_share();
  return std::make_unique<NalsmRateEncoder>(split_max, rate.duration, rate.resolution, rate.seed);
}

void read_value_input(const Node& node, const RawData& data, Specification& specification,
                      Diagnostics& diagnostics) {
  ClassifySpec& classify = *specification.classify;
  const Resolution& resolution = specification.network.resolution();
  MapReader reader(node, diagnostics, "input");
  const std::size_t before = diagnostics.size();
  ValueEncoding encoding;
  if (const Node* encoder = reader.required("encoder")) {
    encoding.kind = read_encoder(*encoder, diagnostics);
  }
  const bool known = diagnostics.size() == before;
  if (const Node* duration = reader.required("duration")) {
    classify.duration = read_ticks(*duration, resolution, diagnostics);
  }
  if (!known) return;  // the other keys can't be judged
  const auto* parts = data.get<ValueSource>();
  if (encoding.kind == EncoderKind::direct_current) {
    DataParts<SeriesSource> frames;
    if (parts != nullptr) {
      const double duration = resolution.ms(classify.duration);
      frames = {std::make_shared<ValueFrames>(parts->train, duration),
                std::make_shared<ValueFrames>(parts->test, duration)};
    }
    return read_direct_current(reader, frames, specification);
  }
  encoding.rate = {.duration = classify.duration,
                   .resolution = resolution,
                   .seed = specification.network.seed()};
  read_parameters(reader, encoding);
  reader.finish();
  if (parts == nullptr || diagnostics.size() != before) return;
  const auto encoded = [&](const std::shared_ptr<const ValueSource>& values) {
    return std::make_shared<EncodedValues>(values, make_encoder(*values, encoding),
                                           classify.duration);
  };
  at(node, diagnostics, [&] { classify.samples = {encoded(parts->train), encoded(parts->test)}; });
}

}  // namespace

std::vector<EncoderInfo> value_encoders() {
  std::vector<EncoderInfo> infos;
  for (const EncoderEntry& entry : encoders) {
    infos.push_back({entry.name, entry.summary, parameters_of(entry.kind)});
  }
  return infos;
}

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
