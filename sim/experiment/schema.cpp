#include "sim/experiment/schema.hpp"

#include <limits>
#include <string>

#include "sim/core/precision.hpp"
#include "sim/experiment/schema_sections.hpp"
#include "sim/network/connectivity.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {

namespace {

constexpr std::int64_t most_neurons = 100'000'000;

template <class Entry>
std::vector<Variant> variants_of(const std::vector<Entry>& entries) {
  std::vector<Variant> variants;
  for (const Entry& entry : entries) {
    variants.push_back({entry.name, entry.summary, fields_schema(entry.parameters)});
  }
  return variants;
}

Json initial_schema(const ModelEntry& model) {
  Json properties = Json::object();
  for (const FieldInfo& variable : model.variables) {
    properties[std::string(variable.name)] =
        distribution_schema(quantity_schema(variable.unit, any_value, ""), variable.meaning);
  }
  return map_schema(std::move(properties), "initial values");
}

Json population_schema(const Catalogue& catalogue) {
  static constexpr std::string_view drivers[] = {"auto", "clock", "event"};
  static constexpr std::string_view precisions[] = {name_of(Precision::float64),
                                                    name_of(Precision::float32)};
  std::vector<std::string_view> names, meanings;
  Json branches = Json::array();
  for (const ModelEntry& model : catalogue.models()) {
    names.push_back(model.name);
    meanings.push_back(model.summary);
    Json of_this{{"parameters", map_schema(fields_schema(model.parameters), model.summary)},
                 {"initial", initial_schema(model)}};
    Json is_this{{"properties", {{"model", {{"const", model.name}}}}}, {"required", {"model"}}};
    branches.push_back({{"if", std::move(is_this)}, {"then", {{"properties", of_this}}}});
  }
  const Json side = whole_number_schema(1, most_neurons, "neurons along a side");
  Json map{{"type", "object"}, {"additionalProperties", false}};
  map["properties"] = {
      {"model", choice_schema(names, "what the neurons are", meanings)},
      {"size", whole_number_schema(1, most_neurons, "number of neurons; or give a grid")},
      {"grid", list_schema(side, "[x, y, z]: a neuron on every point of a grid of spacing 1")},
      {"inhibitory",
       with_default(quantity_schema(unit::percent, fraction, "fraction of inhibitory neurons"),
                    "0 %")},
      {"precision", with_default(choice_schema(precisions, "of states and summed inputs"),
                                 name_of(Precision::float64))},
      {"parameters", true},
      {"initial", true},
      {"driver", with_default(choice_schema(drivers,
                                            "what advances the neurons: every tick, "
                                            "events only, or whichever costs less"),
                              "auto")}};
  map["not"] = {{"required", {"size", "grid"}}};
  map["allOf"] = std::move(branches);
  return described(std::move(map), "a population of neurons or sources");
}

template <std::size_t... I>
std::vector<Variant> connection_rules(std::index_sequence<I...>) {
  std::vector<Variant> variants;
  const auto add = [&]<class Rule>(const Rule& rule) {
    std::vector<FieldInfo> fields;
    if constexpr (std::tuple_size_v<decltype(Rule::fields())> != 0) {
      fields = field_infos(Rule::fields(), rule);
    }
    variants.push_back({Rule::name, Rule::summary, fields_schema(fields), required_fields(fields)});
  };
  (add(std::variant_alternative_t<I, ConnectionRule>{}), ...);
  return variants;
}

Json weight_schema() {
  const Json law = distribution_schema(any_quantity_schema(""), "");
  Json by_type{{"type", "object"}, {"additionalProperties", false}, {"required", {"exc", "inh"}}};
  by_type["properties"] = {{"exc", law}, {"inh", law}};
  Json schema{{"anyOf", {law, by_type}}};
  schema["description"] =
      "value or distribution in the unit of the target's channel, or {exc: ..., inh: ...} by the "
      "type of the source neuron";
  return schema;
}

Json projection_schema() {
  const auto rules =
      connection_rules(std::make_index_sequence<std::variant_size_v<ConnectionRule>>{});
  Json connect = variants_schema("rule", rules, Json::object(), "by which neurons are connected");
  Json map{{"type", "object"}, {"additionalProperties", false}};
  map["required"] = {"from", "to", "connect", "weight", "delay"};
  map["properties"] = {
      {"from", texts_schema("source population, or several")},
      {"to", texts_schema("target population, or several")},
      {"connect", std::move(connect)},
      {"weight", weight_schema()},
      {"delay", distribution_schema(quantity_schema(unit::ms, positive, ""),
                                    "value or distribution; at least one tick")},
      {"channel", text_schema("of the target; by the sign of the weight unless given")},
      {"name", text_schema("<from>_to_<to> unless given")},
      {"plasticity", text_schema("rule in the section plasticity by which the weights learn")},
      {"post_lag", quantity_schema(unit::ms, non_negative,
                                   "from a target's spike to its effect on the synapse; 0 ms "
                                   "unless given")}};
  map["dependencies"] = {{"post_lag", {"plasticity"}}};
  return described(std::move(map), "synapses from one population to another");
}

/// Weights among the parameters are told in the unit of the projections that use the rule.
Json plasticity_schema(const Catalogue& catalogue) {
  std::vector<Variant> variants = variants_of(catalogue.plasticities());
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const auto& fields = catalogue.plasticities()[i].parameters;
    variants[i].required = required_fields(fields);
    for (const FieldInfo& field : fields) {
      if (!field.name.starts_with("w_")) continue;
      variants[i].properties[std::string(field.name)] = any_quantity_schema(field.meaning);
    }
  }
  return variants_schema("rule", variants, Json::object(), "a rule by which weights learn");
}

Json stimulus_schema(const Catalogue& catalogue) {
  std::vector<Variant> variants = variants_of(catalogue.stimuli());
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (catalogue.stimuli()[i].read_spikes) {
      variants[i].properties["weight"] = any_quantity_schema("of a spike");
      variants[i].properties["channel"] = text_schema("of the target");
    } else {
      variants[i].properties["neurons"] =
          Json{{"description", "neurons that get it: 0..9, [0, 3] or all"}, {"default", "all"}};
    }
  }
  return variants_schema("source", variants, {{"to", texts_schema("population, or several")}},
                         "input from outside");
}

Json record_schema() {
  const Json states = map_schema(
      {{"variables", texts_schema("state variables of the model")},
       {"neurons", {{"description", "0..9, [0, 3, 10..19] or all"}}},
       {"interval", quantity_schema(unit::ms, positive, "time between samples, whole ticks")}},
      "what to keep of a population's state");
  return map_schema({{"spikes", texts_schema("populations")},
                     {"states", named_schema(states, "population -> what to keep")},
                     {"weights", texts_schema("plastic projections, at the end; simulate only")},
                     {"samples", whole_number_schema(0, std::numeric_limits<std::int64_t>::max(),
                                                     "first test samples to keep; classify only")}},
                    "what to keep");
}

/// What every complete file must hold; a file that includes another may hold less.
Json completeness() {
  const auto requires_keys = [](std::vector<std::string_view> keys) {
    return Json{{"required", std::move(keys)}};
  };
  Json population = requires_keys({"model"});
  population["anyOf"] = {requires_keys({"size"}), requires_keys({"grid"})};
  const auto each = [](Json schema) {
    schema["type"] = "object";
    const Json reference{{"type", "string"}};
    return Json{{"additionalProperties", {{"anyOf", {std::move(schema), reference}}}}};
  };
  Json all = requires_keys({"populations"});
  all["properties"] = {{"populations", each(population)},
                       {"plasticity", each(requires_keys({"rule"}))},
                       {"stimuli", each(requires_keys({"source", "to"}))},
                       {"data", requires_keys({"set", "train", "validation", "test"})},
                       {"input", requires_keys({"encoder", "duration"})},
                       {"readout", requires_keys({"features", "classifier"})}};
  const Json classify{{"properties", {{"experiment", {{"const", "classify"}}}}},
                      {"required", {"experiment"}}};
  all["if"] = classify;
  all["then"] = requires_keys({"data", "input", "readout"});
  all["else"] = requires_keys({"duration"});
  return all;
}

Json sections(const Catalogue& catalogue) {
  static constexpr std::string_view experiments[] = {"simulate", "classify"};
  constexpr Range ticks{.low = 1e-6, .high = 1e6};
  constexpr std::int64_t largest_seed = std::numeric_limits<std::int64_t>::max();
  return {
      {"include", texts_schema("files to start from, relative to this one; later keys win")},
      {"parameters", {{"description", "values that others name as ${name}"}, {"type", "object"}}},
      {"name", text_schema("of the run")},
      {"description", text_schema("free text")},
      {"seed", with_default(whole_number_schema(0, largest_seed, "of every random number"), 1)},
      {"resolution", with_default(quantity_schema(unit::ms, ticks, "length of a tick"), "0.1 ms")},
      {"experiment", with_default(choice_schema(experiments, "what is done"), "simulate")},
      {"duration", quantity_schema(unit::ms, positive, "of a simulation")},
      {"output", text_schema("result file; the file's name with .h5 unless given")},
      {"block_size",
       with_default(whole_number_schema(1, NetworkBuilder::max_block_size,
                                        "neurons a worker advances at a time; never changes a "
                                        "result"),
                    NetworkBuilder::default_block_size)},
      {"populations", named_schema(population_schema(catalogue), "name -> population")},
      {"projections", list_schema(projection_schema(), "the synapses")},
      {"plasticity", named_schema(plasticity_schema(catalogue), "name -> plasticity rule")},
      {"stimuli", named_schema(stimulus_schema(catalogue), "name -> stimulus")},
      {"record", record_schema()},
      {"data", data_schema()},
      {"input", input_schema()},
      {"readout", readout_schema()}};
}

}  // namespace

Json model_schema(const Catalogue& catalogue) {
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", "Meniscus model file"},
              {"type", "object"}};
  schema["properties"] = sections(catalogue);
  schema["additionalProperties"] = false;
  schema["if"] = {{"not", {{"required", {"include"}}}}};
  schema["then"] = completeness();
  return schema;
}

std::string json_schema(const Catalogue& catalogue) { return model_schema(catalogue).dump(1); }

}  // namespace meniscus
