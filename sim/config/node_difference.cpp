#include "sim/config/node_difference.hpp"

#include <algorithm>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

class Comparison {
 public:
  explicit Comparison(std::size_t most) : most_(most) {}

  void compare(const Node& before, const Node& now) {
    if (before == now) return;
    const bool maps = before.kind() == Node::Kind::map && now.kind() == Node::Kind::map;
    const bool lists = before.kind() == Node::Kind::sequence &&
                       now.kind() == Node::Kind::sequence &&
                       before.items().size() == now.items().size();
    if (maps) return compare_maps(before, now);
    if (!lists) {
      return add(
          now, fmt::format("was {}, is {}", shortened(one_line(before)), shortened(one_line(now))));
    }
    for (std::size_t k = 0; k < now.items().size(); ++k) {
      compare(before.items()[k], now.items()[k]);
    }
  }

  std::vector<std::string> lines;

 private:
  void compare_maps(const Node& before, const Node& now) {
    for (const Node& entry : before.entries()) {
      const Node* other = now.find(entry.key());
      if (other == nullptr) add(entry, "is gone");
      if (other != nullptr) compare(entry, *other);
    }
    for (const Node& entry : now.entries()) {
      if (before.find(entry.key()) == nullptr) add(entry, "is new");
    }
    const bool same_order =
        std::ranges::equal(before.entries(), now.entries(), {}, &Node::key, &Node::key);
    if (lines.empty() && !same_order) add(now, "has its keys in another order");
  }

  void add(const Node& node, std::string_view message) {
    if (lines.size() == most_) return;
    lines.push_back(fmt::format("{}: {}", node.path().empty() ? "the file" : node.path(), message));
  }

  std::size_t most_;
};

}  // namespace

std::vector<std::string> differences(const Node& before, const Node& now, std::size_t most) {
  Comparison comparison(most);
  comparison.compare(before, now);
  return std::move(comparison.lines);
}

std::string one_line(const Node& node) {
  if (node.kind() == Node::Kind::scalar) return node.text();
  if (node.kind() == Node::Kind::null) return "nothing";
  const bool map = node.kind() == Node::Kind::map;
  std::string text;
  for (const Node& child : node.children()) {
    text += text.empty() ? "" : ", ";
    if (map) text += child.key() + ": ";
    text += one_line(child);
  }
  return map ? "{" + text + "}" : "[" + text + "]";
}

}  // namespace meniscus
