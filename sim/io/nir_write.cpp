#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "sim/io/hdf5.hpp"
#include "sim/io/nir_export.hpp"

namespace meniscus {

namespace {

/// Of the layout that is written; all readers since 0.2 know it.
constexpr const char* version = "1.0.7";

/// Whether a 32-bit float holds a value, apart from what changing its unit to and fro may do.
bool fits_float(double value) {
  const double rounding = 4.0 * std::numeric_limits<double>::epsilon() * std::abs(value);
  return std::abs(static_cast<double>(static_cast<float>(value)) - value) <= rounding;
}

/// The matrix row by row; nothing where numbers of type T can't hold its sums.
template <class T>
std::optional<std::vector<T>> dense(const NirMatrix& matrix) {
  std::vector<T> values(matrix.outputs * matrix.inputs);
  for (const NirWeight& w : matrix.weights) {
    T& value = values[w.target * matrix.inputs + w.source];
    const double sum = static_cast<double>(value) + w.weight;
    value = static_cast<T>(sum);
    if (sizeof(T) < sizeof(double) && !fits_float(sum)) return {};
  }
  return values;
}

/// Writes one node of a graph.
class NodeWriter {
 public:
  NodeWriter(Hdf5File& file, const NirNode& node)
      : file_(file), path_("/node/nodes/" + node.name + "/") {
    file_.write_text(path_ + "type", node.type);
    const bool single = std::ranges::all_of(node.parameters, [](const auto& parameter) {
      return std::ranges::all_of(parameter.second.values, fits_float);
    });
    for (const auto& [name, parameter] : node.parameters) {
      if (name == "shape") {
        const auto& extents = parameter.values;
        file_.write_vector(path_ + name, std::vector<std::int64_t>(extents.begin(), extents.end()));
      } else {
        write(name, parameter.shape, parameter.values, single);
      }
    }
  }

  void write(const NirMatrix& matrix) {
    const std::vector<std::uint64_t> shape{matrix.outputs, matrix.inputs};
    if (const auto single = dense<float>(matrix)) {
      file_.write_array(path_ + "weight", shape, *single);
    } else {
      file_.write_array(path_ + "weight", shape, *dense<double>(matrix));
    }
  }

 private:
  void write(const std::string& name, const std::vector<std::uint64_t>& shape,
             const std::vector<double>& values, bool single) {
    if (single) {
      file_.write_array(path_ + name, shape, std::vector<float>(values.begin(), values.end()));
    } else {
      file_.write_array(path_ + name, shape, values);
    }
  }

  Hdf5File& file_;
  std::string path_;
};

}  // namespace

void write_nir(const NirExport& graph, const std::filesystem::path& name) {
  Hdf5File file(name, Hdf5File::Mode::create);
  file.write_text("/version", version);
  file.write_text("/node/type", "NIRGraph");
  const std::vector<NirNode>& nodes = graph.graph.nodes;
  std::vector<std::string> edges;
  for (const auto& [from, to] : graph.graph.edges) {
    edges.push_back(nodes[from].name);
    edges.push_back(nodes[to].name);
  }
  file.write_text_pairs("/node/edges", edges);
  for (std::size_t id = 0; id < nodes.size(); ++id) {
    NodeWriter writer(file, nodes[id]);
    const auto matrix = std::ranges::find(graph.matrices, id, &NirMatrix::node);
    if (matrix != graph.matrices.end()) writer.write(*matrix);
  }
  file.close();
}

}  // namespace meniscus
