#include <string>

#include "sim/experiment/schema_sections.hpp"
#include "sim/experiment/sweep_space.hpp"

namespace meniscus {

namespace {

constexpr auto limit = static_cast<std::int64_t>(most_runs);

/// A number or a quantity of any dimension: which one, the swept key says.
Json any_number(std::string_view meaning) {
  Json schema{{"type", {"number", "string"}}};
  if (!meaning.empty()) schema["description"] = meaning;
  return schema;
}

Json range_schema() {
  Json map{{"type", "object"}, {"additionalProperties", false}, {"required", {"from", "to"}}};
  map["properties"] = {
      {"from", any_number("first value")},
      {"to", any_number("last value")},
      {"step", any_number("from one value to the next")},
      {"number", whole_number_schema(2, limit, "values, instead of a step")},
      {"spacing", with_default(choice_schema(std::array<std::string_view, 2>{"linear", "log"},
                                             "of a number of values"),
                               "linear")}};
  map["oneOf"] = {required_keys({"step"}), required_keys({"number"})};
  return map;
}

Json law_schema(std::string_view name) {
  Json law{{"type", "object"}, {"additionalProperties", false}};
  Json map{{"type", "object"}, {"additionalProperties", false}, {"required", {name}}};
  const bool normal = name == "normal" || name == "lognormal";
  const std::string a = normal ? "mean" : "low", b = normal ? "sd" : "high";
  law["properties"] = {{a, any_number("")}, {b, any_number("")}};
  law["required"] = {a, b};
  if (name == "choice") law = {{"type", "array"}, {"minItems", 1}};
  map["properties"] = {{std::string(name), law}};
  if (normal) {
    map["properties"]["min"] = any_number("below it is drawn again");
    map["properties"]["max"] = any_number("above it is drawn again");
  }
  return map;
}

}  // namespace

Json sweep_schema() {
  Json values = Json::array();
  values.push_back({{"type", "array"}, {"minItems", 1}});
  values.push_back({{"type", {"string", "number", "boolean"}}});
  values.push_back(range_schema());
  for (const std::string_view law : sweep_laws) values.push_back(law_schema(law));
  const Json over{
      {"type", "object"},
      {"additionalProperties",
       {{"anyOf", values}, {"description", "a list, 1..10, a range or a distribution"}}},
      {"description", "path of a key, as in --set -> its values"}};
  return map_schema(
      {{"over", over},
       {"samples", whole_number_schema(1, limit, "draws of the keys with a distribution")},
       {"replicates",
        with_default(whole_number_schema(1, limit, "runs per point, with the seeds s, s + 1, ..."),
                     1)}},
      "what `meniscus sweep` runs");
}

}  // namespace meniscus
