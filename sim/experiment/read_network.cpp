#include <algorithm>

#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

constexpr std::int64_t most_ticks = 4'294'967'295;  // random streams count ticks in 32 bits

template <std::size_t I = 0>
std::optional<ConnectionRule> read_rule_named(std::string_view name, MapReader& reader) {
  if constexpr (I < std::variant_size_v<ConnectionRule>) {
    using Rule = std::variant_alternative_t<I, ConnectionRule>;
    if (Rule::name == name) {
      Rule rule;
      reader.fields(rule);
      std::apply(
          [&](const auto&... f) {
            // A default outside the range says that the field must be given.
            ((f.range.contains(listed_value(Rule{}.*f.member)) ? nullptr : reader.required(f.name)),
             ...);
          },
          Rule::fields());
      return rule;
    }
    return read_rule_named<I + 1>(name, reader);
  }
  return {};
}

template <std::size_t... I>
std::vector<std::string_view> rule_names(std::index_sequence<I...>) {
  return {std::variant_alternative_t<I, ConnectionRule>::name...};
}

std::optional<ConnectionRule> read_rule(const Node& node, Diagnostics& diagnostics) {
  static const auto names =
      rule_names(std::make_index_sequence<std::variant_size_v<ConnectionRule>>{});
  const std::size_t before = diagnostics.size();
  MapReader reader(node, diagnostics, "connection rule");
  const Node* rule_name = reader.required("rule");
  if (rule_name == nullptr) return {};
  const std::string name = read_choice(*rule_name, names, "connection rule", diagnostics);
  if (diagnostics.size() != before) return {};  // its keys can't be judged
  const auto rule = read_rule_named(name, reader);
  reader.finish();
  return diagnostics.size() == before ? rule : std::nullopt;
}

void read_weight(const Node& node, const Unit& unit, SynapseLaw& law, Diagnostics& diagnostics) {
  if (node.find("exc") == nullptr && node.find("inh") == nullptr) {
    law.weight = read_distribution(node, unit, any_value, diagnostics);
    return;
  }
  MapReader reader(node, diagnostics, "weights by type of the source");
  if (const Node* exc = reader.required("exc")) {
    law.weight = read_distribution(*exc, unit, any_value, diagnostics);
  }
  if (const Node* inh = reader.required("inh")) {
    law.inhibitory_weight = read_distribution(*inh, unit, any_value, diagnostics);
  }
  reader.finish();
}

/// Whether `target` takes input, and through the channel that `channel` names, if any.
bool check_channel(const Node& to, const Node* channel, const Population& target,
                   Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const Channel& c : target.neurons->channels()) names.push_back(c.name);
  const std::size_t before = diagnostics.size();
  const std::string_view model = target.neurons->model();
  if (names.empty()) {
    diagnostics.error(to,
                      fmt::format("population {} takes no input: it is a {}", target.name, model));
  } else if (channel != nullptr) {
    read_choice(*channel, names, fmt::format("channel of {}", model), diagnostics);
  }
  return diagnostics.size() == before;
}

/// The least delay a law can draw; a sign makes no sense here and was refused before.
double least(const Distribution& delay) {
  if (const auto* value = std::get_if<ConstantValue>(&delay.law)) return value->value;
  const auto* uniform = std::get_if<UniformValue>(&delay.law);
  return std::max(uniform == nullptr ? 0.0 : uniform->low, delay.low);
}

/// Delays of at least one tick.
Distribution read_delay(const Node& node, const Resolution& resolution, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  const Distribution delay = read_distribution(node, unit::ms, positive, diagnostics);
  if (diagnostics.size() == before && resolution.ticks(least(delay)).ticks < 1) {
    diagnostics.error(node,
                      fmt::format("expected delays of at least one tick ({} ms), got {} ms",
                                  resolution.tick(), least(delay)),
                      delay.is_constant() ? "" : "add min");
  }
  return delay;
}

void read_one_projection(const Node& node, PlasticityRules& rules, Specification& specification,
                         Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  MapReader reader(node, diagnostics, "projection");
  const Node* from = reader.required("from");
  const Node* to = reader.required("to");
  const Node* connect = reader.required("connect");
  const Node* weight = reader.required("weight");
  const Node* delay = reader.required("delay");
  const Node* channel = reader.optional("channel");
  const std::string name = reader.string("name", "");
  const Node* plasticity = reader.optional("plasticity");
  const Node* post_lag = plasticity == nullptr ? nullptr : reader.optional("post_lag");
  reader.finish();
  ProjectionSpec spec{.name = name};
  std::optional<ConnectionRule> rule;
  if (connect != nullptr) rule = read_rule(*connect, diagnostics);
  if (delay != nullptr)
    spec.law.delay = read_delay(*delay, specification.network.resolution(), diagnostics);
  if (channel != nullptr) spec.law.channel = read_string(*channel, diagnostics);
  if (post_lag != nullptr) {
    spec.law.post_lag = read_quantity(*post_lag, unit::ms, non_negative, diagnostics);
  }
  if (from == nullptr || to == nullptr) return;
  const auto sources = read_population_list(*from, specification, diagnostics);
  const auto targets = read_population_list(*to, specification, diagnostics);
  for (const PopulationId target : targets) {
    const Population& population = specification.network.populations()[target];
    if (check_channel(*to, channel, population, diagnostics)) {
      const Unit unit = weight_unit(*population.neurons, spec.law.channel);
      if (weight != nullptr) read_weight(*weight, unit, spec.law, diagnostics);
      if (plasticity != nullptr) spec.law.plasticity = rules.use(*plasticity, unit, specification);
    }
    if (!rule || diagnostics.size() != before) return;
    spec.rule = *rule;
    spec.target = target;
    for (const PopulationId source : sources) {
      spec.source = source;
      at(node, diagnostics, [&] {
        spec.expected_synapses = specification.network.check(source, target, spec.rule, spec.law);
      });
      specification.projections.push_back(spec);
    }
  }
}

void read_one_stimulus(const Node& node, const Catalogue& catalogue, Specification& specification,
                       Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  MapReader reader(node, diagnostics, "stimulus");
  std::vector<std::string_view> names;
  for (const StimulusEntry& entry : catalogue.stimuli()) names.push_back(entry.name);
  const Node* source = reader.required("source");
  const Node* to = reader.required("to");
  if (source == nullptr || to == nullptr) return;
  const std::string source_name = read_choice(*source, names, "stimulus", diagnostics);
  const auto targets = read_population_list(*to, specification, diagnostics);
  if (diagnostics.size() != before) return;
  const StimulusEntry& entry = *catalogue.find_stimulus(source_name);
  NetworkBuilder& network = specification.network;
  for (const PopulationId target : targets) {
    if (diagnostics.size() != before) return;
    const Population& population = network.populations()[target];
    if (entry.read_spikes) {
      std::unique_ptr<const SpikeInput> input;
      at(node, diagnostics,
         [&] { input = entry.read_spikes(reader, network.resolution(), population.size); });
      const Node* channel_node = reader.optional("channel");
      const Node* weight = reader.required("weight");
      if (!check_channel(*to, channel_node, population, diagnostics) || weight == nullptr) continue;
      const std::string channel = channel_node == nullptr ? "" : channel_node->text();
      const Unit unit = weight_unit(*population.neurons, channel);
      const double value = read_quantity(*weight, unit, any_value, diagnostics);
      if (input == nullptr) continue;
      at(node, diagnostics,
         [&] { network.stimulate(target, std::move(input), value, channel, node.key()); });
    } else {
      std::unique_ptr<const CurrentInput> input;
      at(node, diagnostics, [&] { input = entry.read_current(reader, network.resolution()); });
      const Node* subset = reader.optional("neurons");
      auto neurons = subset == nullptr ? std::vector<std::uint32_t>{}
                                       : read_index_range(*subset, population.size, diagnostics);
      if (input == nullptr) continue;
      at(node, diagnostics,
         [&] { network.inject(target, std::move(input), std::move(neurons), node.key()); });
    }
  }
  reader.finish();
}

}  // namespace

Unit weight_unit(const NeuronPopulation& neurons, std::string_view channel) {
  for (const Channel& c : neurons.channels()) {
    if (c.name == channel || channel.empty()) return c.unit;
  }
  return unit::none;
}

Time read_ticks(const Node& node, const Resolution& resolution, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  const double ms = read_quantity(node, unit::ms, positive, diagnostics);
  const double ticks = resolution.exact_ticks(ms);
  if (diagnostics.size() == before && (ticks < 0.5 || ticks > static_cast<double>(most_ticks))) {
    diagnostics.error(node, fmt::format("expected 1 to {} ticks of {} ms, got {}", most_ticks,
                                        resolution.tick(), node.got()));
  }
  return std::clamp(resolution.ticks(std::min(ms, resolution.ms(Time{most_ticks}))), Time{1},
                    Time{most_ticks});
}

void read_projections(const Node& node, PlasticityRules& rules, Specification& specification,
                      Diagnostics& diagnostics) {
  if (node.kind() != Node::Kind::sequence) {
    diagnostics.error(node, fmt::format("expected a list of projections, got {}", node.got()));
  }
  for (const Node& item : node.items()) {
    read_one_projection(item, rules, specification, diagnostics);
  }
}

void read_stimuli(const Node& node, const Catalogue& catalogue, Specification& specification,
                  Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "stimuli");
  for (const Node& entry : node.entries()) {
    reader.optional(entry.key());
    read_one_stimulus(entry, catalogue, specification, diagnostics);
  }
}

}  // namespace meniscus
