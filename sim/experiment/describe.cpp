#include "sim/experiment/describe.hpp"

#include <cmath>

#include "sim/config/quantity.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

std::string shown(double value, const Unit& unit) {
  if (std::isinf(value)) return "never";
  if (std::isnan(value)) return "(empty)";
  return format_quantity(value, unit);
}

void add_fields(std::string& text, const std::vector<FieldInfo>& fields) {
  for (const FieldInfo& f : fields) {
    const bool must_be_given = !f.range.contains(f.default_value);
    text += fmt::format("    {:<16} {:<12} {}{}\n", f.name,
                        must_be_given ? "(required)" : shown(f.default_value, f.unit), f.meaning,
                        f.range.text == "any" ? "" : fmt::format(", {}", f.range.text));
  }
}

std::string_view rule_name(const ConnectionRule& rule) {
  return std::visit([](const auto& r) { return std::decay_t<decltype(r)>::name; }, rule);
}

/// Expected bytes of a projection's synapses in the engine: 2 B of target, 4 B of weight if
/// individual, 4 B of
/// weight that learns.
double expected_bytes(const ProjectionSpec& projection) {
  const SynapseLaw& law = projection.law;
  const bool individual =
      !law.weight.is_constant() || (law.inhibitory_weight && !law.inhibitory_weight->is_constant());
  const double working = law.plasticity ? 4.0 : 0.0;
  return projection.expected_synapses * ((individual ? 6.0 : 2.0) + working);
}

void add_learning(std::string& text, const ProjectionSpec& projection,
                  const NetworkBuilder& network) {
  const Plasticity& plasticity = network.plasticity(*projection.law.plasticity);
  const NeuronPopulation& neurons = *network.populations()[projection.target].neurons;
  text += fmt::format("    learns by {}, post_lag {}\n", plasticity.rule(),
                      format_quantity(projection.law.post_lag, unit::ms));
  add_fields(text, plasticity.parameters(weight_unit(neurons, projection.law.channel)));
}

template <std::size_t... I>
void add_rules(std::string& text, std::index_sequence<I...>) {
  const auto add = [&text]<class Rule>(const Rule& rule) {
    text += fmt::format("  {}: {}\n", Rule::name, Rule::summary);
    if constexpr (std::tuple_size_v < decltype(Rule::fields()) >> 0) {
      add_fields(text, field_infos(Rule::fields(), rule));
    }
  };
  (add(std::variant_alternative_t<I, ConnectionRule>{}), ...);
}

void add_graph(std::string& text, Specification& specification) {
  const NetworkBuilder& network = specification.network;
  draw_projections(specification);
  const Topology graph = topology(network);
  const Components weak = graph.weak_components();
  const Components strong = graph.strong_components();
  text += fmt::format("graph\n  components: {} weak (largest {}), {} strong (largest {})\n",
                      weak.count, weak.largest, strong.count, strong.largest);
  for (std::size_t p = 0; p < network.populations().size(); ++p) {
    const DegreeStatistics in = graph.in_degrees(p);
    const DegreeStatistics out = graph.out_degrees(p);
    text += fmt::format(
        "  {}: in-degree {:.1f} +- {:.1f} ({}..{}), out-degree {:.1f} +- {:.1f} ({}..{})\n",
        network.populations()[p].name, in.mean, in.sd, in.min, in.max, out.mean, out.sd, out.min,
        out.max);
  }
  if (!specification.classify) return;
  const ClassifySpec& classify = *specification.classify;
  text += fmt::format("  the input reaches {:.1f} % of {}\n",
                      100.0 * graph.reachable_fraction(classify.input, classify.liquid),
                      network.populations()[classify.liquid].name);
}

}  // namespace

std::string describe(Specification& specification, bool graph) {
  const NetworkBuilder& network = specification.network;
  const Resolution& resolution = network.resolution();
  std::string text = fmt::format("{}{}seed {}, tick {}\n", specification.name,
                                 specification.name.empty() ? "" : ": ", network.seed(),
                                 format_quantity(resolution.tick(), unit::ms));
  text += "populations\n";
  for (const Population& population : network.populations()) {
    const bool single = population.neurons->precision() == Precision::float32;
    text += fmt::format("  {}: {} {}{}\n", population.name, population.size,
                        population.neurons->model(), single ? ", single precision" : "");
    add_fields(text, population.neurons->parameters());
  }
  text += "projections\n";
  double synapses = 0.0;
  double bytes = 0.0;
  for (const ProjectionSpec& p : specification.projections) {
    text += fmt::format("  {} -> {}: {}, {:.0f} synapses expected\n",
                        network.populations()[p.source].name, network.populations()[p.target].name,
                        rule_name(p.rule), p.expected_synapses);
    if (p.law.plasticity) add_learning(text, p, network);
    synapses += p.expected_synapses;
    bytes += expected_bytes(p);
  }
  text += fmt::format("in all {:.0f} synapses expected, {:.1f} MB\n", synapses, bytes / 1e6);
  if (graph) add_graph(text, specification);
  return text;
}

std::string describe_models(const Catalogue& catalogue) {
  std::string text = "models\n";
  for (const ModelEntry& model : catalogue.models()) {
    text += fmt::format("  {}: {}{}{}\n", model.name, model.summary,
                        model.event_driven ? " [clock and event driver]" : "",
                        model.read_single ? " [double and single precision]" : "");
    add_fields(text, model.parameters);
    for (const Channel& c : model.channels) {
      text += fmt::format("    channel {:<8} {:<12} {}\n", c.name, c.unit.symbol, c.meaning);
    }
    for (const FieldInfo& v : model.variables) {
      text += fmt::format("    state {:<10} {:<12} {}\n", v.name, v.unit.symbol, v.meaning);
    }
  }
  text += "stimuli\n";
  for (const StimulusEntry& stimulus : catalogue.stimuli()) {
    text += fmt::format("  {}: {}\n", stimulus.name, stimulus.summary);
    add_fields(text, stimulus.parameters);
  }
  text += "plasticity rules\n";
  for (const PlasticityEntry& rule : catalogue.plasticities()) {
    text += fmt::format("  {}: {}\n", rule.name, rule.summary);
    add_fields(text, rule.parameters);
  }
  text += "connection rules\n";
  add_rules(text, std::make_index_sequence<std::variant_size_v<ConnectionRule>>{});
  return text;
}

}  // namespace meniscus
