#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/field.hpp"
#include "sim/io/json.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

// The parts of the JSON Schema (schema.hpp) that describe single values. Each takes what a person
// reads about the value, and allows a `${parameter}` in its place.

using Json = nlohmann::ordered_json;

/// Text with a `${parameter}` in it.
Json reference_schema();

/// `schema` with a description, or a `${parameter}` that stands for it.
Json described(Json schema, std::string_view meaning);

/// A quantity in the units of `unit`'s dimension. Of `range`, a pattern can tell the sign only.
Json quantity_schema(const Unit& unit, const Range& range, std::string_view meaning);

/// A weight: its dimension is that of the target's channel, which the schema can't know.
Json any_quantity_schema(std::string_view meaning, const Range& range = any_value);

Json whole_number_schema(std::int64_t low, std::int64_t high, std::string_view meaning);
Json boolean_schema(std::string_view meaning);
Json text_schema(std::string_view meaning);
Json list_schema(Json item, std::string_view meaning);

/// A list of `low` to `high` items.
Json list_schema(Json item, std::size_t low, std::size_t high, std::string_view meaning);

/// One text or a list of them.
Json texts_schema(std::string_view meaning);

/// One of some names, each perhaps with what it means.
Json choice_schema(std::span<const std::string_view> names, std::string_view meaning,
                   std::span<const std::string_view> meanings = {});

/// A map with exactly these keys.
Json map_schema(Json properties, std::string_view meaning);

/// A map from any name to such values.
Json named_schema(Json value, std::string_view meaning);

/// A value or one of the laws of read_distribution, made of such values.
Json distribution_schema(const Json& value, std::string_view meaning);

/// A field of a table with its default.
Json field_schema(const FieldInfo& field);

/// The keys of a table.
Json fields_schema(const std::vector<FieldInfo>& fields);

/// One of several kinds of map, told apart by a key.
struct Variant {
  std::string_view name;
  std::string_view meaning;
  Json properties;                           ///< of this kind only
  std::vector<std::string_view> required{};  ///< of a complete file's properties
};

/// A map whose key `tag` names its kind; `common`: the keys of all kinds. None is required, since a
/// file that includes another may add to its maps.
Json variants_schema(std::string_view tag, const std::vector<Variant>& variants, const Json& common,
                     std::string_view meaning);

// What a map that is not a `${parameter}` must hold and must not.

Json required_keys(std::vector<std::string_view> keys);
Json no_keys(const std::vector<std::string_view>& keys);

/// `tag` and what its kind requires.
Json required_of_variants(std::string_view tag, const std::vector<Variant>& variants);

/// `schema` with a default.
Json with_default(Json schema, Json value);

/// The names in a table of fields whose defaults lie outside their range: they must be given.
std::vector<std::string_view> required_fields(const std::vector<FieldInfo>& fields);

}  // namespace meniscus
