#include "sim/config/node.hpp"

#include <algorithm>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t widest_list = 90;

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result.append(1, '\\').append(1, c);
    } else if (c == '\n' || c == '\t') {
      result += c == '\n' ? "\\n" : "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

/// Plain scalars stay as they are: outside brackets they read back as written.
std::string scalar_text(const Node& node) {
  if (node.kind() == Node::Kind::null) return "null";
  return node.quoted() ? in_quotes(node.text()) : node.text();
}

/// "[1, 2, 3]" if the list is short and of plain words, else "".
std::string one_line(const Node& list) {
  std::string text = "[";
  for (const Node& item : list.items()) {
    if (item.kind() != Node::Kind::scalar || item.quoted() || !is_plain_word(item.text()))
      return {};
    if (text.size() > 1) text += ", ";
    text += item.text();
    if (text.size() > widest_list) return {};
  }
  return text + "]";
}

void write(const Node& node, std::size_t indent, std::string& out);

/// A child behind "key:" or "-". `same_line`: a container may begin on this very line.
void write_child(const Node& child, bool same_line, std::size_t indent, std::string& out) {
  if (child.children().empty() ||
      (child.kind() == Node::Kind::sequence && !one_line(child).empty())) {
    out += ' ';
    return write(child, indent, out);
  }
  if (same_line) {
    out += ' ';
  } else {
    out.append("\n").append(indent, ' ');
  }
  write(child, indent, out);
}

/// Writes `node`, the cursor standing at column `indent`; ends the line.
void write(const Node& node, std::size_t indent, std::string& out) {
  if (node.kind() == Node::Kind::null || node.kind() == Node::Kind::scalar) {
    out += scalar_text(node) + "\n";
    return;
  }
  const bool map = node.kind() == Node::Kind::map;
  if (node.children().empty()) {
    out += map ? "{}\n" : "[]\n";
    return;
  }
  if (const std::string line = map ? "" : one_line(node); !line.empty()) {
    out += line + "\n";
    return;
  }
  for (const Node& child : node.children()) {
    if (&child != &node.children().front()) out.append(indent, ' ');
    out += map ? (is_plain_word(child.key()) ? child.key() : in_quotes(child.key())) + ":" : "-";
    write_child(child, !map, indent + 2, out);
  }
}

}  // namespace

Node::Node(Kind kind, std::string file, Position position)
    : kind_(kind), position_(position), file_(std::move(file)) {}

Node Node::scalar(std::string text, bool quoted, std::string file, Position position) {
  Node node(Kind::scalar, std::move(file), position);
  node.text_ = std::move(text);
  node.quoted_ = quoted;
  return node;
}

std::span<const Node> Node::items() const {
  if (kind_ != Kind::sequence) return {};
  return children_;
}

std::span<const Node> Node::entries() const {
  if (kind_ != Kind::map) return {};
  return children_;
}

const Node* Node::find(std::string_view key) const {
  const auto all = entries();
  const auto found = std::ranges::find(all, key, &Node::key_);
  return found == all.end() ? nullptr : &*found;
}

std::string Node::got() const {
  switch (kind_) {
    case Kind::null:
      return "nothing";
    case Kind::sequence:
      return "a list";
    case Kind::map:
      return "a map";
    case Kind::scalar:
      break;
  }
  return fmt::format("\"{}\"", shortened(text_));
}

void Node::set_key(std::string key, Position position) {
  key_ = std::move(key);
  key_position_ = position;
}

void Node::become(Node value, std::string formula) {
  kind_ = value.kind_;
  quoted_ = value.quoted_;
  text_ = std::move(value.text_);
  children_ = std::move(value.children_);
  formula_ = std::move(formula);
}

void Node::locate(const std::string& path) {
  path_ = path;
  for (std::size_t i = 0; i < children_.size(); ++i) {
    children_[i].locate(kind_ == Kind::map ? path_below(path, children_[i].key_)
                                           : fmt::format("{}[{}]", path, i));
  }
}

bool operator==(const Node& a, const Node& b) {
  return a.kind_ == b.kind_ && a.quoted_ == b.quoted_ && a.key_ == b.key_ && a.text_ == b.text_ &&
         a.children_ == b.children_;
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return fmt::format("{}...", text.substr(0, most));
}

bool is_plain_word(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '/' || c == '+' || c == '-';
  };
  const bool null_word = text == "null" || text == "Null" || text == "NULL" || text == "~";
  return !text.empty() && text[0] != '-' && text[0] != '.' && !null_word &&
         std::ranges::all_of(text, plain);
}

std::string path_below(const std::string& map_path, std::string_view key) {
  return map_path.empty() ? std::string(key) : fmt::format("{}.{}", map_path, key);
}

std::string to_yaml(const Node& root) {
  // At the start of a line these would mark a document's begin or end, the last one its encoding.
  constexpr std::string_view marked[] = {"---", "...", "\xef\xbb\xbf"};
  const bool marks = std::ranges::any_of(
      marked, [&](std::string_view mark) { return root.text().starts_with(mark); });
  std::string text = marks ? "  " : "";
  write(root, text.size(), text);
  return text;
}

}  // namespace meniscus
