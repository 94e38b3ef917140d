#include <algorithm>

#include "sim/core/format.hpp"
#include "sim/experiment/choices.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

/// The key that says what is read, whose value is the population.
const Node* read_kind(MapReader& reader, FeatureSpec& features) {
  const Node* population = nullptr;
  for (const auto& [name, kind] : choices::features) {
    const Node* node = reader.optional(name);
    if (node == nullptr) continue;
    if (population != nullptr) {
      reader.diagnostics().error(*node, "expected only one of counts, traces and potentials");
      continue;
    }
    population = node;
    features.kind = kind;
  }
  if (population == nullptr && reader.node().kind() == Node::Kind::map) {
    reader.diagnostics().error(reader.node(), "expected one of counts, traces and potentials");
  }
  return population;
}

/// The population that is read out; its variable `v` if that is what is looked at.
void read_liquid(const Node& node, Specification& specification, Diagnostics& diagnostics) {
  ClassifySpec& classify = *specification.classify;
  const std::size_t before = diagnostics.size();
  const std::string name = read_string(node, diagnostics);
  if (diagnostics.size() != before) return;
  if (name == input_name) {
    diagnostics.error(node, "expected a population besides the input, which is read out anyway");
    return;
  }
  const auto liquid = read_population(node, name, specification, diagnostics);
  if (!liquid) return;
  classify.liquid = *liquid;
  if (classify.features.kind != FeatureKind::potentials) return;
  const NeuronPopulation& neurons = *specification.network.populations()[*liquid].neurons;
  const auto variables = neurons.variables();
  const auto v = std::ranges::find(variables, "v", &FieldInfo::name);
  if (v == variables.end()) {
    diagnostics.error(node, fmt::format("expected neurons with a membrane potential v, which {} "
                                        "has not",
                                        neurons.model()));
    return;
  }
  classify.features.variable = static_cast<std::size_t>(v - variables.begin());
}

/// Times within a sample, ascending, in whole ticks.
std::vector<Time> read_sample_times(const Node& node, const Specification& specification,
                                    Diagnostics& diagnostics) {
  const Time duration = specification.classify->duration;
  const Resolution& resolution = specification.network.resolution();
  if (duration.ticks == 0) {
    diagnostics.error(node, "expected samples of one duration, which all have these times",
                      "give input.duration, or windows");
    return {};
  }
  std::vector<Time> times;
  for (const double ms : read_quantities(node, unit::ms, positive, diagnostics)) {
    const Time time = resolution.ticks(ms);
    if (time.ticks < 1 || time > duration || (!times.empty() && time <= times.back())) {
      diagnostics.error(
          node,
          fmt::format("expected ascending times, from a tick to the sample's {} ms, got {} ms",
                      resolution.ms(duration), ms));
      return {};
    }
    times.push_back(time);
  }
  return times;
}

void read_times(MapReader& reader, Specification& specification) {
  ClassifySpec& classify = *specification.classify;
  SampleTimes& times = classify.features.times;
  Diagnostics& diagnostics = reader.diagnostics();
  const Node* at = reader.optional("at");
  const Node* windows = reader.optional("windows");
  if (windows != nullptr && at != nullptr) {
    diagnostics.error(*at, "expected either windows or at");
  } else if (at != nullptr) {
    times.at = read_sample_times(*at, specification, diagnostics);
  } else if (windows != nullptr) {
    constexpr std::int64_t most_of_own_length = 1000;
    const std::int64_t most =
        classify.duration.ticks > 0 ? classify.duration.ticks : most_of_own_length;
    times.windows = static_cast<std::uint32_t>(read_integer(*windows, 1, most, diagnostics));
  }
}

}  // namespace

void read_features(const Node& node, Specification& specification, Diagnostics& diagnostics) {
  FeatureSpec& features = specification.classify->features;
  MapReader reader(node, diagnostics, "features");
  const Node* population = read_kind(reader, features);
  if (population == nullptr) return;  // the other keys can't be judged
  read_liquid(*population, specification, diagnostics);
  if (features.kind == FeatureKind::traces) {
    features.tau = reader.quantity("tau", unit::ms, positive, features.tau);
  }
  read_times(reader, specification);
  reader.finish();
}

}  // namespace meniscus
