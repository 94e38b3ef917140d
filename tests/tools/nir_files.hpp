#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "sim/io/hdf5.hpp"

namespace meniscus {

/// Writes a graph as the reference implementation of NIR does.
class NirFile {
 public:
  explicit NirFile(const std::filesystem::path& name) : file_(name, Hdf5File::Mode::create) {
    file_.write_text("/version", "1.0.7");
    graph("/node");
  }

  /// A graph at `path`; the outermost one is there already.
  void graph(const std::string& path) { file_.write_text(path + "/type", "NIRGraph"); }

  /// A node of the outermost graph, or of the graph at `graph`.
  void node(const std::string& name, const std::string& type, const std::string& graph = "/node") {
    at_ = graph + "/nodes/" + name;
    file_.write_text(at_ + "/type", type);
  }

  // A parameter of the last node.
  void values(const std::string& name, const std::vector<float>& numbers) {
    file_.write_vector(at_ + "/" + name, numbers);
  }
  void matrix(const std::string& name, std::size_t rows, const std::vector<float>& numbers) {
    file_.write_matrix(at_ + "/" + name, rows, numbers.size() / rows, numbers);
  }
  void array(const std::string& name, const std::vector<std::uint64_t>& extents,
             const std::vector<float>& numbers) {
    file_.write_array(at_ + "/" + name, extents, numbers);
  }
  void whole(const std::string& name, const std::vector<std::int64_t>& numbers) {
    file_.write_vector(at_ + "/" + name, numbers);
  }

  /// Ends of a graph of as many lines.
  void ends(std::int64_t inputs, std::int64_t outputs, const std::string& graph = "/node") {
    node("input", "Input", graph);
    whole("shape", {inputs});
    node("output", "Output", graph);
    whole("shape", {outputs});
  }

  /// LIF neurons of tau 2 ms, r 20, so that an input of 1 moves v by 1 in an Euler step of 0.1 ms.
  void lif(const std::string& name, std::size_t size, const std::string& graph = "/node") {
    node(name, "LIF", graph);
    values("tau", std::vector<float>(size, 0.002f));
    values("r", std::vector<float>(size, 20.0f));
    values("v_leak", std::vector<float>(size, 0.0f));
    values("v_threshold", std::vector<float>(size, 1.0f));
  }

  /// Pairs of names, one after the other; ends the file if the graph is the outermost one.
  void edges(const std::vector<std::string>& names, const std::string& graph = "/node") {
    file_.write_text_pairs(graph + "/edges", names);
  }
  void close() { file_.close(); }

 private:
  Hdf5File file_;
  std::string at_;
};

}  // namespace meniscus
