#include "sim/config/source.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "sim/config/budget.hpp"
#include "sim/config/syntax_message.hpp"
#include "sim/config/text_file.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t key_limit = 256;  // bytes
constexpr std::size_t most_complaints = 100;

[[noreturn]] void fail(Place place, std::string message, std::string hint = {}) {
  throw ConfigError({Diagnostic{std::move(place), {}, std::move(message), std::move(hint)}});
}

/// Builds our tree from yaml-cpp's events and refuses, as early as it shows, what it must not hold.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, std::string name, bool has_lines, Budget& budget)
      : text_(text), name_(std::move(name)), has_lines_(has_lines), budget_(budget) {}

  Node take_root() {
    if (!diagnostics_.empty()) throw ConfigError(std::move(diagnostics_));
    const bool nothing = !root_ || (has_lines_ && root_->kind() == Node::Kind::null);
    if (nothing) fail(name_place(), has_lines_ ? "the file holds no values" : "a value is missing");
    root_->locate("");
    return std::move(*root_);
  }

  /// Where a parser error is best shown: an open bracket where it opened, the rest where it was
  /// noticed.
  Place place_of(const YAML::Exception& error) const {
    const bool unclosed = error.msg.starts_with("end of") && error.msg.ends_with("flow not found");
    for (auto open = open_.rbegin(); unclosed && open != open_.rend(); ++open) {
      if (open->bracket) return open->node.place();
    }
    return place(error.mark);
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_)
      fail(place(mark), "unexpected text after the end of the document", "one document a file");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (expects_key()) fail(place(mark), "a key is missing before \":\"", "null can't be a key");
    Position where = position(mark);
    if (!open_.empty() && open_.back().key) where = open_.back().key_position;
    add(Node(Node::Kind::null, name_, where), anchor, mark);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    refuse_tag(tag, mark);
    refuse_open_quote(mark);
    refuse_split_reference(text, tag == "!", mark);
    if (expects_key()) {
      if (anchor != YAML::NullAnchor)
        fail(place(mark), "an anchor (\"&\") can't stand before a key");
      return take_key(text, tag == "!", mark);
    }
    // Texts that are plain only where they stand count as quoted: to_yaml writes one line, no
    // brackets.
    const bool quoted =
        tag == "!" || text.find_first_of("\r\n") != std::string::npos || text == "-";
    add(Node::scalar(text, quoted, name_, position(mark)), anchor, mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (expects_key()) fail(place(mark), "an alias (\"*\") can't be a key");
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail(place(mark), "the alias stands inside the value it repeats");
    if (depth_of(found->second) + open_.size() > depth_limit) fail(place(mark), Budget::too_deep());
    count(size_of(found->second, path_length()), mark);
    Node copy = found->second;
    copy.move_to(position(mark));
    put(std::move(copy));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::sequence, mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override {
    check_duplicates(open_.back().node);
    merge(open_.back());
    close();
  }

 private:
  /// A container not yet complete, and in a map the key whose value comes next.
  struct Open {
    Node node;
    YAML::anchor_t anchor;
    bool bracket;             ///< written with [ or {
    std::size_t path_length;  ///< of the container, about
    YAML::Mark mark;
    std::optional<std::string> key{};
    Position key_position{};
    std::optional<Node> merged{};  ///< the value of "<<"
    bool next_is_merge = false;
  };

  Place name_place() const { return {name_, 0, 0}; }
  Position position(const YAML::Mark& mark) const {
    return has_lines_ ? Position{mark.line + 1, mark.column + 1} : Position{};
  }
  Place place(const YAML::Mark& mark) const {
    const Position where = position(mark);
    return {name_, where.line, where.column};
  }

  bool expects_key() const {
    return !open_.empty() && open_.back().node.kind() == Node::Kind::map && !open_.back().key;
  }

  void refuse_tag(const std::string& tag, const YAML::Mark& mark) const {
    if (tag.empty() || tag == "?" || tag == "!") return;
    fail(place(mark), fmt::format("tags are not supported, got \"{}\"", tag), "leave it out");
  }

  /// yaml-cpp takes the end of the file for a closing quote when a line end precedes it.
  void refuse_open_quote(const YAML::Mark& mark) const {
    const auto start = static_cast<std::size_t>(mark.pos);
    if (start >= text_.size() || (text_[start] != '"' && text_[start] != '\'')) return;
    const char quote = text_[start];
    for (std::size_t i = start + 1; i < text_.size(); ++i) {
      const bool doubled = quote == '\'' && text_[i] == quote && text_.substr(i + 1, 1) == "'";
      if ((quote == '"' && text_[i] == '\\') || doubled) {
        ++i;
      } else if (text_[i] == quote) {
        return;
      }
    }
    fail(place(mark), "the quoted text that opens here is not closed");
  }

  /// In { } and [ ], YAML takes the brace of a plain ${name} for a bracket of its own.
  void refuse_split_reference(const std::string& text, bool quoted, const YAML::Mark& mark) const {
    const auto end = static_cast<std::size_t>(mark.pos) + text.size();
    if (quoted || !text.ends_with('$') || end >= text_.size() || text_[end] != '{') return;
    fail(place(mark), "within { } and [ ], a value with ${...} must stand in quotes",
         "write \"${name}\"");
  }

  void count(const Size& size, const YAML::Mark& mark) {
    if (!budget_.spend(size)) fail(place(mark), Budget::overdrawn());
  }

  /// How long the path of the value that comes next is, about.
  std::size_t path_length() const {
    if (open_.empty()) return 0;
    return open_.back().path_length + step_length(open_.back().key.value_or(""));
  }

  void take_key(const std::string& text, bool quoted, const YAML::Mark& mark) {
    if (text.size() > key_limit)
      fail(place(mark), fmt::format("a key of {} bytes is too long", text.size()));
    if (text.empty()) fail(place(mark), "a key can't be empty");
    Open& map = open_.back();
    map.key = text;
    map.key_position = position(mark);
    map.next_is_merge = text == "<<" && !quoted;
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    refuse_tag(tag, mark);
    if (expects_key()) {
      fail(place(mark), "a key must be a name, not a list or a map", "is a bracket not closed?");
    }
    if (open_.size() >= depth_limit) fail(place(mark), Budget::too_deep());
    count({1, path_length()}, mark);
    const auto at = static_cast<std::size_t>(mark.pos);
    const bool bracket = at < text_.size() && (text_[at] == '[' || text_[at] == '{');
    open_.push_back({Node(kind, name_, position(mark)), anchor, bracket, path_length(), mark});
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    if (done.anchor != YAML::NullAnchor) keep(done.node, done.anchor, done.mark);
    put(std::move(done.node));
  }

  /// Adds a scalar or null.
  void add(Node node, YAML::anchor_t anchor, const YAML::Mark& mark) {
    count(size_of(node, path_length()), mark);
    if (anchor != YAML::NullAnchor) keep(node, anchor, mark);
    put(std::move(node));
  }

  /// Keeps a copy for aliases; it takes memory, too, so it counts.
  void keep(const Node& node, YAML::anchor_t anchor, const YAML::Mark& mark) {
    count(size_of(node, 0), mark);
    anchors_.insert_or_assign(anchor, node);
  }

  /// Puts a complete value into the innermost open container.
  void put(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind() == Node::Kind::sequence) {
      parent.node.children().push_back(std::move(node));
      return;
    }
    node.set_key(std::move(*parent.key), parent.key_position);
    parent.key.reset();
    if (!parent.next_is_merge) {
      parent.node.children().push_back(std::move(node));
    } else if (parent.merged) {
      complain(node.key_place(), "duplicate key \"<<\"", "give \"<<\" a list of aliases");
    } else {
      parent.merged = std::move(node);
    }
  }

  void complain(Place where, std::string message, std::string hint) {
    diagnostics_.push_back({std::move(where), path(), std::move(message), std::move(hint)});
    if (diagnostics_.size() == most_complaints) throw ConfigError(std::move(diagnostics_));
  }

  /// The path of the innermost open container.
  std::string path() const {
    std::string path;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      const Open& o = open_[i];
      path = o.node.kind() == Node::Kind::map
                 ? path_below(path, o.key.value_or(""))
                 : fmt::format("{}[{}]", path, o.node.children().size());
    }
    return path;
  }

  void check_duplicates(const Node& map) {
    std::map<std::string_view, const Node*> seen;
    for (const Node& entry : map.children()) {
      const auto [first, is_new] = seen.emplace(entry.key(), &entry);
      if (is_new) continue;
      complain(entry.key_place(), fmt::format("duplicate key \"{}\"", entry.key()),
               fmt::format("first at {}", first->second->key_place().text()));
    }
  }

  /// YAML 1.1 merge: entries of the maps behind "<<" that the map doesn't have itself.
  void merge(Open& map) {
    if (!map.merged) return;
    std::set<std::string> known;
    for (const Node& entry : map.node.children()) known.insert(entry.key());
    const auto take = [&](const Node& source) {
      if (source.kind() != Node::Kind::map) {
        return complain(source.place(),
                        fmt::format("expected a map to merge with \"<<\", got {}", source.got()),
                        "write <<: *alias or <<: [*one, *two]");
      }
      for (const Node& entry : source.entries()) {
        if (known.insert(entry.key()).second) map.node.children().push_back(entry);
      }
    };
    if (map.merged->kind() == Node::Kind::sequence) {
      for (const Node& item : map.merged->items()) take(item);
    } else {
      take(*map.merged);
    }
  }

  std::string_view text_;
  std::string name_;
  bool has_lines_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchors_;
  std::optional<Node> root_;
  std::vector<Diagnostic> diagnostics_;
  Budget& budget_;
};

Node parse(std::string text, const std::string& name, bool has_lines, Budget& budget) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  check_text(text, name, has_lines);
  TreeBuilder builder(text, name, has_lines, budget);
  std::istringstream stream(text);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    const auto offset = static_cast<std::size_t>(std::max(error.mark.pos, 0));
    fail(builder.place_of(error), syntax_message(error.msg, text, offset));
  }
  return builder.take_root();
}

}  // namespace

Node load_yaml(const std::filesystem::path& path) {
  return parse_yaml(read_text_file(path), path.string());
}

Node parse_yaml(std::string text, std::string name) {
  Budget budget;
  return parse_yaml(std::move(text), std::move(name), budget);
}

Node parse_yaml(std::string text, std::string name, Budget& budget) {
  return parse(std::move(text), name, true, budget);
}

Node parse_yaml_snippet(std::string text, std::string name) {
  Budget budget;
  return parse(std::move(text), name, false, budget);
}

}  // namespace meniscus
