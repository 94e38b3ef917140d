#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/engine/simulation.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/describe.hpp"
#include "sim/experiment/describe_graph.hpp"
#include "sim/io/hdf5.hpp"
#include "tests/experiment/model_files.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A model whose line 3 is the population `p` and whose line 6 is the projection.
std::string model(const std::string& population, const std::string& projection = "") {
  return "duration: 100 ms\npopulations:\n  p: " + population + "\n  q: {model: lif, size: 3}\n" +
         (projection.empty() ? "" : "projections:\n  - " + projection + "\n");
}

const std::string ten = "{model: lif, size: 10}";

std::string about(const std::string& population) { return complaints(model(population)); }

/// What is wrong with the projection from p to itself with these keys.
std::string within(const std::string& keys, const std::string& population = ten) {
  return complaints(model(population, "{from: p, to: p, " + keys + "}"));
}

SynapseLaw law_of(const std::string& keys, const std::string& population = ten) {
  return specification_of(model(population, "{from: p, to: p, " + keys + "}"))
      .projections.at(0)
      .law;
}

// Positions.

TEST(ReadPositions, MayBeGiven) {
  const Specification s =
      specification_of(model("{model: lif, positions: [[0, 1, 2], [3, 4]], inhibitory: 50 %}"));
  EXPECT_EQ(s.network.populations()[0].size, 2);
  EXPECT_THAT(s.network.placement(0).positions, ElementsAre(Point{0, 1, 2}, Point{3, 4, 0}));
  EXPECT_THAT(s.network.placement(0).inhibitory, ElementsAre(0, 1));
}

TEST(ReadPositions, MayBeDrawnInABox) {
  const Specification s = specification_of(
      model("{model: lif, size: 50, positions: {uniform: {low: [1, 1], high: [2, 3]}}}"));
  const auto& positions = s.network.placement(0).positions;
  ASSERT_EQ(positions.size(), 50);
  for (const Point& p : positions) {
    EXPECT_TRUE(p.x >= 1 && p.x < 2 && p.y >= 1 && p.y < 3 && p.z == 0);
  }
  EXPECT_NE(positions[0], positions[1]);
}

TEST(ReadPositions, MayStandInATable) {
  const TemporaryFolder folder;
  write_file(folder / "cells.csv", "x,y,z\n1,2,3\n4,5,6\n");
  const std::string file = (folder / "cells.csv").string();
  const Specification s = specification_of(model("{model: lif, positions: {file: " + file + "}}"));
  EXPECT_THAT(s.network.placement(0).positions, ElementsAre(Point{1, 2, 3}, Point{4, 5, 6}));
  EXPECT_THAT(s.files, ElementsAre(file));
  write_file(folder / "cells.csv", "x,y,z\n1,2\n");
  EXPECT_EQ(about("{model: lif, positions: {file: " + file + "}}"),
            file + ":2:1: expected 3 values, got 2");
}

TEST(ReadPositions, AreChecked) {
  EXPECT_EQ(about("{model: lif, positions: [[0, 1], [2]]}"),
            "m.yaml:3:39: populations.p.positions[1]: expected two or three numbers such as "
            "[0, 2.5, 1], got 1");
  EXPECT_EQ(about("{model: lif, size: 3, positions: [[0, 1], [2, 3]]}"),
            "m.yaml:3:25: populations.p.size: expected the number of positions, 2, or no size, "
            "got 3");
  EXPECT_EQ(about("{model: lif, positions: {uniform: {low: [0, 0], high: [1, 1]}}}"),
            "m.yaml:3:6: populations.p: missing key \"size\" in population");
  EXPECT_EQ(about("{model: lif, size: 2, positions: {uniform: {low: [0, 2], high: [1, 1]}}}"),
            "m.yaml:3:55: populations.p.positions.uniform.low: low is above high");
  EXPECT_EQ(about("{model: lif, grid: [1, 1, 2], positions: [[0, 1], [2, 3]]}"),
            "m.yaml:3:47: populations.p.positions: expected either positions or grid, got both");
  EXPECT_THAT(about("{model: lif, positions: {file: absent.csv}}"),
              HasSubstr("m.yaml:3:37: populations.p.positions.file: absent.csv: can't be read"));
}

// Delays in parts.

const std::string all_to_all = "connect: {rule: all_to_all}, weight: 1 mV, ";

TEST(ReadDelay, MayBeSplitIntoAxonAndDendrite) {
  const SynapseLaw law =
      law_of(all_to_all + "delay: {axonal: {uniform: {low: 0 ms, high: 1 ms}}, dendritic: 0.5 ms}");
  EXPECT_EQ(std::get<UniformValue>(law.delay.law).high, 1.0);
  EXPECT_EQ(law.dendritic_delay, 0.5);
  EXPECT_EQ(law.velocity, 0.0);
}

TEST(ReadDelay, TheDendriticPartDecidesAboutThePostLag) {
  // A target's spike is felt at the synapse a dendritic delay later; the source's arrives there
  // before the dendritic delay that the arrival includes. Both together: twice the delay.
  const std::string rule =
      "plasticity:\n  stdp: {rule: stdp_pair, w_max: 2 mV, learning_rate: 0.1, alpha: 1}\n";
  const std::string keys = all_to_all + "plasticity: stdp, delay: {axonal: 1 ms, dendritic: ";
  const auto read = [&](const std::string& end) {
    return model(ten, "{from: p, to: p, " + keys + end + "}") + rule;
  };
  EXPECT_EQ(specification_of(read("0.7 ms}")).projections.at(0).law.post_lag, 1.4);
  EXPECT_EQ(specification_of(read("0 ms}")).projections.at(0).law.post_lag, 0.0);
  EXPECT_THAT(complaints(read("0.7 ms}, post_lag: 1 ms")),
              HasSubstr("post_lag: follows from the dendritic delay, so it can't be given"));
}

TEST(ReadDelay, PlasticSynapsesSeePairsWhereTheSynapseIs) {
  // Source at 10 ms, at the synapse at 13; target at 20 ms, at the synapse at 21: 8 ms apart.
  Specification s = specification_of(
      "duration: 40 ms\npopulations:\n"
      "  pre: {model: spike_list, size: 1, parameters: {times: [10 ms], neurons: [0]}}\n"
      "  teacher: {model: spike_list, size: 1, parameters: {times: [19 ms], neurons: [0]}}\n"
      "  post: {model: lif, size: 1}\n"
      "plasticity:\n  stdp: {rule: stdp_pair, w_max: 1 mV, learning_rate: 0.1, alpha: 1}\n"
      "projections:\n"
      "  - {from: pre, to: post, connect: {rule: all_to_all}, weight: 0.1 mV, plasticity: stdp, "
      "delay: {axonal: 3 ms, dendritic: 1 ms}}\n"
      "  - {from: teacher, to: post, connect: {rule: all_to_all}, weight: 1 V, delay: 1 ms}\n");
  draw_projections(s);
  const Network network = assemble(s);
  Simulation simulation(network, {.seed = 1, .threads = 1});
  simulation.run(s.duration);
  ASSERT_EQ(simulation.spike_count(2), 1);
  EXPECT_NEAR(simulation.weights(0).weight.at(0), 0.1 + 0.1 * 0.9 * std::exp(-8.0 / 20.0), 1e-7);
}

TEST(ReadDelay, MayGrowWithDistance) {
  const std::string grid = "{model: lif, grid: [2, 2, 2]}";
  const SynapseLaw law = law_of(all_to_all + "delay: {base: 1 ms, velocity: 500 1/s}", grid);
  EXPECT_EQ(std::get<ConstantValue>(law.delay.law).value, 1.0);
  EXPECT_EQ(law.velocity, 0.5);
  EXPECT_EQ(within(all_to_all + "delay: {base: 1 ms, velocity: 500 1/s}"),
            "m.yaml:6:5: projections[0]: delays by distance: population p needs positions");
}

TEST(ReadDelay, PartsAreChecked) {
  EXPECT_EQ(within(all_to_all + "delay: {dendritic: 1 ms}"),
            "m.yaml:6:72: projections[0].delay: missing key \"axonal\" in delay");
  EXPECT_EQ(within(all_to_all + "delay: {base: 1 ms}"),
            "m.yaml:6:72: projections[0].delay: missing key \"velocity\" in delay");
  EXPECT_EQ(within(all_to_all + "delay: {axonal: 0 ms, dendritic: 0.01 ms}"),
            "m.yaml:6:72: projections[0].delay: expected delays of at least one tick (0.1 ms), "
            "got 0.01 ms");
  EXPECT_THAT(within(all_to_all + "delay: {base: 1 ms, axonal: 1 ms, velocity: 1 kHz}"),
              HasSubstr("expected either base or axonal and dendritic, got both"));
}

// Edges from a file.

class ReadEdges : public testing::Test {
 protected:
  std::string projection(const std::string& keys, const std::string& pair = "from: p, to: q") {
    return model(ten,
                 "{" + pair + ", connect: {rule: from_file, file: " + file_ + "}" + keys + "}");
  }
  void write(const std::string& text) { write_file(file_, text); }

  TemporaryFolder folder_;
  std::string file_ = (folder_ / "e.csv").string();
};

TEST_F(ReadEdges, AreDrawnAsTheFileSays) {
  write("source,target,weight [mV],delay [ms]\n9,0,0.5,1.5\n0,2,-0.5,2\n");
  Specification s = specification_of(projection(""));
  EXPECT_EQ(s.projections.at(0).expected_synapses, 2.0);
  EXPECT_THAT(s.files, ElementsAre(file_));
  EXPECT_THAT(describe(s, false), HasSubstr("p -> q: edges of " + file_ + ", 2 synapses"));
  draw_projections(s);
  const Synapses synapses = s.network.synapses(0);
  EXPECT_THAT(synapses.edges.target, ElementsAre(2, 0));
  EXPECT_THAT(synapses.weight, ElementsAre(-0.5f, 0.5f));
  EXPECT_THAT(synapses.delays, ElementsAre(15, 20));
  EXPECT_EQ(assemble(s).synapses(), 2);
}

TEST_F(ReadEdges, KeysSayWhatColumnsDoNot) {
  write("source,target\n9,0\n");
  EXPECT_EQ(complaints(projection(", weight: 1 mV, delay: 1 ms")), "valid");
  EXPECT_THAT(complaints(projection("")), HasSubstr("missing key \"weight\" in projection"));
  write("source,target,weight [mV]\n9,0,1\n");
  EXPECT_THAT(complaints(projection(", weight: 1 mV, delay: 1 ms")),
              HasSubstr("projections[0].weight: expected either this key or a column of " + file_ +
                        ", got both"));
}

TEST_F(ReadEdges, TellFileAndLineOfANeuronThatIsNotThere) {
  write("source,target\n10,0\n0,3\n");
  EXPECT_EQ(complaints(projection(", weight: 1 mV, delay: 1 ms")),
            file_ + ":2:1: expected a source from 0 to 9, got \"10\"\n" + file_ +
                ":3:3: expected a target from 0 to 2, got \"3\"");
}

TEST_F(ReadEdges, BelongToOnePair) {
  write("source,target\n1,0\n");
  EXPECT_THAT(complaints(projection(", weight: 1 mV, delay: 1 ms", "from: p, to: [p, q]")),
              HasSubstr("expected one population, since a file's edges belong to one pair"));
}

TEST_F(ReadEdges, LieBesideTheModel) {
  write("source,target\n1,0\n");
  const std::string yaml = replaced(projection(", weight: 1 mV, delay: 1 ms"), file_, "e.csv");
  write_file(folder_ / "m.yaml", yaml);
  Catalogue catalogue;
  add_models(catalogue);
  const Specification s = read_specification(load_yaml(folder_ / "m.yaml"), catalogue);
  EXPECT_EQ(s.projections.at(0).expected_synapses, 1.0);
}

TEST(ReadEdgesFile, LearnedWeightsOfAResultCanBeUsedAgain) {
  const TemporaryFolder folder;
  const std::string file = (folder / "r.h5").string();
  Hdf5File result(file, Hdf5File::Mode::create);
  result.write_vector("/weights/p_to_q/row_begin",
                      std::vector<std::uint64_t>{0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2});
  result.write_vector("/weights/p_to_q/target", std::vector<std::uint32_t>{2, 0});
  result.write_vector("/weights/p_to_q/weight", std::vector<float>{0.25f, 0.75f});
  result.write_attribute("/weights/p_to_q/weight", "units", "mV");
  result.close();
  const Specification s =
      specification_of(model(ten, "{from: p, to: q, connect: {rule: from_file, file: " + file +
                                      ", group: /weights/p_to_q}, delay: 1 ms}"));
  EXPECT_THAT(s.projections.at(0).listed.value().weight, ElementsAre(0.25f, 0.75f));
}

// The spectral radius.

TEST(ReadSpectralRadius, IsOfAPopulationAndItself) {
  EXPECT_EQ(law_of(all_to_all + "delay: 1 ms, spectral_radius: 0.9 mV").spectral_radius, 0.9);
  EXPECT_EQ(complaints(model(
                ten, "{from: p, to: q, " + all_to_all + "delay: 1 ms, spectral_radius: 0.9 mV}")),
            "m.yaml:6:5: projections[0]: spectral_radius: expected a projection of a population "
            "to itself, got p to q");
  EXPECT_THAT(within(all_to_all + "delay: 1 ms, spectral_radius: 0.9"),
              HasSubstr("projections[0].spectral_radius: expected a voltage such as \"20 mV\", got "
                        "\"0.9\" (add a unit)"));
}

TEST(ReadSpectralRadius, AnImpossibleOneIsToldAtItsPlace) {
  Specification s = specification_of(
      model(ten,
            "{from: p, to: p, connect: {rule: pairwise_bernoulli, p: 0}, weight: 1 mV, "
            "delay: 1 ms, spectral_radius: 1 mV}"));
  EXPECT_THAT(message_of<ConfigError>([&] { draw_projections(s); }),
              HasSubstr("m.yaml:6:5: projections[0]: the weights have a spectral radius of 0"));
}

// Dale's law.

TEST(Dale, GoesByTheTypesOfNeurons) {
  const std::string mixed = "{model: lif, size: 10, inhibitory: 20 %, dale: true}";
  const std::string rest = "connect: {rule: all_to_all}, delay: 1 ms, name: rec, weight: ";
  EXPECT_EQ(within(rest + "{exc: 1 mV, inh: -4 mV}", mixed), "valid");
  EXPECT_EQ(within(rest + "1 mV", mixed),
            "m.yaml:6:5: projections[0]: projection rec breaks Dale's law: neuron 8 of p excites, "
            "but is inhibitory");
  EXPECT_EQ(within(rest + "{exc: -1 mV, inh: -4 mV}", mixed),
            "m.yaml:6:5: projections[0]: projection rec breaks Dale's law: neuron 0 of p "
            "inhibits, but is excitatory");
  EXPECT_EQ(within(rest + "1 mV", "{model: lif, size: 10, inhibitory: 20 %}"), "valid");
}

TEST(Dale, KeepsAllProjectionsOfAPopulationToOneSign) {
  const std::string p = "{model: lif, size: 10, dale: true}";
  const std::string two =
      "{from: p, to: p, connect: {rule: all_to_all}, weight: -1 mV, "
      "delay: 1 ms}\n  - {from: p, to: q, connect: {rule: all_to_all}, "
      "delay: 1 ms, weight: ";
  EXPECT_EQ(complaints(model(p, two + "-2 mV}")), "valid");
  EXPECT_THAT(complaints(model(p, two + "2 mV}")),
              HasSubstr("m.yaml:7:5: projections[1]: projection p_to_q breaks Dale's law: neuron 0 "
                        "of p excites, but inhibits in another synapse, projection or draw"));
}

TEST(Dale, WantsLawsThatCannotDrawTheOtherSign) {
  const std::string p = "{model: lif, size: 10, dale: true}";
  const std::string rest = "connect: {rule: all_to_all}, delay: 1 ms, weight: ";
  EXPECT_THAT(within(rest + "{normal: {mean: 1 mV, sd: 0.1 mV}}", p),
              HasSubstr("the weight's law has both signs: add min or max"));
  EXPECT_EQ(within(rest + "{normal: {mean: 1 mV, sd: 0.1 mV}, min: 0 mV}", p), "valid");
}

TEST_F(ReadEdges, DaleNamesTheSourceThatBreaksIt) {
  write("source,target,weight [mV]\n1,0,1\n3,0,2\n3,1,-1\n5,0,-1\n");
  const std::string yaml =
      replaced(projection(", delay: 1 ms"), "size: 10}", "size: 10, dale: true}");
  EXPECT_THAT(complaints(yaml), HasSubstr("neuron 3 of p inhibits, but excites"));
}

// What describe tells of the graph.

TEST(DescribeGraph, TellsTheShapeOfARing) {
  Specification s = specification_of(
      "duration: 1 ms\npopulations:\n  p: {model: lif, size: 100}\nprojections:\n"
      "  - {from: p, to: p, connect: {rule: ring, forward: 2, backward: 2}, weight: -0.5 mV, "
      "delay: 1 ms}\n");
  const std::string text = describe(s, true);
  EXPECT_THAT(text, HasSubstr("components: 1 weak (largest 100), 1 strong (largest 100)"));
  EXPECT_THAT(text, HasSubstr("neurons by in-degree: 4-7: 100\n"));
  // C = 3 (k - 2) / (4 (k - 1)) = 0.5; 4 neurons at each distance 1 … 24 and 3 at 25.
  EXPECT_THAT(text, HasSubstr("clustering coefficient: 0.5, transitivity 0.5\n"));
  EXPECT_THAT(text, HasSubstr("mean path length: 12.88 synapses, longest 25, 100 % of the pairs"));
  EXPECT_THAT(text, HasSubstr("spectral radius of the weights: 2 mV\n"));
}

TEST(DescribeGraph, TakesAllPopulationsIntoOneMatrix) {
  // p and q excite and inhibit each other: eigenvalues +-i sqrt(2 * 3 * 10 * 3) of the sums.
  Specification s = specification_of(
      model(ten,
            "{from: p, to: q, connect: {rule: all_to_all}, weight: 2 mV, delay: 1 ms}\n"
            "  - {from: q, to: p, connect: {rule: all_to_all}, weight: -3 mV, delay: 1 ms}"));
  EXPECT_THAT(describe(s, true), HasSubstr("spectral radius of the weights: 13.4164 mV\n"));
}

TEST(DescribeGraph, ExportsNeuronsAndSynapses) {
  Specification s = specification_of(
      model("{model: lif, positions: [[0, 1, 2], [3, 4]], inhibitory: 50 %}",
            "{from: p, to: q, connect: {rule: fixed_outdegree, outdegree: 1}, weight: 0.5 mV, "
            "delay: 1.5 ms}"));
  draw_projections(s);
  const PropertyGraph graph = property_graph(s.network);
  ASSERT_EQ(graph.nodes.size(), 5);
  EXPECT_EQ(graph.nodes[1].position, (Point{3, 4, 0}));
  EXPECT_TRUE(graph.nodes[1].inhibitory);
  EXPECT_EQ(graph.nodes[4].population, "q");
  ASSERT_EQ(graph.edges.size(), 2);
  EXPECT_EQ(graph.ends[1].first, 1);
  EXPECT_GE(graph.ends[1].second, 2);
  EXPECT_EQ(graph.edges[1].projection, "p_to_q");
  EXPECT_EQ(graph.edges[1].weight, 0.5);
  EXPECT_EQ(graph.edges[1].delay, 1.5);
  const TemporaryFolder folder;
  write_graph(s.network, folder / "g.dot");
  EXPECT_THAT(file_content(folder / "g.dot"), HasSubstr("delay=1.5"));
  EXPECT_THAT(message_of<ConfigError>([&] { check_graph_file(folder / "g.dot", false); }),
              HasSubstr("g.dot exists (use --overwrite to replace it)"));
  EXPECT_THAT(message_of<ConfigError>([&] { check_graph_file("g.txt", false); }),
              HasSubstr("g.txt: expected a file .graphml, .dot or .gv by its name"));
  EXPECT_THAT(message_of<IoError>([&] { write_graph(s.network, folder / "no/g.dot"); }),
              HasSubstr("g.dot: can't be written"));
}

}  // namespace
}  // namespace meniscus
