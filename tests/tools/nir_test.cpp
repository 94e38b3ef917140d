// NIR graphs, converted and run by the program, against the graphs' equations.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/nir_conversion.hpp"
#include "tests/tools/nir_files.hpp"
#include "tests/tools/nir_steps.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// Rows of input, potential, spike.
std::vector<std::array<double, 3>> reference_rows(const std::filesystem::path& file) {
  std::vector<std::array<double, 3>> rows;
  std::ifstream text(file);
  for (std::string line; std::getline(text, line);) {
    std::ranges::replace(line, ',', ' ');
    std::istringstream numbers(line);
    std::array<double, 3> row{};
    numbers >> row[0] >> row[1] >> row[2];
    rows.push_back(row);
  }
  return rows;
}

/// The reference of one LIF neuron of the paper (Pedersen et al. 2024, figure 2).
class NirOneLif : public Nir {
 protected:
  /// Runs the graph and checks potentials up to row `rows` and all spikes.
  void expect_reference(const std::string& method, const std::string& reference, std::size_t rows,
                        double tolerance) {
    const auto folder = shared_data("nir/01_lif");
    if (folder.empty()) GTEST_SKIP() << "MENISCUS_DATA names no folder with nir/01_lif";
    const auto expected = reference_rows(folder / reference);
    ASSERT_EQ(expected.size(), 1000u);
    StepSpikes input;
    for (int k = 0; k < 1000; ++k) {
      if (expected[static_cast<std::size_t>(k)][0] == 1.0) input.emplace(k, 0);
    }
    const Outcome outcome = convert(folder / "lif_norse.nir", {"--nir-method", method});
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
    run(input, 1000, {"record.states={lif_1: {variables: [v], neurons: 0..0, interval: 0.1 ms}}"});
    EXPECT_EQ(spikes("lif_1", 1, 1000), (StepSpikes{{460, 0}, {510, 0}, {710, 0}, {760, 0}}));
    const auto v = report("lif_1.v");
    ASSERT_GE(v.size(), 1002u);
    const std::size_t first = v.size() - 1009;  // of tick 2: a report may begin at tick 0 or 1
    for (std::size_t k = 0; k < rows; ++k) {
      ASSERT_NEAR(v[first + k], expected[k][1], tolerance) << k;
    }
  }
};

// In the exact solution, a spike resets within a step, so that potentials agree up to the first.
TEST_F(NirOneLif, FollowsTheExactSolution) {
  expect_reference("exact", "lif_exact.csv", 460, 5e-9);
}

TEST_F(NirOneLif, FollowsNorseInEulerSteps) {
  expect_reference("euler", "lif_norse.csv", 1000, 5e-8);
}

TEST_F(Nir, TwoLayersOfTheReferenceGraphFollowTheirEquations) {
  const auto graph = shared_data("nir/01_lif/two_lif_neurons.nir");
  if (graph.empty()) GTEST_SKIP() << "MENISCUS_DATA names no folder with nir/01_lif";
  ASSERT_EQ(convert(graph).status, 0);
  const StepSpikes input = random_spikes(1, 0.3, 1000);
  run(input, 1000, {}, "in");
  // lif1: tau 10 ms, v_leak 1.2, threshold 1; lif2 has a threshold of 20 that it never reaches.
  StepSpikes expected;
  double v = 0.0;
  // The run begins a step before the first input can arrive, so the leak has one step more.
  v += 0.01 * 1.2;
  for (int k = 0; k < 1000; ++k) {
    v += 0.01 * (1.2 - v + static_cast<double>(input.contains({k, 0})));
    if (v > 1.0) expected.emplace(k, 0), v = 0.0;
  }
  EXPECT_GT(expected.size(), 3u);
  EXPECT_EQ(spikes("lif1", 1, 1000), expected);
  EXPECT_EQ(spikes("lif2", 2, 1000), StepSpikes{});
}

/// The recurrent networks for Braille letters (Pedersen et al. 2024, figure 4).
class NirBraille : public Nir, public testing::WithParamInterface<const char*> {};

TEST_P(NirBraille, SpikesAsItsEquationsFlatOrAsSubgraph) {
  const auto folder = shared_data("nir/03_rnn_braille");
  if (folder.empty()) GTEST_SKIP() << "MENISCUS_DATA names no folder with nir/03_rnn_braille";
  const std::string name = GetParam();
  const std::string reset = name.ends_with("zero") ? "zero" : "subtract";
  const StepSpikes input = random_spikes(12, 0.15, 256);
  const CubaSteps expected = braille_steps(folder / (name + ".nir"), input, 256);
  ASSERT_GT(expected.hidden.size(), 40u);
  for (const bool subgraph : {false, true}) {
    const auto file = folder / (name + (subgraph ? "_subgraph.nir" : ".nir"));
    const Outcome outcome = convert(file, {"--nir-reset", reset});
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
    // The edges of the published subgraphs call their node lif1 "lif".
    EXPECT_EQ(outcome.errors.find("approximated: ") != std::string::npos, subgraph);
    run(input, 256);
    EXPECT_EQ(spikes(subgraph ? "lif1_lif1" : "lif1_lif", 1, 256), expected.hidden) << subgraph;
    EXPECT_EQ(spikes("lif2", 2, 256), expected.output) << subgraph;
  }
}

INSTANTIATE_TEST_SUITE_P(Graphs, NirBraille,
                         testing::Values("braille_noDelay_bias_zero",
                                         "braille_noDelay_noBias_subtract"));

TEST_F(Nir, DelaysAddToTheLayersOnTheWay) {
  NirFile file(folder_ / "g.nir");
  file.ends(2, 2);
  file.node("weights", "Linear");
  file.matrix("weight", 2, {2, 0, 0, 2});
  file.node("delay", "Delay");
  file.values("delay", {0.0f, 0.0005f});
  file.lif("lif", 2);
  file.edges({"input", "weights", "weights", "delay", "delay", "lif", "lif", "output"});
  file.close();
  ASSERT_EQ(convert(folder_ / "g.nir").status, 0);
  run({{3, 0}, {3, 1}, {7, 0}}, 20);
  EXPECT_EQ(spikes("lif", 1, 20), (StepSpikes{{3, 0}, {7, 0}, {8, 1}}));
}

TEST_F(Nir, PathsOfDifferentLengthStayInStep) {
  // b fires only where a's spike and the input's meet: threshold 1, each gives 0.51.
  NirFile file(folder_ / "g.nir");
  file.ends(1, 1);
  file.lif("a", 1);
  file.lif("b", 1);
  for (const char* name : {"in_a", "in_b", "a_b"}) {
    file.node(name, "Linear");
    file.matrix("weight", 1, {std::string(name) == "in_a" ? 2.0f : 0.51f});
  }
  file.edges({"input", "in_a", "in_a", "a", "input", "in_b", "in_b", "b", "a", "a_b", "a_b", "b",
              "b", "output", "b", "output"});
  file.close();
  ASSERT_EQ(convert(folder_ / "g.nir").status, 0);
  run({{5, 0}, {15, 0}}, 20);
  EXPECT_EQ(spikes("b", 2, 20), (StepSpikes{{5, 0}, {15, 0}}));
}

TEST_F(Nir, ALoopCarriesTheSpikesOfTheStepBefore) {
  NirFile file(folder_ / "g.nir");
  file.ends(1, 1);
  file.lif("lif", 1);
  file.node("on", "Linear");
  file.matrix("weight", 1, {2});
  file.edges({"input", "lif", "lif", "on", "on", "lif", "lif", "output"});
  file.close();
  ASSERT_EQ(convert(folder_ / "g.nir").status, 0);
  run({{2, 0}, {3, 0}}, 6);  // threshold 1 is reached, not passed, by the first
  EXPECT_EQ(spikes("lif", 1, 6), (StepSpikes{{3, 0}, {4, 0}, {5, 0}}));
}

TEST_F(Nir, ALoopOverTwoLayersIsLateAndSaysSo) {
  NirFile file(folder_ / "g.nir");
  file.ends(1, 1);
  file.lif("a", 1);
  file.lif("b", 1);
  for (const char* name : {"in", "ab", "ba"}) {
    file.node(name, "Linear");
    file.matrix("weight", 1, {2});
  }
  file.edges({"input", "in", "in", "a", "a", "ab", "ab", "b", "b", "ba", "ba", "a", "b", "output"});
  file.close();
  const Outcome outcome = convert(folder_ / "g.nir");
  EXPECT_THAT(outcome.errors,
              HasSubstr("approximated: b to a closes a loop over several layers: its spikes come 1 "
                        "steps later"));
  EXPECT_EQ(convert(folder_ / "g.nir", {"--strict"}).status, 2);
}

TEST_F(Nir, ALoopOverTwoLayersIsNotLateWhereItsDelaysSuffice) {
  NirFile file(folder_ / "g.nir");
  file.ends(1, 1);
  file.lif("a", 1);
  file.lif("b", 1);
  for (const char* name : {"in", "ab", "ba"}) {
    file.node(name, "Linear");
    file.matrix("weight", 1, {2});
  }
  file.node("delay", "Delay");
  file.values("delay", {0.0001f});
  file.edges({"input", "in", "in", "a", "a", "ab", "ab", "delay", "delay", "b", "b", "ba", "ba",
              "a", "b", "output"});
  file.close();
  EXPECT_EQ(convert(folder_ / "g.nir", {"--strict"}).status, 0);
  run({{2, 0}}, 8);
  EXPECT_EQ(spikes("a", 1, 8), (StepSpikes{{2, 0}, {4, 0}, {6, 0}}));
  EXPECT_EQ(spikes("b", 1, 8), (StepSpikes{{3, 0}, {5, 0}, {7, 0}}));
}

TEST_F(Nir, NeuronsOfDifferentParametersBecomePopulations) {
  NirFile file(folder_ / "g.nir");
  file.ends(3, 3);
  file.node("if", "IF");
  file.values("r", {1, 1, 1});
  file.values("v_threshold", {1.5f, 2.5f, 1.5f});
  file.edges({"input", "if", "if", "output"});
  file.close();
  const Outcome outcome = convert(folder_ / "g.nir");
  EXPECT_THAT(outcome.errors, HasSubstr("if: 2 sets of parameters, a population each"));
  run({{1, 0}, {1, 1}, {1, 2}, {2, 1}, {2, 2}, {3, 1}}, 6);
  EXPECT_EQ(spikes("if_1", 1, 6), (StepSpikes{{2, 1}}));  // neuron 2 of the node
  EXPECT_EQ(spikes("if_2", 1, 6), (StepSpikes{{3, 0}}));
  const Hdf5File edges(folder_ / "net.edges.h5", Hdf5File::Mode::read);
  EXPECT_THAT(edges.read<std::uint32_t>("/members/if_1"), ElementsAre(0, 2));
}

TEST_F(Nir, AnOutputWithoutNeuronsIsAPotential) {
  NirFile file(folder_ / "g.nir");
  file.ends(2, 1);
  file.node("fc", "Affine");
  file.matrix("weight", 1, {0.5f, -2});
  file.values("bias", {0.25f});
  file.edges({"input", "fc", "fc", "output"});
  file.close();
  ASSERT_EQ(convert(folder_ / "g.nir").status, 0);
  run({{1, 0}, {2, 0}, {2, 1}}, 4);
  const auto v = report("output.v");
  const std::size_t first = v.size() - 13;  // of tick 2, step 0
  EXPECT_THAT(std::vector<float>(v.begin() + static_cast<std::ptrdiff_t>(first),
                                 v.begin() + static_cast<std::ptrdiff_t>(first) + 4),
              ElementsAre(0.25f, 0.75f, -1.25f, 0.25f));
}

TEST_F(Nir, AConvolutionIsThatOfItsDefinition) {
  // 1 x 3 x 3 inputs, kernel [[1, 2], [3, 4]], stride 2, padding 1: four outputs that see one, two,
  // two and four inputs.
  NirFile file(folder_ / "g.nir");
  file.node("input", "Input");
  file.whole("shape", {1, 3, 3});
  file.node("conv", "Conv2d");
  file.array("weight", {1, 1, 2, 2}, {1, 2, 3, 4});
  file.values("bias", {0});
  file.whole("stride", {2, 2});
  file.whole("padding", {1, 1});
  file.whole("dilation", {1, 1});
  file.whole("groups", {1});
  file.whole("input_shape", {3, 3});
  file.node("output", "Output");
  file.whole("shape", {1, 2, 2});
  file.edges({"input", "conv", "conv", "output"});
  file.close();
  ASSERT_EQ(convert(folder_ / "g.nir").status, 0);
  const Hdf5File edges(folder_ / "net.edges.h5", Hdf5File::Mode::read);
  const auto source = edges.read<std::uint32_t>("/input_to_output/source");
  const auto target = edges.read<std::uint32_t>("/input_to_output/target");
  const auto weight = edges.read<double>("/input_to_output/weight");
  std::vector<double> matrix(36);
  for (std::size_t k = 0; k < source.size(); ++k) matrix[target[k] * 9 + source[k]] += weight[k];
  EXPECT_THAT(matrix, ElementsAre(4, 0, 0, 0, 0, 0, 0, 0, 0,  //
                                  0, 3, 4, 0, 0, 0, 0, 0, 0,  //
                                  0, 0, 0, 2, 0, 0, 4, 0, 0,  //
                                  0, 0, 0, 0, 1, 2, 0, 3, 4));
}

TEST_F(Nir, SaysWhatItCannotImport) {
  const auto complaint = [&](const std::string& type, const std::vector<std::string>& edges) {
    NirFile file(folder_ / "g.nir");
    file.ends(2, 2);
    file.node("x", type);
    if (type == "Linear") file.matrix("weight", 2, {1, 1, 1, 1, 1, 1});
    file.lif("lif", 2);
    file.edges(edges);
    file.close();
    const Outcome outcome = convert(folder_ / "g.nir");
    EXPECT_EQ(outcome.status, 2) << outcome.errors;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "net.yaml"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "net.edges.h5"));
    return outcome.errors;
  };
  const std::vector<std::string> through{"input", "x", "x", "lif"};
  EXPECT_THAT(complaint("Liner", through),
              AllOf(HasSubstr("g.nir: node x (Liner)"), HasSubstr("did you mean \"Linear\"?")));
  EXPECT_THAT(complaint("Linear", through),
              HasSubstr("node x (Linear): expected 3 inputs, got 2 (shape (2))"));
  EXPECT_THAT(complaint("Scale", through), HasSubstr("node x (Scale): expected a parameter scale"));
  EXPECT_THAT(complaint("Flatten", {"input", "y"}),
              HasSubstr("/node/edges: no node is called \"y\""));
  EXPECT_THAT(complaint("Flatten", {"x", "x", "x", "lif"}), HasSubstr("loop without neurons"));
}

TEST_F(Nir, RefusesStepsThatAreTooLong) {
  NirFile file(folder_ / "g.nir");
  file.ends(1, 1);
  file.lif("lif", 1);
  file.edges({"input", "lif", "lif", "output"});
  file.close();
  const Outcome outcome = convert(folder_ / "g.nir", {"--nir-time-unit", "ms"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("node lif (LIF): a time constant of 0.002 ms is shorter "
                                        "than a step of 0.1 ms"));
  EXPECT_EQ(convert(folder_ / "g.nir", {"--nir-time-unit", "ms", "--nir-method", "exact"}).status,
            0);
  EXPECT_THAT(convert(folder_ / "g.nir", {"--nir-reset", "substract"}).errors,
              HasSubstr("--nir-reset: expected zero or subtract, got \"substract\""));
  EXPECT_THAT(convert(folder_ / "g.nir", {"--nir-dt", "0.1"}).errors, HasSubstr("--nir-dt: "));
}

TEST_F(Nir, SurvivesDamagedFiles) {
  write_file(folder_ / "g.nir", "not HDF5");
  EXPECT_EQ(convert(folder_ / "g.nir").status, 3);
  NirFile file(folder_ / "whole.nir");
  file.ends(1, 1);
  file.lif("lif", 1);
  file.edges({"input", "lif", "lif", "output"});
  file.close();
  const std::string bytes = file_content(folder_ / "whole.nir");
  for (std::size_t k = 1; k < 8; ++k) {
    write_file(folder_ / "g.nir", bytes.substr(0, bytes.size() * k / 8));
    const Outcome outcome = convert(folder_ / "g.nir");
    EXPECT_TRUE(outcome.status == 2 || outcome.status == 3) << k << outcome.status;
    EXPECT_THAT(outcome.errors, HasSubstr("g.nir"));
  }
}

}  // namespace
}  // namespace meniscus
