#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meniscus {

/// A parameter of a node: numbers, row-major, or a text.
struct NirParameter {
  std::vector<std::uint64_t> shape = {};  ///< empty: a single value
  std::vector<double> values = {};
  std::string text = {};
};

/// A node of a graph of the Neuromorphic Intermediate Representation.
struct NirNode {
  std::string name;  ///< of a node in a subgraph: "subgraph.node"
  std::string type;  ///< "LIF", "Affine", …; "Identity": the ends of what was a subgraph
  std::map<std::string, NirParameter, std::less<>> parameters = {};
};

/// A graph whose subgraphs were dissolved into it.
struct NirGraph {
  std::string file;     ///< where it comes from, for messages
  std::string version;  ///< of NIR that wrote it; "" where the file doesn't say
  std::vector<NirNode> nodes;
  std::vector<std::pair<std::size_t, std::size_t>> edges;  ///< each once, sorted
  std::vector<std::string> notes = {};                     ///< what had to be guessed, a line each

  /// What is wrong with a node, as "file: node NAME (TYPE): complaint". Throws ConfigError.
  [[noreturn]] void fail(const NirNode& node, std::string_view complaint) const;
};

/// Reads a graph from HDF5 (Pedersen et al. 2024, doi:10.1038/s41467-024-52259-9; layout of the
/// reference implementation, versions 0.1 to 1.0): /node with the datasets `type`, `edges` and the
/// group `nodes`. Throws ConfigError for what is no such graph, IoError for a damaged file.
NirGraph read_nir(const std::filesystem::path& file);

}  // namespace meniscus
