#include "sim/experiment/schema_values.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/config/quantity.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::string_view reference_pattern = R"(\$\{)";

/// A regular expression (ECMA 262, which Python understands, too) for the numbers of a sign.
std::string number_pattern(const Range& range) {
  constexpr std::string_view digits = R"(([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?)";
  if (range.low == 0.0 && range.low_open) return fmt::format(R"(\+?(?=[0-9.]*[1-9]){})", digits);
  return fmt::format("{}{}", range.low >= 0.0 ? R"(\+?)" : "[-+]?", digits);
}

/// One of the units of a dimension; "u" and "Ohm" also as the signs that stand for them.
std::string unit_pattern(Dimension dimension) {
  std::string pattern;
  for (const std::string_view symbol : unit_symbols(dimension)) {
    if (!pattern.empty()) pattern += '|';
    const std::size_t ohm = symbol.find("Ohm");
    if (symbol.size() > 1 && symbol[0] == 'u') {
      pattern.append("[u\u00b5\u03bc]").append(symbol.substr(1));
    } else if (ohm != std::string_view::npos) {
      pattern.append(symbol.substr(0, ohm)).append("(Ohm|\u03a9|\u2126)");
    } else {
      pattern += symbol;
    }
  }
  return pattern;
}

Json pattern(const std::string& number, const std::string& units, const std::string& expected) {
  // patternErrorMessage is what VS Code and yaml-language-server show; others ignore it.
  return {{"type", "string"},
          {"pattern", fmt::format(R"(^\s*{}\s*({})\s*$|{})", number, units, reference_pattern)},
          {"patternErrorMessage", fmt::format("expected {}", expected)}};
}

Json number_schema(const Range& range) {
  Json schema{{"type", "number"}};
  if (std::isfinite(range.low)) {
    schema[range.low_open ? "exclusiveMinimum" : "minimum"] = range.low;
  }
  if (std::isfinite(range.high)) schema["maximum"] = range.high;
  return schema;
}

Json quantity(const Unit& unit, const Range& range) {
  const bool pure = unit.dimension == Dimension::none;
  // YAML 1.1 takes "1e-9" for a text, so a pure number may come as one.
  const std::string units = unit_pattern(unit.dimension) + (pure ? "|" : "");
  const Json text = pattern(number_pattern(range), units, expectation(unit, range));
  if (!pure) return text;
  return {{"anyOf", {number_schema(range), text}}};
}

Json whole_number(double low, double high) {
  Json schema{{"type", "integer"}};
  if (std::isfinite(low)) schema["minimum"] = static_cast<std::int64_t>(low);
  if (std::isfinite(high)) schema["maximum"] = static_cast<std::int64_t>(high);
  return schema;
}

Json with_description(Json schema, std::string_view meaning) {
  if (!meaning.empty()) schema["description"] = meaning;
  return schema;
}

Json value_of(const FieldInfo& field) {
  switch (field.type) {
    case FieldType::boolean:
      return {{"type", "boolean"}};
    case FieldType::whole_number:
      return whole_number(field.range.low_open ? std::floor(field.range.low) + 1 : field.range.low,
                          field.range.high);
    case FieldType::text:
      return {{"type", "string"}};
    case FieldType::number:
    case FieldType::numbers:
      break;
  }
  const Json one = quantity(field.unit, field.range);
  if (field.type == FieldType::number) return one;
  return {{"anyOf", {one, {{"type", "array"}, {"items", one}}}}};
}

/// A default as one writes it; null where there is none.
Json default_of(const FieldInfo& field) {
  if (!std::isfinite(field.default_value) || !field.range.contains(field.default_value)) return {};
  if (field.type == FieldType::boolean) return field.default_value != 0.0;
  if (field.type == FieldType::whole_number) return static_cast<std::int64_t>(field.default_value);
  if (field.type == FieldType::text) return {};
  if (field.unit == unit::none) return field.default_value;
  return format_quantity(field.default_value, field.unit);
}

}  // namespace

Json reference_schema() { return {{"type", "string"}, {"pattern", reference_pattern}}; }

Json described(Json schema, std::string_view meaning) {
  return with_description({{"anyOf", {std::move(schema), reference_schema()}}}, meaning);
}

Json quantity_schema(const Unit& unit, const Range& range, std::string_view meaning) {
  return with_description(quantity(unit, range), meaning);
}

Json any_quantity_schema(std::string_view meaning, const Range& range) {
  std::string units;
  for (const Dimension dimension :
       {Dimension::none, Dimension::voltage, Dimension::current, Dimension::conductance}) {
    units += unit_pattern(dimension) + "|";
  }
  const Json text =
      pattern(number_pattern(range), units, "a voltage, a current, a conductance or a number");
  return with_description({{"anyOf", {number_schema(range), text}}}, meaning);
}

Json whole_number_schema(std::int64_t low, std::int64_t high, std::string_view meaning) {
  return described({{"type", "integer"}, {"minimum", low}, {"maximum", high}}, meaning);
}

Json boolean_schema(std::string_view meaning) { return described({{"type", "boolean"}}, meaning); }

Json text_schema(std::string_view meaning) {
  // YAML editors read a name such as 1 as a number; we take the text.
  return with_description({{"type", {"string", "number", "boolean"}}}, meaning);
}

Json list_schema(Json item, std::string_view meaning) {
  return described({{"type", "array"}, {"items", std::move(item)}}, meaning);
}

Json list_schema(Json item, std::size_t low, std::size_t high, std::string_view meaning) {
  return described(
      {{"type", "array"}, {"items", std::move(item)}, {"minItems", low}, {"maxItems", high}},
      meaning);
}

Json texts_schema(std::string_view meaning) {
  return with_description({{"anyOf", {text_schema(""), list_schema(text_schema(""), "")}}},
                          meaning);
}

Json choice_schema(std::span<const std::string_view> names, std::string_view meaning,
                   std::span<const std::string_view> meanings) {
  Json schema{{"enum", names}};
  if (!meanings.empty()) schema["enumDescriptions"] = meanings;
  return described(std::move(schema), meaning);
}

Json map_schema(Json properties, std::string_view meaning) {
  return described(
      {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}},
      meaning);
}

Json named_schema(Json value, std::string_view meaning) {
  return described({{"type", "object"}, {"additionalProperties", std::move(value)}}, meaning);
}

Json distribution_schema(const Json& value, std::string_view meaning) {
  const auto law = [&](std::string_view first, std::string_view second) {
    Json schema{{"type", "object"}, {"additionalProperties", false}};
    schema["properties"] = {{first, value}, {second, value}};
    schema["required"] = {first, second};
    return described(std::move(schema), "");
  };
  static constexpr std::string_view signs[] = {"random"};
  Json map{{"type", "object"}, {"additionalProperties", false}};
  map["properties"] = {{"constant", value},
                       {"uniform", law("low", "high")},
                       {"normal", law("mean", "sd")},
                       {"lognormal", law("mean", "sd")},
                       {"min", value},
                       {"max", value},
                       {"sign", choice_schema(signs, "positive or negative at random")}};
  map["oneOf"] = {{{"required", {"constant"}}},
                  {{"required", {"uniform"}}},
                  {{"required", {"normal"}}},
                  {{"required", {"lognormal"}}}};
  return with_description({{"anyOf", {value, std::move(map)}}}, meaning);
}

Json field_schema(const FieldInfo& field) {
  std::string meaning(field.meaning);
  if (!field.unit.symbol.empty()) meaning += fmt::format(" [{}]", field.unit.symbol);
  if (field.range.text != any_value.text) meaning += fmt::format(", {}", field.range.text);
  const bool accepts_reference =
      field.type == FieldType::number && field.unit.dimension != Dimension::none;
  Json schema = accepts_reference ? with_description(value_of(field), meaning)
                                  : described(value_of(field), meaning);
  return with_default(std::move(schema), default_of(field));
}

Json fields_schema(const std::vector<FieldInfo>& fields) {
  Json properties = Json::object();
  for (const FieldInfo& field : fields) properties[std::string(field.name)] = field_schema(field);
  return properties;
}

namespace {

/// `then` for maps of this kind.
Json if_kind(std::string_view tag, std::string_view kind, Json then) {
  const Json is_this{{"properties", {{tag, {{"const", kind}}}}}, {"required", {tag}}};
  return {{"if", is_this}, {"then", std::move(then)}};
}

}  // namespace

Json variants_schema(std::string_view tag, const std::vector<Variant>& variants, const Json& common,
                     std::string_view meaning) {
  std::vector<std::string_view> names, meanings;
  Json branches = Json::array();
  for (const Variant& variant : variants) {
    names.push_back(variant.name);
    meanings.push_back(variant.meaning);
    Json properties{{tag, true}};
    properties.update(common);
    properties.update(variant.properties);
    branches.push_back(
        if_kind(tag, variant.name,
                {{"properties", std::move(properties)}, {"additionalProperties", false}}));
  }
  Json properties{{tag, choice_schema(names, "", meanings)}};
  properties.update(common);
  return described(
      {{"type", "object"}, {"properties", std::move(properties)}, {"allOf", std::move(branches)}},
      meaning);
}

Json required_keys(std::vector<std::string_view> keys) { return {{"required", std::move(keys)}}; }

Json no_keys(const std::vector<std::string_view>& keys) {
  Json any = Json::array();
  for (const std::string_view key : keys) any.push_back(required_keys({key}));
  return {{"not", {{"type", "object"}, {"anyOf", std::move(any)}}}};
}

Json required_of_variants(std::string_view tag, const std::vector<Variant>& variants) {
  Json schema = required_keys({tag});
  for (const Variant& variant : variants) {
    if (variant.required.empty()) continue;
    schema["allOf"].push_back(if_kind(tag, variant.name, required_keys(variant.required)));
  }
  return schema;
}

Json with_default(Json schema, Json value) {
  if (!value.is_null()) schema["default"] = std::move(value);
  return schema;
}

std::vector<std::string_view> required_fields(const std::vector<FieldInfo>& fields) {
  std::vector<std::string_view> names;
  for (const FieldInfo& field : fields) {
    if (!field.range.contains(field.default_value)) names.push_back(field.name);
  }
  return names;
}

}  // namespace meniscus
