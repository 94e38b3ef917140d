#include <algorithm>

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

struct EncoderEntry {
  EncoderInfo info;
  MakeEncoder make;  ///< null: the series drives a current
};

template <class EncoderType, class Parameters>
EncoderEntry entry(std::string_view name, std::string_view summary) {
  return {{name, summary, field_infos(Parameters::fields(), Parameters{})},
          make<EncoderType, Parameters>};
}

const std::vector<EncoderEntry>& encoders() {
  static const std::vector<EncoderEntry> entries{
      entry<IntegrateAndFireEncoder, IntegrateAndFireEncoder::Parameters>(
          "integrate_and_fire", "a leaky integrate-and-fire neuron per channel"),
      entry<StepForwardEncoder, ChangeThreshold>(
          "step_forward", "where a channel leaves a baseline, which then follows"),
      entry<DeltaEncoder, ChangeThreshold>("delta",
                                           "where a channel changes from one frame to the next"),
      entry<BenSpikerEncoder, BenSpikerEncoder::Parameters>(
          "ben_spiker", "spikes that give the channel back when filtered"),
      {{direct_current, "a current into the neuron of each channel", {direct_amplitude}}, nullptr}};
  return entries;
}

/// Null where the name is wrong, which is told.
const EncoderEntry* read_encoder(const Node& node, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const EncoderEntry& entry : encoders()) names.push_back(entry.info.name);
  const std::size_t before = diagnostics.size();
  const std::string name = read_choice(node, names, "encoder", diagnostics);
  if (diagnostics.size() != before) return nullptr;
  return &encoders()[static_cast<std::size_t>(std::ranges::find(names, name) - names.begin())];
}

}  // namespace

std::vector<EncoderInfo> series_encoders() {
  std::vector<EncoderInfo> infos;
  for (const EncoderEntry& entry : encoders()) infos.push_back(entry.info);
  return infos;
}

void read_direct_current(MapReader& reader, const DataParts<SeriesSource>& parts,
                         Specification& specification) {
  ClassifySpec& classify = *specification.classify;
  classify.amplitude = 0.0;
  if (const Node* node = reader.required(direct_amplitude.name)) {
    classify.amplitude =
        read_quantity(*node, direct_amplitude.unit, direct_amplitude.range, reader.diagnostics());
  }
  reader.finish();
  if (!parts.train) return;
  const auto direct = [&](const std::shared_ptr<const SeriesSource>& series) {
    return std::make_shared<DirectSeries>(series, specification.network.resolution(),
                                          classify.duration);
  };
  classify.samples = {direct(parts.train), direct(parts.test)};
}

void read_series_input(MapReader& reader, const DataParts<SeriesSource>& parts,
                       Specification& specification) {
  ClassifySpec& classify = *specification.classify;
  const Resolution& resolution = specification.network.resolution();
  const EncoderEntry* entry = nullptr;
  if (const Node* name = reader.required("encoder")) {
    entry = read_encoder(*name, reader.diagnostics());
  }
  if (const Node* duration = reader.optional("duration")) {
    classify.duration = read_ticks(*duration, resolution, reader.diagnostics());
  }
  if (entry == nullptr) return;  // the other keys can't be judged
  if (entry->make == nullptr) return read_direct_current(reader, parts, specification);
  const std::shared_ptr<const SeriesEncoder> encoder = entry->make(reader, resolution);
  reader.finish();
  if (!encoder || !parts.train) return;
  const auto encoded = [&](const std::shared_ptr<const SeriesSource>& series) {
    return std::make_shared<EncodedSeries>(series, encoder, resolution, classify.duration);
  };
  classify.samples = {encoded(parts.train), encoded(parts.test)};
}

}  // namespace meniscus
