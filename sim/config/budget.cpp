#include "sim/config/budget.hpp"

#include <algorithm>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t node_limit = 1'000'000;
constexpr std::size_t text_limit = std::size_t{256} << 20;
constexpr std::size_t index_length = 8;  // about what "[123]" adds to a path

}  // namespace

std::size_t step_length(std::string_view key) {
  return key.empty() ? index_length : key.size() + 1;
}

Size size_of(const Node& node, std::size_t path_length) {
  Size size{1, node.text().size() + node.key().size() + path_length};
  for (const Node& child : node.children()) {
    const Size below = size_of(child, path_length + step_length(child.key()));
    size.nodes += below.nodes;
    size.text += below.text;
  }
  return size;
}

std::size_t depth_of(const Node& node) {
  std::size_t below = 0;
  for (const Node& child : node.children()) below = std::max(below, depth_of(child));
  return node.kind() == Node::Kind::scalar || node.kind() == Node::Kind::null ? 0 : below + 1;
}

bool Budget::spend(const Size& size) {
  total_.nodes += size.nodes;
  total_.text += size.text;
  return total_.nodes <= node_limit && total_.text <= text_limit;
}

std::string Budget::overdrawn() {
  return fmt::format(
      "too much data: more than {} values or {} MiB, aliases and parameters expanded", node_limit,
      text_limit >> 20);
}

std::string Budget::too_deep() {
  return fmt::format("nested more than {} levels deep", depth_limit);
}

}  // namespace meniscus
