#include "sim/experiment/read_specification.hpp"

#include <algorithm>

#include "sim/config/quantity.hpp"
#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/choices.hpp"
#include "sim/experiment/dale.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/reading.hpp"
#include "sim/experiment/sweep_space.hpp"

namespace meniscus {

namespace {

/// Rows of samples follow each other without gaps only if every sample has as many.
void check_interval(const Node& node, Time interval, const Specification& specification,
                    Diagnostics& diagnostics) {
  if (!specification.classify) return;
  const Time sample = specification.classify->duration;
  if (sample.ticks == 0) {
    diagnostics.error(node, "expected samples of one duration, whose states can be put end to end",
                      "give input.duration");
    return;
  }
  if (sample.ticks % interval.ticks == 0) return;
  const Resolution& resolution = specification.network.resolution();
  diagnostics.error(node,
                    fmt::format("expected a divisor of the sample's {}, got {}",
                                format_quantity(resolution.ms(sample), unit::ms), node.got()));
}

void read_states(const Node& node, PopulationId id, Specification& specification,
                 Diagnostics& diagnostics) {
  const Population& population = specification.network.populations()[id];
  const auto variables = population.neurons->variables();
  std::vector<std::string_view> names;
  for (const FieldInfo& variable : variables) names.push_back(variable.name);
  StateRecordSpec states{.population = id};
  MapReader reader(node, diagnostics, "recording of states");
  if (names.empty()) {
    diagnostics.error(
        node, fmt::format("{} neurons have no state to record", population.neurons->model()));
    return;
  }
  if (const Node* wanted = reader.required("variables")) {
    const bool is_list = wanted->kind() == Node::Kind::sequence;
    for (std::size_t i = 0; i < (is_list ? wanted->items().size() : 1); ++i) {
      const Node& item = is_list ? wanted->items()[i] : *wanted;
      const std::string name = read_choice(item, names, "state variable", diagnostics);
      const auto v = static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
      if (std::ranges::find(states.variables, v) != states.variables.end()) {
        diagnostics.error(item, fmt::format("variable {} is listed twice", name));
      }
      states.variables.push_back(v);
    }
  }
  if (const Node* neurons = reader.required("neurons")) {
    states.neurons = read_index_range(*neurons, population.size, diagnostics);
  }
  if (const Node* interval = reader.required("interval")) {
    states.interval = read_ticks(*interval, specification.network.resolution(), diagnostics);
    check_interval(*interval, states.interval, specification, diagnostics);
  }
  reader.finish();
  specification.record.states.push_back(std::move(states));
}

/// The projection that `name` names, or by its populations if it has no name: the engine's default.
std::optional<std::uint32_t> find_projection(const Node& node, const std::string& name,
                                             const Specification& specification,
                                             Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const ProjectionSpec& p : specification.projections) {
    names.push_back(projection_name(p, specification.network));
  }
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    const std::vector<std::string_view> known(names.begin(), names.end());
    diagnostics.error(node, fmt::format("no projection is called \"{}\"", name),
                      suggestion_text(name, known));
    return {};
  }
  if (std::ranges::count(names, name) > 1) {
    diagnostics.error(node, fmt::format("several projections are called \"{}\"", name),
                      "give them names");
    return {};
  }
  return static_cast<std::uint32_t>(found - names.begin());
}

void read_recorded_weights(const Node& node, Specification& specification,
                           Diagnostics& diagnostics) {
  const auto names = read_strings(node, diagnostics);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Node& item = node.kind() == Node::Kind::sequence ? node.items()[i] : node;
    const auto projection = find_projection(item, names[i], specification, diagnostics);
    if (!projection) continue;
    if (!specification.projections[*projection].law.plasticity) {
      diagnostics.error(item, fmt::format("projection {} does not learn", names[i]));
    }
    specification.record.weights.push_back(*projection);
  }
}

}  // namespace

void read_record(const Node& node, Specification& specification, Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "recording");
  if (const Node* spikes = reader.optional("spikes")) {
    specification.record.spikes = read_population_list(*spikes, specification, diagnostics);
  }
  if (const Node* states = reader.optional("states")) {
    MapReader populations(*states, diagnostics, "states");
    for (const Node& entry : states->entries()) {
      const auto id = read_population(entry, entry.key(), specification, diagnostics);
      if (id) read_states(entry, *id, specification, diagnostics);
    }
  }
  const Node* weights = specification.classify ? nullptr : reader.optional("weights");
  if (weights != nullptr) read_recorded_weights(*weights, specification, diagnostics);
  if (specification.classify) {
    ClassifySpec& classify = *specification.classify;
    const bool known = classify.samples.train != nullptr;  // else that was told already
    const std::int64_t most = known ? static_cast<std::int64_t>(classify.test) : most_samples;
    classify.recorded = static_cast<std::size_t>(reader.integer("samples", 0, most, 0));
  }
  reader.finish();
}

namespace {

/// Both are gone once a file is loaded; knowing them here lets a misspelt one be recognised.
void refuse_unresolved(MapReader& reader) {
  for (const std::string_view key : {"include", "parameters"}) {
    const Node* node = reader.optional(key);
    if (node == nullptr) continue;
    reader.diagnostics().error(*node, fmt::format("\"{}\" can only stand in a file", key));
  }
}

}  // namespace

Specification read_specification(const Node& root, const Catalogue& catalogue,
                                 const NewData* fresh) {
  Diagnostics diagnostics;
  MapReader reader(root, diagnostics, "model");
  refuse_unresolved(reader);
  constexpr std::int64_t largest_seed = std::numeric_limits<std::int64_t>::max();
  constexpr Range ticks{.low = 1e-6, .high = 1e6, .text = "between 1e-6 ms and 1e6 ms"};
  const std::string name = reader.string("name", "");
  reader.optional("description");
  const auto seed = static_cast<std::uint64_t>(reader.integer("seed", 0, largest_seed, 1));
  if (const Node* sweep = reader.optional("sweep")) read_sweep(*sweep, seed, diagnostics);
  const Resolution resolution(reader.quantity("resolution", unit::ms, ticks, 0.1));
  Specification specification{.name = name, .network = NetworkBuilder(resolution, seed)};
  specification.yaml = to_yaml(with_names_from(root));
  const std::size_t before = diagnostics.size();
  const auto kind =
      read_named(reader, "experiment", choices::experiments, ExperimentKind::simulate);
  if (diagnostics.size() != before) diagnostics.throw_if_any();  // the rest can't be judged
  specification.block_size = static_cast<std::uint32_t>(reader.integer(
      "block_size", 1, NetworkBuilder::max_block_size, NetworkBuilder::default_block_size));
  specification.output = reader.string("output", "");

  if (kind == ExperimentKind::classify) {
    read_data_and_input(reader, fresh, specification, diagnostics);
  } else if (const Node* duration = reader.required("duration")) {
    specification.duration = read_ticks(*duration, resolution, diagnostics);
  }
  if (const Node* populations = reader.required("populations")) {
    read_populations(*populations, catalogue, specification, diagnostics);
    if (specification.classify) {
      add_input_population(*populations, catalogue, specification, diagnostics);
    }
  }
  if (const Node* stimuli = reader.optional("stimuli")) {
    read_stimuli(*stimuli, catalogue, specification, diagnostics);
  }
  PlasticityRules rules(reader.optional("plasticity"), catalogue, diagnostics);
  if (const Node* projections = reader.optional("projections")) {
    read_projections(*projections, rules, specification, diagnostics);
  }
  rules.finish();
  if (const Node* weights = reader.optional("weights")) {
    read_start_weights(*weights, specification, diagnostics);
  }
  check_dale(specification, diagnostics);
  if (specification.classify) read_readout(reader, specification, diagnostics);
  if (const Node* record = reader.optional("record"))
    read_record(*record, specification, diagnostics);
  reader.finish();
  diagnostics.throw_if_any();
  return specification;
}

}  // namespace meniscus
