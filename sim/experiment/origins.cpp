#include "sim/experiment/origins.hpp"

#include <algorithm>

#include "sim/core/format.hpp"
#include "sim/experiment/schema_sections.hpp"

namespace meniscus {

namespace {

bool matches(const Json& condition, const Node& node) {
  if (!condition.contains("properties")) return false;
  return std::ranges::all_of(condition["properties"].items(), [&](const auto& property) {
    const Node* value = node.find(property.key());
    return value != nullptr && value->text() == property.value().value("const", "");
  });
}

/// The schemas of maps that hold for `node`: of alternatives the map's, of conditions the true.
void collect(const Json& schema, const Node& node, std::vector<const Json*>& found) {
  if (!schema.is_object()) return;
  if (schema.contains("anyOf")) {
    for (const Json& alternative : schema["anyOf"]) collect(alternative, node, found);
    return;
  }
  found.push_back(&schema);
  if (!schema.contains("allOf")) return;
  for (const Json& branch : schema["allOf"]) {
    if (matches(branch["if"], node)) collect(branch["then"], node, found);
  }
}

class OriginLister {
 public:
  void add(const Node& node, const std::vector<const Json*>& schemas) {
    if (node.kind() == Node::Kind::scalar || node.kind() == Node::Kind::null)
      return add_value(node);
    std::vector<const Json*> mine;
    for (const Json* schema : schemas) collect(*schema, node, mine);
    for (const Node& child : node.children()) {
      std::vector<const Json*> below;
      for (const Json* schema : mine) add_below(*schema, child, below);
      add(child, below);
    }
    if (node.kind() == Node::Kind::map) add_defaults(node, mine);
  }

  /// Both columns, aligned.
  std::string text() const {
    std::size_t width = 0;
    for (const auto& [value, origin] : lines_) {
      if (value.size() <= widest) width = std::max(width, value.size());
    }
    std::string text;
    for (const auto& [value, origin] : lines_) {
      text += fmt::format("{:<{}}  {}\n", value, width, origin);
    }
    return text;
  }

 private:
  static constexpr std::size_t widest = 60;

  void add_value(const Node& node) {
    const std::string formula =
        node.formula().empty() ? "" : fmt::format(", computed from {}", shortened(node.formula()));
    const std::string value = node.kind() == Node::Kind::null ? "null" : shortened(node.text());
    lines_.emplace_back(fmt::format("{} = {}", node.path(), value), node.place().text() + formula);
  }

  /// What `schema` says about one child of a map or list.
  static void add_below(const Json& schema, const Node& child, std::vector<const Json*>& below) {
    const auto of_key = [&](const char* keyword) -> const Json* {
      return schema.contains(keyword) ? &schema[keyword] : nullptr;
    };
    if (const Json* items = of_key("items"); items != nullptr && child.key().empty()) {
      below.push_back(items);
    }
    if (child.key().empty()) return;
    const Json* properties = of_key("properties");
    if (properties != nullptr && properties->contains(child.key())) {
      below.push_back(&(*properties)[child.key()]);
    } else if (const Json* others = of_key("additionalProperties")) {
      below.push_back(others);
    }
  }

  /// Keys with a default that the map leaves out, also in the maps that it leaves out; but a
  /// section that the file leaves out has no say.
  void add_defaults(const Node& map, const std::vector<const Json*>& schemas) {
    for (const Json* schema : schemas) {
      if (!schema->contains("properties")) continue;
      for (const auto& [key, property] : (*schema)["properties"].items()) {
        if (map.find(key) != nullptr || !property.is_object()) continue;
        const std::string path = path_below(map.path(), key);
        if (property.contains("default")) {
          const Json& value = property["default"];
          const std::string shown = value.is_string() ? value.get<std::string>() : value.dump();
          lines_.emplace_back(fmt::format("{} = {}", path, shown), "default");
        } else if (!map.path().empty()) {
          Node nothing(Node::Kind::map, "", {});
          nothing.locate(path);
          add(nothing, {&property});
        }
      }
    }
  }

  std::vector<std::pair<std::string, std::string>> lines_;
};

}  // namespace

std::string describe_origins(const Node& root, const Catalogue& catalogue) {
  const Json schema = model_schema(catalogue);
  OriginLister lister;
  lister.add(root, {&schema});
  return lister.text();
}

}  // namespace meniscus
