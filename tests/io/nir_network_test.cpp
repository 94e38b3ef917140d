#include "sim/io/nir_network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/nir_files.hpp"

namespace meniscus {
namespace {

using testing::HasSubstr;

NirParameter list(std::vector<double> values) {
  const std::uint64_t size = values.size();
  return {.shape = {size}, .values = std::move(values)};
}

NirParameter matrix(std::uint64_t rows, std::uint64_t columns) {
  return {.shape = {rows, columns}, .values = std::vector<double>(rows * columns, 1.0)};
}

/// What is wrong with a chain of nodes from an input of some shape to a threshold.
std::string complaint(std::vector<double> shape, std::vector<NirNode> between) {
  NirGraph graph;
  graph.file = "g.nir";
  graph.nodes.push_back({"in", "Input", {{"shape", list(std::move(shape))}}});
  for (NirNode& node : between) graph.nodes.push_back(std::move(node));
  graph.nodes.push_back({"end", "Threshold", {{"threshold", list({1.0})}}});
  for (std::size_t k = 0; k + 1 < graph.nodes.size(); ++k) graph.edges.emplace_back(k, k + 1);
  return message_of<ConfigError>([&] { nir_network(graph, {}); });
}

TEST(NirNetwork, AFewBytesCannotAskForAnyNumberOfNeurons) {
  EXPECT_THAT(
      complaint({3000, 2000}, {}),
      HasSubstr("g.nir: node in (Input): expected 1 to 4000000 neurons, got shape (3000, "));
  NirGraph two;
  for (const char* name : {"a", "b"})
    two.nodes.push_back({name, "Input", {{"shape", list({3'000'000})}}});
  EXPECT_THAT(message_of<ConfigError>([&] { nir_network(two, {}); }),
              HasSubstr("node b (Input): more than 4000000 neurons in all"));
}

TEST(NirNetwork, AnEdgeToANodeWithoutANameIsRefused) {
  const TemporaryFolder folder;
  NirFile file(folder / "g.nir");
  file.ends(1, 1);
  file.edges({"input", "", "input", "output"});
  file.close();
  EXPECT_THAT(message_of<ConfigError>([&] { read_nir(folder / "g.nir"); }),
              HasSubstr("g.nir: /node/edges: no node is called \"\""));
}

TEST(NirNetwork, AWindowOverMuchPaddingIsRefusedBeforeItSlides) {
  NirNode conv{"w", "Conv2d", {{"weight", {.shape = {1, 1, 1, 1}, .values = {1.0}}}}};
  conv.parameters["input_shape"] = list({1.0});
  conv.parameters["bias"] = list({0.0});
  for (const char* name : {"stride", "dilation", "groups"}) conv.parameters[name] = list({1.0});
  conv.parameters["padding"] = list({1e6});
  EXPECT_THAT(complaint({1, 1, 1}, {conv}),
              HasSubstr("node w (Conv2d): expected at most 4000000 outputs, got 4"));
  NirNode pool{"w", "SumPool2d", {{"kernel_size", list({2e4})}, {"stride", list({1.0})}}};
  pool.parameters["padding"] = list({1e4});
  EXPECT_THAT(complaint({1, 9, 9}, {pool}), HasSubstr("w (SumPool2d): more than 25000000 weights"));
}

TEST(NirNetwork, MapsInARowAreCountedAsTheyAreMultiplied) {
  const NirNode narrow{"narrow", "Linear", {{"weight", matrix(1, 6000)}}};
  const NirNode wide{"wide", "Linear", {{"weight", matrix(5000, 1)}}};
  EXPECT_THAT(complaint({6000}, {narrow, wide}),
              HasSubstr("node wide (Linear): more than 25000000 weights on the way to it"));
}

}  // namespace
}  // namespace meniscus
