#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.hpp"

namespace meniscus {

/// Where a node starts in its file, counted from 1 (columns in bytes); 0 means unknown.
struct Position {
  int line = 0;
  int column = 0;
};

/// A value of a YAML file with everything messages need: its place, its key and its path. A tree of
/// values; copies are deep. Nothing is converted: scalars are text until somebody reads them.
class Node {
 public:
  enum class Kind { null, scalar, sequence, map };

  Node(Kind kind, std::string file, Position position);
  static Node scalar(std::string text, bool quoted, std::string file, Position position);

  Kind kind() const { return kind_; }
  const std::string& text() const { return text_; }  ///< a scalar's text, else ""
  bool quoted() const { return quoted_; }            ///< in quotes or a block: a text for certain
  const std::string& formula() const { return formula_; }  ///< what it was computed from, else ""
  std::span<const Node> items() const;                     ///< a sequence's items, else none
  std::span<const Node> entries() const;         ///< a map's values in file order, else none
  const Node* find(std::string_view key) const;  ///< a map's value, or null. O(entries)

  const std::string& key() const { return key_; }    ///< this value's key in its map, else ""
  const std::string& path() const { return path_; }  ///< e.g. "projections[2].weight"; root: ""
  Place place() const { return {file_, position_.line, position_.column}; }
  Place key_place() const { return {file_, key_position_.line, key_position_.column}; }

  /// What messages say was found: `"20 mV"`, `a list`, `a map` or `nothing`.
  std::string got() const;

  // How a tree is built and overridden; afterwards `locate` sets the paths.
  std::vector<Node>& children() { return children_; }
  const std::vector<Node>& children() const { return children_; }
  void set_key(std::string key, Position position);
  void move_to(Position position) { position_ = position; }

  /// Takes the contents of `value`, computed from `formula`; key, place and path stay.
  void become(Node value, std::string formula);

  /// Sets the paths of this node and all below it.
  void locate(const std::string& path);

  /// Same kinds, keys, texts and quotes; places and formulas don't count.
  friend bool operator==(const Node& a, const Node& b);

 private:
  Kind kind_;
  bool quoted_ = false;
  Position position_;
  Position key_position_;
  std::string file_;
  std::string key_;
  std::string text_;
  std::string formula_;
  std::string path_;
  std::vector<Node> children_;
};

/// The first `most` bytes of a longer text, whole characters, and "...".
std::string shortened(std::string_view text, std::size_t most = 60);

/// Whether `text` means itself when written without quotes, wherever it stands.
bool is_plain_word(std::string_view text);

/// The path of `key` in the map at `map_path`.
std::string path_below(const std::string& map_path, std::string_view key);

/// The tree as YAML text, two spaces per level. Parsing it gives an equal tree.
std::string to_yaml(const Node& root);

}  // namespace meniscus
