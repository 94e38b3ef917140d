#include "sim/experiment/schema.hpp"

#include <limits>
#include <string>

#include "sim/experiment/choices.hpp"
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

Json point_schema() {
  return list_schema(quantity_schema(unit::none, any_value, ""), 2, 3,
                     "[x, y, z] or [x, y], in units of a grid's spacing");
}

Json positions_schema() {
  const Json box = map_schema({{"low", point_schema()}, {"high", point_schema()}},
                              "independent positions in the box between two corners");
  Json map{{"type", "object"}, {"additionalProperties", false}};
  map["properties"] = {
      {"uniform", box},
      {"file", text_schema("CSV file with the columns x,y,z or x,y and a line per neuron")}};
  map["dependencies"] = {{"uniform", no_keys({"file"})}};
  return {{"anyOf", {list_schema(point_schema(), 1, most_neurons, ""), std::move(map)}},
          {"description", "where the neurons are, instead of a grid"}};
}

Json population_schema(const Catalogue& catalogue) {
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
      {"size",
       whole_number_schema(1, most_neurons, "number of neurons; or give a grid or positions")},
      {"grid",
       list_schema(side, 3, 3, "[x, y, z]: a neuron on every point of a grid of spacing 1")},
      {"positions", positions_schema()},
      {"inhibitory",
       with_default(quantity_schema(unit::percent, fraction, "fraction of inhibitory neurons"),
                    "0 %")},
      {"dale", with_default(boolean_schema("check Dale's law"), false)},
      {"precision", with_default(choice_schema(choices::names(choices::precisions),
                                               "of states and summed inputs"),
                                 name_of(Precision::float64))},
      {"parameters", true},
      {"initial", true},
      {"driver", with_default(choice_schema(choices::names(choices::drivers),
                                            "what advances the neurons: every tick, "
                                            "events only, or whichever costs less"),
                              "auto")}};
  map["dependencies"] = {{"grid", no_keys({"size", "positions"})}};
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
  variants.push_back({choices::file_rule,
                      "the edges of a file",
                      {{"file", text_schema("table .csv, or .h5")},
                       {"group", with_default(text_schema("of an .h5"), "/")}},
                      {"file"}});
  return variants;
}

/// {from: result.h5} and one key more.
Json stored_weights_schema(const char* key, Json meaning) {
  Json map{{"type", "object"}, {"additionalProperties", false}, {"required", {"from"}}};
  map["properties"] = {{"from", text_schema("a result of Meniscus")}, {key, std::move(meaning)}};
  return map;
}

Json weight_schema() {
  const Json law = distribution_schema(any_quantity_schema(""), "");
  Json by_type{{"type", "object"}, {"additionalProperties", false}, {"required", {"exc", "inh"}}};
  by_type["properties"] = {{"exc", law}, {"inh", law}};
  Json stored = stored_weights_schema(
      "projection", text_schema("its name in the result, if it is another one there"));
  Json schema{{"anyOf", {law, by_type, std::move(stored)}}};
  schema["description"] =
      "value or distribution in the unit of the target's channel, or {exc: ..., inh: ...} by the "
      "type of the source neuron, or {from: result.h5}: the weights stored there";
  return schema;
}

/// A value or distribution, or parts whose sum it is.
Json delay_schema() {
  const Json time = quantity_schema(unit::ms, non_negative, "");
  const Json law = distribution_schema(time, "");
  Json parts{{"type", "object"}, {"additionalProperties", false}};
  parts["properties"] = {
      {"base", law},
      {"axonal", law},
      {"dendritic", quantity_schema(unit::ms, non_negative, "the target's part")},
      {"velocity", quantity_schema(unit::kHz, positive, "distance of positions per time")}};
  parts["oneOf"] = {required_keys({"base", "velocity"}), required_keys({"axonal"})};
  parts["dependencies"] = {{"base", no_keys({"axonal", "dendritic"})}};
  const Json whole = distribution_schema(quantity_schema(unit::ms, positive, ""), "");
  return {{"anyOf", {whole, std::move(parts)}},
          {"description",
           "value or distribution, at least one tick; or {base: ..., velocity: ...} "
           "or {axonal: ..., dendritic: ..., velocity: ...}"}};
}

/// What a projection's keys say together.
Json projection_dependencies(const std::vector<Variant>& rules) {
  const Json from_file{{"anyOf", {{{"const", choices::file_rule}}, reference_schema()}}};
  Json connect{{"properties", {{"connect", required_of_variants("rule", rules)}}}};
  connect["if"] = {{"properties", {{"connect", {{"properties", {{"rule", from_file}}}}}}}};
  connect["else"] = required_keys({"weight", "delay"});
  Json post_lag = required_keys({"plasticity"});
  post_lag["properties"] = {{"delay", no_keys({"dendritic"})}};
  return {{"connect", std::move(connect)},
          {"post_lag", std::move(post_lag)},
          {"spectral_radius", no_keys({"plasticity"})}};
}

Json projection_schema() {
  const auto rules =
      connection_rules(std::make_index_sequence<std::variant_size_v<ConnectionRule>>{});
  Json map{{"type", "object"}, {"additionalProperties", false}};
  map["required"] = {"from", "to", "connect"};
  map["properties"] = {
      {"from", texts_schema("source population, or several")},
      {"to", texts_schema("target population, or several")},
      {"connect", variants_schema("rule", rules, Json::object(), "by which neurons are connected")},
      {"weight", weight_schema()},
      {"delay", delay_schema()},
      {"channel", text_schema("of the target; by the sign of the weight unless given")},
      {"name", text_schema("<from>_to_<to> unless given")},
      {"plasticity", text_schema("rule in the section plasticity by which the weights learn")},
      {"post_lag", quantity_schema(unit::ms, non_negative,
                                   "from a target's spike to its effect on the synapse; 0 ms "
                                   "unless given")},
      {"spectral_radius",
       any_quantity_schema("what the weights' matrix is scaled to, in their unit", positive)}};
  map["dependencies"] = projection_dependencies(rules);
  return described(std::move(map), "synapses from one population to another");
}

/// Weights among the parameters are told in the unit of the projections that use the rule.
std::vector<Variant> plasticity_rules(const Catalogue& catalogue) {
  std::vector<Variant> variants = variants_of(catalogue.plasticities());
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const auto& fields = catalogue.plasticities()[i].parameters;
    variants[i].required = required_fields(fields);
    for (const FieldInfo& field : fields) {
      if (!field.name.starts_with("w_")) continue;
      variants[i].properties[std::string(field.name)] = any_quantity_schema(field.meaning);
    }
  }
  return variants;
}

std::vector<Variant> stimulus_sources(const Catalogue& catalogue) {
  std::vector<Variant> variants = variants_of(catalogue.stimuli());
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (catalogue.stimuli()[i].read_spikes) {
      variants[i].properties["weight"] = any_quantity_schema("of a spike");
      variants[i].properties["channel"] = text_schema("of the target");
      variants[i].required = {"weight"};
    } else {
      variants[i].properties["neurons"] =
          Json{{"description", "neurons that get it: 0..9, [0, 3] or all"}, {"default", "all"}};
    }
  }
  return variants;
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

/// What a population must hold that no other file adds to.
Json complete_population() {
  Json population = required_keys({"model"});
  Json places{{"properties", {{"uniform", required_keys({"low", "high"})}}}};
  places["anyOf"] = {required_keys({"uniform"}), required_keys({"file"})};
  population["properties"] = {{"positions", std::move(places)}};
  Json positions = required_keys({"positions"});
  positions["properties"] = {{"positions", no_keys({"uniform"})}};  // a box doesn't tell how many
  population["anyOf"] = {required_keys({"size"}), required_keys({"grid"}), std::move(positions)};
  return population;
}

/// What every complete file must hold; a file that includes another may hold less.
Json completeness(const Catalogue& catalogue) {
  const auto each = [](Json schema) {
    schema["type"] = "object";
    const Json reference{{"type", "string"}};
    return Json{{"additionalProperties", {{"anyOf", {std::move(schema), reference}}}}};
  };
  Json stimulus = required_of_variants("source", stimulus_sources(catalogue));
  stimulus["required"].push_back("to");
  Json all = required_keys({"populations"});
  all["properties"] = {
      {"populations", each(complete_population())},
      {"plasticity", each(required_of_variants("rule", plasticity_rules(catalogue)))},
      {"stimuli", each(std::move(stimulus))}};
  all["if"] = {{"properties", {{"experiment", {{"const", "classify"}}}}},
               {"required", {"experiment"}}};
  all["then"] = complete_classification();
  all["else"] = required_keys({"duration"});
  return all;
}

Json sections(const Catalogue& catalogue) {
  constexpr Range ticks{.low = 1e-6, .high = 1e6};
  constexpr std::int64_t largest_seed = std::numeric_limits<std::int64_t>::max();
  return {
      {"include", texts_schema("files to start from, relative to this one; later keys win")},
      {"parameters", {{"description", "values that others name as ${name}"}, {"type", "object"}}},
      {"name", text_schema("of the run")},
      {"description", text_schema("free text")},
      {"seed", with_default(whole_number_schema(0, largest_seed, "of every random number"), 1)},
      {"resolution", with_default(quantity_schema(unit::ms, ticks, "length of a tick"), "0.1 ms")},
      {"experiment",
       with_default(choice_schema(choices::names(choices::experiments), "what is done"),
                    "simulate")},
      {"duration", quantity_schema(unit::ms, positive, "of a simulation")},
      {"output", text_schema("result file; the file's name with .h5 unless given")},
      {"block_size",
       with_default(whole_number_schema(1, NetworkBuilder::max_block_size,
                                        "neurons a worker advances at a time; never changes a "
                                        "result"),
                    NetworkBuilder::default_block_size)},
      {"populations", named_schema(population_schema(catalogue), "name -> population")},
      {"projections", list_schema(projection_schema(), "the synapses")},
      {"plasticity", named_schema(variants_schema("rule", plasticity_rules(catalogue),
                                                  Json::object(), "a rule by which weights learn"),
                                  "name -> plasticity rule")},
      {"weights",
       described(stored_weights_schema("projections", texts_schema("by name; all unless given")),
                 "weights of a result, from which projections start in place of their own")},
      {"stimuli", named_schema(variants_schema("source", stimulus_sources(catalogue),
                                               {{"to", texts_schema("population, or several")}},
                                               "input from outside"),
                               "name -> stimulus")},
      {"record", record_schema()},
      {"sweep", sweep_schema()},
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
  schema["then"] = completeness(catalogue);
  return schema;
}

std::string json_schema(const Catalogue& catalogue) { return model_schema(catalogue).dump(1); }

}  // namespace meniscus
