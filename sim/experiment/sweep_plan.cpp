#include "sim/experiment/sweep_plan.hpp"

#include <algorithm>
#include <limits>

#include "sim/config/include.hpp"
#include "sim/config/node_difference.hpp"
#include "sim/config/override.hpp"
#include "sim/config/parameters.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/source.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::string_view section_name = "sweep";

/// The map `key` of a map, made if it isn't there.
Node& map_below(Node& map, std::string_view key) {
  const auto found = std::ranges::find(map.children(), key, &Node::key);
  if (found != map.children().end()) return *found;
  Node made(Node::Kind::map, map.place().file, {});
  made.set_key(std::string(key), {});
  made.locate(path_below(map.path(), key));
  map.children().push_back(std::move(made));
  return map.children().back();
}

/// Puts a value in the place of the key's old one, or at the end.
void put(Node& map, Node value, std::string_view key) {
  value.set_key(std::string(key), {});
  value.locate(path_below(map.path(), key));
  const auto found = std::ranges::find(map.children(), key, &Node::key);
  if (found != map.children().end()) {
    *found = std::move(value);
  } else {
    map.children().push_back(std::move(value));
  }
}

/// The values of `--over a.b=1,2,3`: YAML, where a list needs no brackets.
Node values_of(const std::string& text, const std::string& name) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) {
    throw ConfigError({Diagnostic{{name, 0, 0}, {}, "values are missing behind \"=\"", {}}});
  }
  const bool listed = text[begin] == '[' || text[begin] == '{';
  if (listed || text.find(',') == std::string::npos) return parse_yaml_snippet(text, name);
  return parse_yaml_snippet("[" + text + "]", name);
}

void add_to_section(Node& root, const SweepRequest& request) {
  if (request.over.empty() && request.samples.empty() && request.replicates.empty()) return;
  Node& section = map_below(root, section_name);
  if (!request.samples.empty()) {
    put(section, parse_yaml_snippet(request.samples, "--samples " + request.samples), "samples");
  }
  if (!request.replicates.empty()) {
    put(section, parse_yaml_snippet(request.replicates, "--replicates " + request.replicates),
        "replicates");
  }
  for (const std::string& text : request.over) {
    const std::string name = "--over " + shortened(text, 80);
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw ConfigError(
          {Diagnostic{{name, 0, 0}, {}, "expected path=values, e.g. a.b=1,2,5 or a.b=1..10", {}}});
    }
    put(map_below(section, "over"), values_of(text.substr(equals + 1), name),
        text.substr(0, equals));
  }
}

Node resolved(Node root, Budget budget) {
  resolve_parameters(root, budget);
  return root;
}

std::uint64_t seed_in(const Node& root, Diagnostics& diagnostics) {
  const Node* seed = root.find("seed");
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  if (seed == nullptr) return 1;
  return static_cast<std::uint64_t>(read_integer(*seed, 0, largest, diagnostics));
}

}  // namespace

SweepPlan::SweepPlan(const std::filesystem::path& model, const SweepRequest& request)
    : root_(Node::Kind::null, "", {}) {
  Budget budget;
  root_ = load_with_includes(model, budget, included_);
  for (const std::string& text : request.overrides) apply_override(root_, text);
  add_to_section(root_, request);
  const Node base = resolved(root_, budget);
  const Node* section = base.find(section_name);
  if (section == nullptr) {
    throw ConfigError(
        fmt::format("{}: nothing to sweep (add a section \"sweep\", or say --over key=values)",
                    model.string()));
  }
  identity_ = to_yaml(base);
  Diagnostics diagnostics;
  seed_ = seed_in(base, diagnostics);
  space_ = read_sweep(*section, seed_, diagnostics);
  constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
  if (seed_ > largest - space_.replicates) {
    diagnostics.error(*section, fmt::format("expected seeds up to {}", largest));
  }
  diagnostics.throw_if_any();
}

std::uint64_t SweepPlan::seed_of(std::uint64_t run) const {
  const auto swept = std::ranges::find(space_.axes, "seed", &SweepAxis::path);
  if (swept == space_.axes.end()) return seed_ + run % replicates();
  const auto axis = static_cast<std::size_t>(swept - space_.axes.begin());
  Diagnostics diagnostics;
  const auto seed = read_integer(space_.value(point_of(run), axis), 0,
                                 std::numeric_limits<std::int64_t>::max(), diagnostics);
  diagnostics.throw_if_any();
  return static_cast<std::uint64_t>(seed);
}

std::string SweepPlan::describe_point(std::uint64_t point) const {
  std::string text;
  for (std::size_t k = 0; k < space_.axes.size(); ++k) {
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", space_.axes[k].path,
                        shortened(one_line(space_.value(point, k))));
  }
  return text;
}

Node SweepPlan::model(std::uint64_t run) const {
  Node root = root_;
  for (std::size_t k = 0; k < space_.axes.size(); ++k) {
    const SweepAxis& axis = space_.axes[k];
    set_value(root, axis.path, space_.value(point_of(run), k), axis.place);
  }
  if (replicates() > 1) {
    put(root, Node::scalar(fmt::format("{}", seed_of(run)), false, root.place().file, {}), "seed");
  }
  root = resolved(std::move(root), Budget{});
  std::erase_if(root.children(), [](const Node& n) { return n.key() == section_name; });
  return root;
}

}  // namespace meniscus
