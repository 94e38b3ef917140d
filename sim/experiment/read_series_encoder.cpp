#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/encoded_samples.hpp"
#include "sim/experiment/reading.hpp"
#include "sim/learning/series_encoders.hpp"

namespace meniscus {

namespace {

using MakeEncoder = std::shared_ptr<const SeriesEncoder> (*)(MapReader&, const Resolution&);

/// An encoder out of the parameters it names; null where they are wrong, which is told.
template <class EncoderType, class Parameters>
std::shared_ptr<const SeriesEncoder> make(MapReader& reader, const Resolution& resolution) {
  const std::size_t before = reader.diagnostics().size();
  Parameters parameters;
  reader.fields(parameters);
  std::shared_ptr<const SeriesEncoder> encoder;
  if (reader.diagnostics().size() != before) return encoder;
  at(reader.node(), reader.diagnostics(),
     [&] { encoder = std::make_shared<EncoderType>(parameters, resolution); });
  return encoder;
}

constexpr std::pair<std::string_view, MakeEncoder> encoders[] = {
    {"integrate_and_fire", make<IntegrateAndFireEncoder, IntegrateAndFireEncoder::Parameters>},
    {"step_forward", make<StepForwardEncoder, ChangeThreshold>},
    {"delta", make<DeltaEncoder, ChangeThreshold>},
    {"ben_spiker", make<BenSpikerEncoder, BenSpikerEncoder::Parameters>}};

}  // namespace

void read_series_input(MapReader& reader, const DataParts<SeriesSource>& parts,
                       Specification& specification) {
  ClassifySpec& classify = *specification.classify;
  const Resolution& resolution = specification.network.resolution();
  MakeEncoder make_encoder = nullptr;
  if (const Node* name = reader.required("encoder")) {
    const std::size_t before = reader.diagnostics().size();
    const MakeEncoder named = read_named(*name, "encoder", encoders, reader.diagnostics());
    if (reader.diagnostics().size() == before) make_encoder = named;
  }
  if (const Node* duration = reader.optional("duration")) {
    classify.duration = read_ticks(*duration, resolution, reader.diagnostics());
  }
  if (make_encoder == nullptr) return;  // the other keys can't be judged
  const std::shared_ptr<const SeriesEncoder> encoder = make_encoder(reader, resolution);
  reader.finish();
  if (!encoder || !parts.train) return;
  const auto encoded = [&](const std::shared_ptr<const SeriesSource>& series) {
    return std::make_shared<EncodedSeries>(series, encoder, resolution, classify.duration);
  };
  classify.samples = {encoded(parts.train), encoded(parts.test)};
}

}  // namespace meniscus
