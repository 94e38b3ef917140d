#include "sim/io/nir_graph.hpp"

#include <algorithm>
#include <optional>

#include "sim/config/suggestion.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"

namespace meniscus {

namespace {

// What a graph may hold: far more than any real one, and little enough for memory.
constexpr std::size_t deepest = 32;
constexpr std::size_t most_nodes = 2'000;
constexpr std::uint64_t most_values = 100'000'000;
constexpr std::uint64_t most_edges = 1'000'000;

/// Reads a graph and its subgraphs into one.
class NirReader {
 public:
  explicit NirReader(const std::filesystem::path& file) : file_(file, Hdf5File::Mode::read) {
    graph_.file = file.string();
  }

  NirGraph read() {
    if (!file_.contains("/node/type")) {
      throw ConfigError(fmt::format("{}: expected a NIR graph in /node, found none", file_.name()));
    }
    if (const std::string type = text("/node/type"); type != "NIRGraph") {
      fail("/node/type", fmt::format("expected NIRGraph, got \"{}\"", type));
    }
    if (file_.contains("/version")) graph_.version = text("/version");
    read_graph("/node", "", 0);
    auto& edges = graph_.edges;
    std::ranges::sort(edges);
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    return std::move(graph_);
  }

 private:
  /// The nodes that edges to and from a node begin and end at.
  struct Ends {
    std::size_t in, out;
  };

  [[noreturn]] void fail(const std::string& path, std::string_view complaint) const {
    throw ConfigError(fmt::format("{}: {}: {}", file_.name(), path, complaint));
  }

  /// Reads the nodes of the graph at `path`, whose names begin with `prefix`; returns the nodes
  /// that are its ends (of the outermost graph, any).
  Ends read_graph(const std::string& path, const std::string& prefix, std::size_t depth) {
    if (depth == deepest) fail(path, fmt::format("expected at most {} levels of graphs", deepest));
    if (!file_.contains(path + "/nodes")) fail(path + "/nodes", "expected this group");
    std::map<std::string, Ends> nodes;
    std::vector<std::size_t> inputs, outputs;
    for (const std::string& name : file_.names(path + "/nodes")) {
      const std::string at = path + "/nodes/" + name;
      if (!file_.contains(at + "/type")) fail(at, "expected a dataset type");
      const std::string type = text(at + "/type");
      if (graph_.nodes.size() >= most_nodes)
        fail(at, fmt::format("more than {} nodes", most_nodes));
      if (type == "NIRGraph") {
        nodes[name] = read_graph(at, prefix + name + ".", depth + 1);
        continue;
      }
      const std::size_t id = graph_.nodes.size();
      nodes[name] = {id, id};
      if (type == "Input") inputs.push_back(id);
      if (type == "Output") outputs.push_back(id);
      read_node(at, prefix + name, type);
    }
    read_edges(path + "/edges", nodes);
    if (depth == 0) return {};
    if (inputs.size() != 1 || outputs.size() != 1) {
      fail(path, fmt::format("expected one Input and one Output in a subgraph, got {} and {}",
                             inputs.size(), outputs.size()));
    }
    for (const std::size_t end : {inputs[0], outputs[0]}) graph_.nodes[end].type = "Identity";
    return {inputs[0], outputs[0]};
  }

  void read_node(const std::string& path, const std::string& name, const std::string& type) {
    NirNode node{.name = name, .type = type};
    for (const std::string& parameter : file_.names(path)) {
      if (parameter == "type" || parameter == "metadata") continue;
      node.parameters[parameter] = read_parameter(path + "/" + parameter);
    }
    graph_.nodes.push_back(std::move(node));
  }

  NirParameter read_parameter(const std::string& path) {
    const std::string type = file_.type(path);
    if (type.ends_with("text")) return {.text = text(path)};
    NirParameter parameter{.shape = file_.shape(path)};
    require_count(path, parameter.shape, most_values);
    if (type[0] == 'f') {
      parameter.values = file_.read<double>(path);
    } else if (type == "u64") {
      const auto values = file_.read<std::uint64_t>(path);
      parameter.values.assign(values.begin(), values.end());
    } else if (type[0] == 'i' || type[0] == 'u') {
      const auto values = file_.read<std::int64_t>(path);
      parameter.values.assign(values.begin(), values.end());
    } else {
      fail(path, fmt::format("expected numbers or a text, got {}", type));
    }
    return parameter;
  }

  void read_edges(const std::string& path, const std::map<std::string, Ends>& nodes) {
    if (!file_.contains(path)) fail(path, "expected this dataset");
    const auto shape = file_.shape(path);
    require_count(path, shape, most_edges);
    const bool none = std::ranges::find(shape, 0u) != shape.end();
    if (!none && (shape.size() != 2 || shape[1] != 2)) {
      fail(path, fmt::format("expected pairs of names, got shape ({})", fmt::join(shape, ", ")));
    }
    if (none) return;
    const auto texts = file_.read_texts(path);
    std::optional<std::string> unknown;
    const Ends lost = lost_node(path, nodes, texts, unknown);
    for (std::size_t k = 0; k + 1 < texts.size(); k += 2) {
      const auto ends = [&](const std::string& name) {
        return name == unknown ? lost : nodes.at(name);
      };
      graph_.edges.emplace_back(ends(texts[k]).out, ends(texts[k + 1]).in);
    }
  }

  /// Some writers call one node otherwise in the edges (the subgraphs of the paper's Braille
  /// networks): the only unknown name is the only node without edges. Fails for other names.
  Ends lost_node(const std::string& path, const std::map<std::string, Ends>& nodes,
                 const std::vector<std::string>& texts, std::optional<std::string>& unknown) {
    std::map<std::string_view, Ends> unused(nodes.begin(), nodes.end());
    for (const std::string& name : texts) {
      if (unused.erase(name) == 0 && !nodes.contains(name)) unknown = name;
    }
    const auto is_lost = [&](const std::string& n) { return !nodes.contains(n) && n != unknown; };
    if (!unknown) return {};
    if (unused.size() != 1 || std::ranges::any_of(texts, is_lost)) {
      std::vector<std::string_view> names;
      for (const auto& [name, ends] : nodes) names.push_back(name);
      const std::string hint = suggestion_text(*unknown, names);
      fail(path, fmt::format("no node is called \"{}\"{}", *unknown,
                             hint.empty() ? "" : " (" + hint + ")"));
    }
    const auto& [name, ends] = *unused.begin();
    graph_.notes.push_back(
        fmt::format("{}: no node is called \"{}\": taken for \"{}\", which has no edges", path,
                    *unknown, name));
    return ends;
  }

  std::string text(const std::string& path) const {
    if (!file_.type(path).ends_with("text")) fail(path, "expected a text");
    require_count(path, file_.shape(path), 1);
    return file_.read_text(path);
  }

  void require_count(const std::string& path, const std::vector<std::uint64_t>& shape,
                     std::uint64_t most) const {
    std::uint64_t count = 1;
    for (const std::uint64_t extent : shape) {
      if (extent != 0 && count > most / extent) {
        fail(path, fmt::format("expected at most {} values, got shape ({})", most,
                               fmt::join(shape, ", ")));
      }
      count *= extent;
    }
  }

  Hdf5File file_;
  NirGraph graph_ = {};
};

}  // namespace

void NirGraph::fail(const NirNode& node, std::string_view complaint) const {
  throw ConfigError(fmt::format("{}: node {} ({}): {}", file, node.name, node.type, complaint));
}

NirGraph read_nir(const std::filesystem::path& file) { return NirReader(file).read(); }

}  // namespace meniscus
