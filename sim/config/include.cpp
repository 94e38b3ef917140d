#include "sim/config/include.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "sim/config/source.hpp"
#include "sim/config/text_file.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t file_limit = 256;

[[noreturn]] void fail(const Node& node, std::string message, std::string hint = {}) {
  throw ConfigError({Diagnostic{node.place(), node.path(), std::move(message), std::move(hint)}});
}

/// `over` with what only `base` has. O(entries log entries).
Node merged(Node base, Node over) {
  if (base.kind() != Node::Kind::map || over.kind() != Node::Kind::map) return over;
  std::vector<Node> entries = std::move(base.children());
  std::map<std::string, std::size_t, std::less<>> at;
  for (std::size_t i = 0; i < entries.size(); ++i) at.emplace(entries[i].key(), i);
  for (Node& entry : over.children()) {
    const auto found = at.find(entry.key());
    if (found == at.end()) {
      entries.push_back(std::move(entry));
    } else {
      Node& old = entries[found->second];
      old = merged(std::move(old), std::move(entry));
    }
  }
  over.children() = std::move(entries);
  return over;
}

class Includer {
 public:
  Includer(Budget& budget, std::vector<std::filesystem::path>& included)
      : budget_(budget), included_(included) {}

  Node load(const std::filesystem::path& path, const std::string& text) {
    chain_.push_back(path);
    Node root = parse_yaml(text, path.string(), budget_);
    std::vector<Node>& entries = root.children();
    const auto include = std::ranges::find(entries, "include", &Node::key);
    if (root.kind() == Node::Kind::map && include != entries.end()) {
      const Node files = std::move(*include);
      entries.erase(include);
      root = merged(load_all(files), std::move(root));
    }
    chain_.pop_back();
    return root;
  }

 private:
  Node load_all(const Node& files) {
    if (files.kind() != Node::Kind::sequence) return load_included(files);
    Node all(Node::Kind::map, files.place().file, {});
    for (const Node& file : files.items()) all = merged(std::move(all), load_included(file));
    return all;
  }

  Node load_included(const Node& name) {
    if (name.kind() != Node::Kind::scalar || name.text().empty()) {
      fail(name, fmt::format("expected the name of a YAML file to include, got {}", name.got()));
    }
    const auto path = (chain_.back().parent_path() / name.text()).lexically_normal();
    refuse_circle(name, path);
    if (included_.size() >= file_limit) {
      fail(name, fmt::format("more than {} files to include", file_limit));
    }
    const std::string text = text_of(name, path);
    included_.push_back(path);
    Node root = load(path, text);
    if (root.kind() == Node::Kind::map) return root;
    fail(root, fmt::format("expected a map in a file to include, got {}", root.got()));
  }

  void refuse_circle(const Node& name, const std::filesystem::path& path) const {
    const auto same = [&](const std::filesystem::path& other) {
      std::error_code none;
      return other == path || std::filesystem::equivalent(other, path, none);
    };
    const auto first = std::ranges::find_if(chain_, same);
    if (first == chain_.end()) return;
    std::string circle;
    for (auto file = first; file != chain_.end(); ++file) circle += file->string() + " -> ";
    fail(name, fmt::format("files include each other in a circle: {}{}", circle, path.string()));
  }

  /// What makes a file unreadable is told where it is named, not at the file.
  static std::string text_of(const Node& name, const std::filesystem::path& path) {
    std::error_code none;
    if (std::filesystem::exists(path, none) && !std::filesystem::is_directory(path, none) &&
        !std::filesystem::is_regular_file(path, none)) {
      fail(name, fmt::format("can't include {}: no regular file", path.string()));
    }
    try {
      return read_text_file(path);
    } catch (const ConfigError& error) {
      fail(name,
           fmt::format("can't include {}: {}", path.string(), error.diagnostics().front().message));
    }
  }

  Budget& budget_;
  std::vector<std::filesystem::path>& included_;
  std::vector<std::filesystem::path> chain_;  ///< the file being read last, what includes it before
};

}  // namespace

Node load_with_includes(const std::filesystem::path& path, Budget& budget,
                        std::vector<std::filesystem::path>& included) {
  Node root = Includer(budget, included).load(path, read_text_file(path));
  root.locate("");
  return root;
}

}  // namespace meniscus
