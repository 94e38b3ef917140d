#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/spike_file.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Ids = std::vector<std::uint64_t>;

/// A network in SONATA files: virtual nodes 0 and 1 of "in" drive node 1 of "cells", whose node 0
/// is of another type and gets what node 1 fires.
class ConvertSonata : public testing::Test {
 protected:
  ConvertSonata() {
    write_file(folder_ / "simulation_config.json",
               R"({"manifest": {"$BASE": ".", "$DATA": "${BASE}/data"},
                   "run": {"tstop": 40.0, "dt": 0.1}, "network": "$DATA/../circuit.json",
                   "inputs": {"drive": {"input_type": "spikes", "module": "h5",
                                        "input_file": "$DATA/in.h5", "node_set": "in"}}})");
    write_file(folder_ / "circuit.json",
               R"({"components": {"point_neuron_models_dir": "data", "synaptic_models_dir": "data"},
                   "networks": {"nodes": [
                     {"nodes_file": "data/nodes.h5", "node_types_file": "data/nodes.csv"},
                     {"nodes_file": "data/in_nodes.h5", "node_types_file": "data/in_nodes.csv"}],
                   "edges": [{"edges_file": "data/edges.h5",
                              "edge_types_file": "data/edges.csv"}]}})");
    std::filesystem::create_directory(folder_ / "data");
    data("nodes.csv",
         "node_type_id model_type model_template dynamics_params\n"
         "7 point_process nrn:IntFire1 fast.json\n3 point_process nrn:IntFire1 slow.json\n");
    data("in_nodes.csv", "node_type_id model_type model_template\n1 virtual NULL\n");
    data("fast.json", R"({"tau": 0.007, "refrac": 0.003})");
    data("slow.json", R"({"tau": 0.024, "refrac": 0.003, "type": "NEURON_IntFire1"})");
    data("plus.json", R"({"sign": 1})");
    data("edges.csv",
         "edge_type_id delay weight_function syn_weight dynamics_params\n"
         "1 2.0 wmax 0.3 plus.json\n");
    nodes("nodes.h5", "cells", {7, 3});
    nodes("in_nodes.h5", "in", {1, 1});
    write_edges();
    write_input({0, 1, 0, 1}, {5.001, 5.001, 20.0, 21.25});
  }

  void data(const std::string& name, const std::string& content) const {
    write_file(folder_ / ("data/" + name), content);
  }
  void nodes(const std::string& name, const std::string& population, const Ids& types) const {
    Hdf5File file(folder_ / ("data/" + name), Hdf5File::Mode::create);
    file.write_vector("/nodes/" + population + "/node_type_id", types);
    file.close();
  }

  /// The two inputs to cell 1 as two synapses of 0.3 each, cell 1 to cell 0 as four.
  void write_edges() const {
    Hdf5File file(folder_ / "data/edges.h5", Hdf5File::Mode::create);
    const auto edges = [&](const std::string& name, const std::string& source, const Ids& from,
                           const Ids& to, const std::vector<std::uint16_t>& synapses) {
      const std::string group = "/edges/" + name;
      file.write_vector(group + "/source_node_id", from);
      file.write_attribute(group + "/source_node_id", "node_population", source);
      file.write_vector(group + "/target_node_id", to);
      file.write_attribute(group + "/target_node_id", "node_population", std::string("cells"));
      file.write_vector(group + "/edge_type_id", Ids(from.size(), 1));
      file.write_vector(group + "/edge_group_id", Ids(from.size(), 0));
      Ids rows(from.size());
      for (std::size_t k = 0; k < rows.size(); ++k) rows[k] = k;
      file.write_vector(group + "/edge_group_index", rows);
      file.write_vector(group + "/0/nsyns", synapses);
    };
    edges("in_to_cells", "in", {0, 1}, {1, 1}, {2, 2});
    edges("cells_to_cells", "cells", {1}, {0}, {4});
    file.close();
  }

  /// In the old layout.
  void write_input(const Ids& nodes, const std::vector<double>& times) const {
    Hdf5File file(folder_ / "data/in.h5", Hdf5File::Mode::create);
    file.write_vector("/spikes/gids", nodes);
    file.write_vector("/spikes/timestamps", times);
    file.write_attribute("/spikes", "sorting", std::string("by_gid"));
    file.close();
  }

  Outcome meniscus(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), MENISCUS_PROGRAM);
    return Program(arguments, folder_.path()).wait();
  }
  Outcome convert(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"convert", "simulation_config.json", "net.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return meniscus(arguments);
  }
  void expect_refusal(const std::string& message) const {
    const Outcome outcome = convert();
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.errors, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "net.yaml"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "net.edges.h5"));
  }

  TemporaryFolder folder_;
};

// Two inputs of 0.6 at one time make 1.2 > 1: cell 1 fires a delay of 2 ms later, and sends 1.2 to
// cell 0. The two that are 1.25 ms apart make 0.6 e^(-1.25 / 24) + 0.6 > 1.
TEST_F(ConvertSonata, AnIntFire1NetworkFiresAtTheExactTimes) {
  const Outcome outcome = convert({"--strict"});
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("1 of cells are 1 neuron(s) 0 to 0 of cells_3"),
                                    HasSubstr("3 synapses in net.edges.h5")));
  ASSERT_EQ(meniscus({"run", "net.yaml", "--quiet"}).status, 0);
  const SpikeFile spikes = read_spike_file(folder_ / "net.h5");
  ASSERT_EQ(spikes.populations.size(), 2u);
  EXPECT_EQ(spikes.populations[0].name, "cells_3");
  EXPECT_EQ(spikes.populations[0].times, (std::vector{7.001, 23.25}));
  EXPECT_EQ(spikes.populations[1].times, (std::vector{9.001, 25.25}));
}

// An event at the very end of refrac counts again, one before is lost.
TEST_F(ConvertSonata, TheRefractoryPeriodEndsWhereIntFire1sDoes) {
  write_input({0, 1, 0, 1, 0, 1}, {5, 5, 7.999, 7.999, 8, 8});
  ASSERT_EQ(convert().status, 0);
  ASSERT_EQ(meniscus({"run", "net.yaml", "--quiet"}).status, 0);
  EXPECT_EQ(read_spike_file(folder_ / "net.h5").populations[0].times, (std::vector{7.0, 10.0}));
}

// The threshold of IntFire1 is exceeded by more than 1 only: 4 x 0.25 stays silent.
TEST_F(ConvertSonata, ReachingOneIsNotEnough) {
  data(
      "edges.csv",
      "edge_type_id delay weight_function syn_weight dynamics_params\n1 2.0 wmax 0.25 plus.json\n");
  write_input({0, 1}, {5, 5});
  ASSERT_EQ(convert().status, 0);
  ASSERT_EQ(meniscus({"run", "net.yaml", "--quiet"}).status, 0);
  EXPECT_TRUE(read_spike_file(folder_ / "net.h5").populations[0].times.empty());
}

TEST_F(ConvertSonata, WhatIsLostIsToldAndRefusedWhenStrict) {
  data("edges.csv", "edge_type_id syn_weight dynamics_params\n1 0.3 plus.json\n");
  const Outcome refused = convert({"--strict"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.errors, HasSubstr("approximated: delays of in_to_cells"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "net.yaml"));
  EXPECT_THAT(convert().errors, HasSubstr("approximated: delays of cells_to_cells"));
}

// Of virtual nodes of two types, an input may choose one; the other stays silent.
TEST_F(ConvertSonata, AnInputReachesTheNodesOfItsSetOnly) {
  data("in_nodes.csv", "node_type_id model_type side\n1 virtual left\n2 virtual right\n");
  nodes("in_nodes.h5", "in", {1, 2});
  write_file(folder_ / "simulation_config.json",
             R"({"run": {"tstop": 40.0, "dt": 0.1}, "network": "circuit.json",
                 "inputs": {"drive": {"input_type": "spikes", "input_file": "data/in.h5",
                                      "node_set": {"side": "right"}}}})");
  write_input({0, 1, 1}, {5, 15, 16});
  ASSERT_EQ(convert().status, 0);
  ASSERT_EQ(meniscus({"run", "net.yaml", "--quiet"}).status, 0);
  EXPECT_EQ(read_spike_file(folder_ / "net.h5").populations[0].times, (std::vector{18.0}));
}

TEST_F(ConvertSonata, AModelWithoutAnEqualIsNamed) {
  data("nodes.csv",
       "node_type_id model_type model_template\n7 point_process nrn:IntFire1\n"
       "3 point_process nest:glif_psc\n");
  expect_refusal("model_template \"nest:glif_psc\"");
}

TEST_F(ConvertSonata, WrongFilesAreOneMessageWithTheirPlace) {
  data("nodes.csv", "node_type_id model_type\n7 point_process extra\n");
  expect_refusal("nodes.csv:2: expected 2 values, got 3");
  data("nodes.csv", "node_type_id model_type\n7 virtual\n");
  expect_refusal("/nodes/cells/node_type_id: no type has the id 3");
  write_file(folder_ / "circuit.json", "{\"networks\":\n {\"nodes\": [}");
  expect_refusal("circuit.json:2: expected JSON");
  write_file(folder_ / "circuit.json", "{\"networks\": {\"nodes\": 3}}");
  expect_refusal("networks.nodes: expected a list");
  write_file(folder_ / "simulation_config.json",
             R"({"manifest": {"$A": "$B/x", "$B": "$A/y"}, "run": {"tstop": 1, "dt": 0.1},
                 "network": "$A"})");
  expect_refusal("a variable holds itself");
  write_file(folder_ / "simulation_config.json", R"({"run": {"tstop": "long", "dt": 0.1}})");
  write_file(folder_ / "circuit_config.json", "{}");
  expect_refusal("run.tstop: expected a number");
}

TEST_F(ConvertSonata, NodesThatAreNotThereAreRefused) {
  nodes("nodes.h5", "cells", {7});
  expect_refusal("edges cells_to_cells: expected a node below 1 of cells, got 1");
}

TEST_F(ConvertSonata, CutFilesAreOneMessage) {
  const std::string whole = file_content(folder_ / "data/edges.h5");
  for (const std::size_t kept : {std::size_t{0}, std::size_t{200}, whole.size() / 2}) {
    data("edges.h5", whole.substr(0, kept));
    const Outcome outcome = convert();
    EXPECT_EQ(outcome.status, 3) << kept;
    EXPECT_THAT(outcome.errors, HasSubstr("edges.h5")) << kept;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "net.yaml"));
  }
}

/// The published networks, whose files come with the format.
class ConvertPublished : public ConvertSonata {
 protected:
  void SetUp() override {
    data_ = shared_data("sonata");
    if (data_.empty()) GTEST_SKIP() << "needs MENISCUS_DATA with sonata/";
  }
  /// The populations of a run of a published network.
  std::vector<PopulationSpikes> run(const std::string& network) const {
    const std::string config = (data_ / network / "simulation_config.json").string();
    const Outcome converted = meniscus({"convert", config, "published.yaml"});
    EXPECT_EQ(converted.status, 0) << converted.errors;
    const Outcome outcome = meniscus({"run", "published.yaml", "--quiet"});
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    return read_spike_file(folder_ / "published.h5").populations;
  }
  std::filesystem::path data_;
};

TEST_F(ConvertPublished, IntFireReproducesEverySpikeOfNeuron) {
  const std::vector<PopulationSpikes> ours = run("300_intfire");
  std::vector<std::pair<std::int64_t, std::uint64_t>> got, expected;  // time in us, node
  for (std::size_t p = 0; p < 2; ++p) {
    for (std::size_t k = 0; k < ours[p].times.size(); ++k) {
      got.emplace_back(std::llround(1e3 * ours[p].times[k]),
                       ours[p].neurons[k] + (p == 0 ? 0u : 240u));
    }
  }
  const PopulationSpikes theirs =
      read_spike_file(data_ / "300_intfire/output/spikes.h5").populations.at(0);
  for (std::size_t k = 0; k < theirs.times.size(); ++k) {
    expected.emplace_back(std::llround(1e3 * theirs.times[k]), theirs.neurons[k]);
  }
  std::ranges::sort(got);
  std::ranges::sort(expected);
  EXPECT_EQ(got.size(), 4322u);
  EXPECT_EQ(got, expected);
}

// tau_m 22.1 ms, C_m 117 pF, E_L -78, V_th -47, V_reset -50 mV, t_ref 3 ms, 190 pA from 100 to 900
// ms: the first spike is 44.05 ms after the onset, then one every 13.575 ms.
TEST_F(ConvertPublished, AnIafPscAlphaUnderCurrentFiresAsItsEquationSays) {
  const std::vector<PopulationSpikes> cell = run("sim_tests/intfire/one_cell_iclamp_nest/input");
  ASSERT_EQ(cell.at(0).times.size(), 56u);
  const double r_m = 22.1 / 117.0, v_inf = -78.0 + 190.0 * r_m;
  const double first = 100.0 + 22.1 * std::log((-78.0 - v_inf) / (-47.0 - v_inf));
  const double interval = 3.0 + 22.1 * std::log((-50.0 - v_inf) / (-47.0 - v_inf));
  EXPECT_NEAR(cell[0].times.front(), first, 0.011);
  EXPECT_NEAR((cell[0].times.back() - cell[0].times.front()) / 55, interval, 0.011);
}

TEST_F(ConvertPublished, TheOtherNetworksConvertAndRun) {
  EXPECT_EQ(run("300_pointneurons").size(), 5u);
  std::filesystem::remove(folder_ / "published.yaml");
  std::filesystem::remove(folder_ / "published.edges.h5");
  std::filesystem::remove(folder_ / "published.h5");
  EXPECT_EQ(run("sim_tests/intfire/ten_cells_spikes_nrn/input").at(0).size, 5u);
}

}  // namespace
}  // namespace meniscus
