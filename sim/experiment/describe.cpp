#include "sim/experiment/describe.hpp"

#include <cmath>

#include "sim/config/quantity.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/describe_graph.hpp"
#include "sim/experiment/memory_estimate.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

std::string shown(double value, const Unit& unit, FieldType type) {
  if (type == FieldType::boolean) return value != 0.0 ? "true" : "false";
  if (std::isinf(value)) return "never";
  if (std::isnan(value)) return "(empty)";
  return format_quantity(value, unit);
}

void add_fields(std::string& text, const std::vector<FieldInfo>& fields) {
  for (const FieldInfo& f : fields) {
    const bool must_be_given = !f.range.contains(f.default_value);
    text += fmt::format("    {:<16} {:<12} {}{}\n", f.name,
                        must_be_given ? "(required)" : shown(f.default_value, f.unit, f.type),
                        f.meaning, f.range.text == "any" ? "" : fmt::format(", {}", f.range.text));
  }
}

std::string connection_text(const ProjectionSpec& projection) {
  if (projection.listed) return fmt::format("edges of {}", projection.file.string());
  return std::visit([](const auto& r) { return std::string(std::decay_t<decltype(r)>::name); },
                    projection.rule);
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
                        connection_text(p), p.expected_synapses);
    if (p.law.plasticity) add_learning(text, p, network);
    synapses += p.expected_synapses;
    bytes += expected_bytes(p);
  }
  text += fmt::format("in all {:.0f} synapses expected, {:.1f} MB\n", synapses, bytes / 1e6);
  if (graph) {
    draw_projections(specification);
    text += describe_graph(specification);
  }
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
  text +=
      "  from_file: the edges of a table\n"
      "    file             (required)   .csv, .h5 or .hdf5, beside the model\n"
      "    group            /            of an HDF5 file: where its datasets are\n";
  return text;
}

}  // namespace meniscus
