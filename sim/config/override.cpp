#include "sim/config/override.hpp"

#include <charconv>
#include <optional>
#include <vector>

#include "sim/config/source.hpp"
#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t longest_shown = 80;

/// One step of a path: a key, or an index into a sequence.
struct Step {
  std::string key;
  std::optional<std::size_t> index;
};

std::string place_name(std::string_view text) {
  return fmt::format("--set {}", shortened(text, longest_shown));
}

[[noreturn]] void complain(const Place& place, std::string message, std::string hint = {}) {
  throw ConfigError({Diagnostic{place, {}, std::move(message), std::move(hint)}});
}

/// A path in a tree, and the complaints about it at one place.
class TreePath {
 public:
  TreePath(std::string_view path, Place place) : place_(std::move(place)) { read_path(path); }

  void set(Node& root, Node value, Position key_position) const {
    Node* node = &root;
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) node = &existing(*node, steps_[i]);
    const Step& last = steps_.back();
    if (node->kind() == Node::Kind::map && !last.index && !node->find(last.key)) {
      value.set_key(last.key, key_position);
      value.locate(path_below(node->path(), last.key));
      node->children().push_back(std::move(value));
      return;
    }
    Node& old = existing(*node, last);
    value.set_key(old.key(), key_position);
    value.locate(old.path());
    old = std::move(value);
  }

 private:
  [[noreturn]] void fail(std::string message, std::string hint = {}) const {
    complain(place_, std::move(message), std::move(hint));
  }

  void read_path(std::string_view path) {
    while (path.starts_with(' ')) path.remove_prefix(1);
    while (path.ends_with(' ')) path.remove_suffix(1);
    bool expect_key = true;
    while (!path.empty() || expect_key) {
      const auto end = std::min(path.find_first_of(".[]"), path.size());
      if (expect_key) {
        if (end == 0) fail("expected a key in the path before \"=\"");
        steps_.push_back({std::string(path.substr(0, end)), {}});
        path.remove_prefix(end);
        expect_key = false;
      } else if (path[0] == '.') {
        path.remove_prefix(1);
        expect_key = true;
      } else {
        path = read_index(path);
      }
    }
  }

  /// Reads "[2]" and returns what follows.
  std::string_view read_index(std::string_view path) {
    std::size_t index = 0;
    const auto close = path.find(']');
    if (path[0] == '[' && close != std::string_view::npos) {
      const char* last = path.data() + close;
      const auto result = std::from_chars(path.data() + 1, last, index);
      if (result.ec == std::errc() && result.ptr == last) {
        steps_.push_back({{}, index});
        return path.substr(close + 1);
      }
    }
    fail(fmt::format("expected an index such as [0], got \"{}\"", path));
  }

  Node& existing(Node& parent, const Step& step) const {
    const std::string where =
        parent.path().empty() ? "the file" : fmt::format("\"{}\"", parent.path());
    const auto wanted = step.index ? Node::Kind::sequence : Node::Kind::map;
    if (parent.kind() != wanted) {
      fail(fmt::format("{} is {}, not {}", where, parent.got(), step.index ? "a list" : "a map"));
    }
    if (step.index) {
      const std::size_t size = parent.children().size();
      if (*step.index < size) return parent.children()[*step.index];
      fail(fmt::format("no item [{}] in {}", *step.index, where),
           size == 0 ? "the list is empty" : fmt::format("valid: 0 to {}", size - 1));
    }
    for (Node& child : parent.children()) {
      if (child.key() == step.key) return child;
    }
    std::vector<std::string_view> keys;
    for (const Node& child : parent.entries()) keys.push_back(child.key());
    fail(fmt::format("no key \"{}\" in {}", step.key, where), suggestion_text(step.key, keys));
  }

  Place place_;
  std::vector<Step> steps_;
};

/// "path=value" taken apart.
struct Assignment {
  std::string_view path;
  std::string_view value;
};

Assignment assignment(std::string_view text, const Place& place) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) complain(place, "expected path=value, e.g. a.b[2].c=5 ms");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void require_value(std::string_view text, const Place& place) {
  if (text.find_first_not_of(" \t\n") != std::string_view::npos) return;
  complain(place, "a value is missing behind \"=\"", "for an empty text write \"\" in quotes");
}

}  // namespace

void apply_override(Node& root, std::string_view text) {
  const Place place{place_name(text), 0, 0};
  const auto [path, value] = assignment(text, place);
  const TreePath tree_path(path, place);
  require_value(value, place);
  tree_path.set(root, parse_yaml_snippet(std::string(value), place.file), {});
}

void set_value(Node& root, std::string_view path, Node value, const Place& place) {
  TreePath(path, place).set(root, std::move(value), {place.line, place.column});
}

}  // namespace meniscus
