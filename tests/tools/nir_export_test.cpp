// Model files as NIR graphs, converted and read back by the program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>
#include <utility>

#include "tests/tools/nir_conversion.hpp"
#include "tests/tools/nir_files.hpp"

namespace meniscus {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class NirExport : public Nir {
 protected:
  void write_model(const std::string& text) const {
    write_file(folder_ / "net.yaml", "name: net\nduration: 100 ms\n" + text);
  }

  Outcome export_model(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"convert", "net.yaml", "net.nir"});
    return program(options);
  }

  /// The items of a model file in whatever order, without what names its origin.
  std::multiset<std::string> items(const std::string& name) const {
    std::istringstream text(file_content(folder_ / (name + ".yaml")));
    std::multiset<std::string> result;
    std::string item;
    for (std::string line; std::getline(text, line);) {
      if (line.starts_with("#") || line.starts_with("name:")) continue;
      if (!line.starts_with("    ")) result.insert(std::exchange(item, ""));
      const std::size_t file = line.find(name + ".edges.h5");
      item += (file == line.npos ? line : line.replace(file, name.size(), "*")) + "\n";
    }
    result.insert(item);
    return result;
  }

  /// The edges of a model, weights as the simulation takes them.
  std::vector<std::string> edges(const std::string& name) const {
    const Hdf5File file(folder_ / (name + ".edges.h5"), Hdf5File::Mode::read);
    std::vector<std::string> lines;
    for (const std::string& group : file.names("/")) {
      if (group == "members") continue;  // parts of a node come back as nodes
      for (const std::string& column : file.names("/" + group)) {
        const std::string path = "/" + group + "/" + column;
        std::string line = path + ":";
        if (file.type(path) == "u32") {
          for (const auto id : file.read<std::uint32_t>(path)) line += fmt::format(" {}", id);
        } else {
          for (const double value : file.read<double>(path)) {
            line += fmt::format(" {}", static_cast<float>(value));
          }
        }
        lines.push_back(line);
      }
    }
    return lines;
  }

  /// Spikes of `populations` to random input, by model, population and step; once from net.yaml and
  /// once from what came back.
  void expect_same_spikes(const std::vector<std::string>& populations, int lines,
                          const std::vector<std::string>& options = {}) {
    const StepSpikes input = random_spikes(lines, 0.1, 400);
    run(input, 400);
    std::vector<StepSpikes> before;
    for (const std::string& name : populations) before.push_back(spikes(name, 0, 400));
    there_and_back(options);
    run(input, 400);
    for (std::size_t k = 0; k < populations.size(); ++k) {
      EXPECT_GT(before[k].size(), 50u) << populations[k];
      EXPECT_EQ(spikes(populations[k], 0, 400), before[k]) << populations[k];
    }
  }
};

constexpr const char* input_of_ten =
    "populations:\n"
    "  input: {model: spike_list, size: 10, parameters: {times: [], neurons: []}}\n";

/// Every kind of node and way that an import knows, apart from those that become weights.
void write_rich_graph(const std::filesystem::path& name) {
  NirFile file(name);
  file.ends(3, 2);
  file.node("a", "CubaLIF");
  for (const char* tau : {"tau_syn", "tau_mem"}) file.values(tau, {0.002f, 0.002f});
  file.values("r", {2, 2});
  file.values("v_leak", {0.1f, 0.1f});
  file.values("w_in", {20, 20});
  file.values("v_threshold", {0.5f, 0.5f});
  file.values("v_reset", {-0.25f, -0.25f});
  file.lif("b", 2);
  file.node("c", "IF");
  file.values("r", {1, 2});  // a population for each
  file.values("v_threshold", {1.5f, 1.5f});
  file.node("gate", "Threshold");
  file.values("threshold", {0.3f, 0.3f});
  file.node("low", "LI");
  file.values("tau", {0.01f, 0.01f});
  file.values("r", {1, 1});
  file.values("v_leak", {0, 0});
  file.node("low_output", "Output");
  file.whole("shape", {2});
  const auto affine = [&](const std::string& node, const std::vector<float>& weights) {
    file.node(node, "Affine");
    file.matrix("weight", 2, weights);
    file.values("bias", {0.05f, 0.0625f});
  };
  affine("in_a", {0.3f, 0.7f, 0.0f, -0.2f, 0.9f, 0.6f});
  affine("a_b", {1.5f, 0.25f, 0.5f, 1.75f});
  affine("a_c", {0.75f, 1.0f, 0.125f, 0.3f});
  affine("c_gate", {0.5f, 0.5f, 0.25f, 0.375f});
  affine("b_low", {1, 2, 3, 4});
  affine("gate_output", {1, -1, 0.5f, 2});
  affine("a_a", {0.0f, -0.4f, 0.3f, 0.0f});
  file.node("late", "Delay");
  file.values("delay", {0.0003f, 0.0005f});
  file.edges({"input",  "in_a",        "in_a",        "a",      "a",     "a_b", "a_b", "b",
              "a",      "late",        "late",        "a_c",    "a_c",   "c",   "c",   "c_gate",
              "c_gate", "gate",        "b",           "b_low",  "b_low", "low", "low", "low_output",
              "gate",   "gate_output", "gate_output", "output", "a",     "a_a", "a_a", "a"});
  file.close();
}

TEST_F(NirExport, AnImportedGraphComesBackAndRunsAsBefore) {
  write_rich_graph(folder_ / "g.nir");
  for (const char* method : {"euler", "exact"}) {
    model_ = "net";
    ASSERT_EQ(convert(folder_ / "g.nir", {"--nir-method", method}).status, 0);
    const StepSpikes input = random_spikes(3, 0.2, 300);
    run(input, 300);
    std::vector<StepSpikes> before;
    for (const char* name : {"a", "b", "c_1", "c_2", "gate"})
      before.push_back(spikes(name, 0, 300));
    const auto output = report("output.v"), low = report("low.v");
    there_and_back({"--nir-method", method});
    EXPECT_EQ(items("again"), items("net"));
    EXPECT_EQ(edges("again"), edges("net"));
    run(input, 300);
    std::size_t k = 0;
    for (const char* name : {"a", "b", "c_1", "c_2", "gate"}) {
      EXPECT_GT(before[k].size(), 10u) << name;
      EXPECT_EQ(spikes(name, 0, 300), before[k++]) << name;
    }
    EXPECT_EQ(report("output.v"), output);
    EXPECT_EQ(report("low.v"), low);
  }
}

TEST_F(NirExport, AModelOfOnesOwnFiresTheSameSpikesWhenReadBack) {
  // Drawn weights and delays, a weight that no 32-bit float holds, three neuron types, loops.
  write_model(
      std::string(input_of_ten) +
      "  exc:\n    model: lif_nir\n    size: 40\n"
      "    parameters: {tau_m: 7 ms, tau_syn: 1.3 ms, e_l: 0.1 mV, v_th: 0.7 mV,\n"
      "      v_reset: -0.3 mV, r_m: 3 GOhm, w_in: 1.1}\n"
      "  inh: {model: lif_nir, size: 10, parameters: {tau_m: 3 ms, v_th: 0.4 mV, r_m: 9 GOhm}}\n"
      "  sum: {model: lif_nir, size: 5, parameters: {leak: false, tau_m: 2 ms, v_th: 0.0123 mV}}\n"
      "projections:\n"
      "  - {from: input, to: [exc, inh], connect: {rule: pairwise_bernoulli, p: 0.5},\n"
      "     weight: {normal: {mean: 2 pA, sd: 1 pA}},\n"
      "     delay: {uniform: {low: 0.1 ms, high: 0.6 ms}}}\n"
      "  - {from: exc, to: [exc, inh], connect: {rule: pairwise_bernoulli, p: 0.3},\n"
      "     weight: 0.3 pA, delay: 1 ms}\n"
      "  - {from: inh, to: exc, connect: {rule: fixed_indegree, indegree: 4},\n"
      "     weight: -0.7 pA, delay: 0.8 ms}\n"
      "  - {from: exc, to: sum, connect: {rule: all_to_all}, weight: 0.1 pA, delay: 0.1 ms}\n"
      "record: {spikes: [exc, inh, sum]}\n");
  expect_same_spikes({"exc", "inh", "sum"}, 10);
}

TEST_F(NirExport, LoopsOfOneTickPerSynapseComeBack) {
  write_model(std::string(input_of_ten) +
              "  exc: {model: lif_nir, size: 20, parameters: {tau_m: 2 ms, v_th: 0.6 mV}}\n"
              "  inh: {model: lif_nir, size: 20, parameters: {tau_m: 1 ms, v_th: 0.6 mV}}\n"
              "projections:\n"
              "  - {from: input, to: [exc, inh], connect: {rule: all_to_all},\n"
              "     weight: {uniform: {low: 0 pA, high: 12 pA}}, delay: 0.1 ms}\n"
              "  - {from: exc, to: [exc, inh], connect: {rule: pairwise_bernoulli, p: 0.3},\n"
              "     weight: 2 pA, delay: 0.1 ms}\n"
              "  - {from: inh, to: [exc, inh], connect: {rule: pairwise_bernoulli, p: 0.3},\n"
              "     weight: -3 pA, delay: 0.1 ms}\n"
              "record: {spikes: [exc, inh]}\n");
  expect_same_spikes({"exc", "inh"}, 10);
}

TEST_F(NirExport, PathsOfDifferentLengthComeBack) {
  // b hears the input sooner than a's spikes, so that its layer can't come after a's.
  write_model(
      "populations:\n"
      "  input: {model: spike_list, size: 1, parameters: {times: [], neurons: []}}\n"
      "  a: {model: lif_nir, size: 1, parameters: {tau_m: 0.2 ms, v_th: 0.3 mV}}\n"
      "  b: {model: lif_nir, size: 1, parameters: {tau_m: 0.2 ms, v_th: 0.3 mV}}\n"
      "projections:\n"
      "  - {from: input, to: [a, b], connect: {rule: one_to_one}, weight: 1 pA, delay: 0.1 ms}\n"
      "  - {from: a, to: b, connect: {rule: one_to_one}, weight: 1 pA, delay: 0.1 ms}\n"
      "record: {spikes: [a, b]}\n");
  there_and_back();
  run({{3, 0}, {9, 0}}, 20);
  EXPECT_EQ(spikes("a", 1, 20), (StepSpikes{{3, 0}, {9, 0}}));
  EXPECT_EQ(spikes("b", 1, 20), (StepSpikes{{3, 0}, {4, 0}, {9, 0}, {10, 0}}));
  const Hdf5File graph(folder_ / "back.nir", Hdf5File::Mode::read);
  EXPECT_EQ(graph.read<double>("/node/nodes/a_to_b_delay/delay"), std::vector{1e-4});
}

TEST_F(NirExport, ListsWhatItDrops) {
  write_model(
      "populations:\n"
      "  noise: {model: poisson, size: 5, parameters: {rate: 20 Hz}}\n"
      "  list: {model: spike_list, size: 5, parameters: {times: [1 ms, 2 ms], neurons: [0, 1]}}\n"
      "  cells:\n"
      "    model: lif_nir\n    size: 5\n    precision: single\n"
      "    parameters: {subtract: true}\n"
      "    initial: {v: {uniform: {low: 0 mV, high: 1 mV}}}\n"
      "stimuli:\n"
      "  more: {source: poisson, rate: 1 kHz, to: cells, weight: 0.5 pA}\n"
      "  push: {source: constant_current, amplitude: 1 pA, to: cells}\n"
      "plasticity:\n"
      "  learning: {rule: stdp_pair, w_max: 9 pA}\n"
      "projections:\n"
      "  - {name: learned, from: noise, to: cells, connect: {rule: all_to_all}, weight: 1 pA,\n"
      "     delay: 0.1 ms, plasticity: learning}\n");
  const Outcome refused = export_model({"--strict"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "net.nir"));
  const Outcome outcome = export_model();
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "net.nir"));
  for (const char* lost :
       {"the spikes of noise (poisson)", "the 2 spikes of list", "precision of cells",
        "subtract of cells", "initial values of v of cells", "stimulus more of cells",
        "stimulus push of cells", "plasticity of learned"}) {
    EXPECT_THAT(outcome.errors, HasSubstr(std::string("dropped: ") + lost));
  }
  EXPECT_EQ(std::ranges::count(outcome.errors, '\n'), 8) << outcome.errors;
  EXPECT_EQ(refused.errors, "net.yaml: not converted, because of --strict:\n" + outcome.errors);
}

TEST_F(NirExport, NothingIsLostOfAGraphThatWasImported) {
  write_rich_graph(folder_ / "g.nir");
  ASSERT_EQ(convert(folder_ / "g.nir").status, 0);
  const Outcome outcome = export_model({"--strict"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.errors, "");
}

TEST_F(NirExport, RefusesNeuronsThatNirHasNot) {
  write_model(
      "populations:\n"
      "  input: {model: poisson, size: 5, parameters: {rate: 20 Hz}}\n"
      "  cells: {model: lif, size: 5}\n"
      "  others: {model: lif_exp, size: 5}\n");
  const Outcome outcome = export_model();
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors,
              AllOf(HasSubstr("net.yaml:5:18: populations.cells.model: expected lif_nir or a "
                              "source, got \"lif\": NIR's neurons"),
                    HasSubstr("net.yaml:6:19: populations.others.model")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "net.nir"));
}

TEST_F(NirExport, RefusesWhatHasNoInput) {
  write_model("populations: {cells: {model: lif_nir, size: 5}}\n");
  const Outcome outcome = export_model();
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("net.yaml: expected a population of a source"));
}

TEST_F(NirExport, TakesNoOptionsThatTheModelDecides) {
  write_model("populations: {cells: {model: lif_nir, size: 5}}\n");
  for (const auto& option : {std::pair("--nir-dt", "1 ms"), std::pair("--nir-method", "exact"),
                             std::pair("--nir-reset", "subtract")}) {
    const Outcome outcome = export_model({option.first, option.second});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("are for reading a graph"));
  }
}

TEST_F(NirExport, WritesManyDenseWeightsOnlyIfAllowed) {
  write_model(
      "populations:\n"
      "  input: {model: spike_list, size: 8001, parameters: {times: [], neurons: []}}\n"
      "  cells: {model: lif_nir, size: 8000}\n"
      "projections:\n"
      "  - {from: input, to: cells, connect: {rule: fixed_total_number, number: 3}, weight: 1 pA,\n"
      "     delay: 0.1 ms}\n");
  const Outcome refused = export_model();
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.errors,
              HasSubstr("net.yaml: NIR holds weights densely: with projection input_to_cells (8000 "
                        "x 8001) these are 64008000, more than 64000000"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "net.nir"));
  EXPECT_EQ(export_model({"--allow-dense"}).status, 0);
}

/// What every reader of NIR relies on: datasets only, each node with exactly its type's parameters
/// (readers pass all others on and fail), none of them a scalar, all as long as their neighbours.
constexpr const char* check_layout = R"(
import h5py, sys
f = h5py.File(sys.argv[1], 'r')
text = lambda d: d[()].decode()
neuron = {'r', 'v_threshold'}
parameters = {
    'Input': {'shape'}, 'Output': {'shape'}, 'Linear': {'weight'}, 'Affine': {'weight', 'bias'},
    'Delay': {'delay'}, 'Threshold': {'threshold'}, 'IF': neuron, 'LI': {'tau', 'r', 'v_leak'},
    'LIF': neuron | {'tau', 'v_leak'},
    'CubaLIF': neuron | {'tau_mem', 'tau_syn', 'v_leak', 'w_in'}}
assert text(f['version']).startswith('1.'), f['version'][()]
assert set(f) == {'version', 'node'} and set(f['node']) == {'type', 'edges', 'nodes'}
assert text(f['node/type']) == 'NIRGraph'
f.visititems(lambda name, item: None if len(item.attrs) == 0 else sys.exit(name))
ends, types = {}, {}
for name, node in f['node/nodes'].items():
    types[name] = kind = text(node['type'])
    given = set(node) - {'type'}
    assert given - {'v_reset'} == parameters[kind], (name, kind, given)
    numbers = {p: node[p] for p in given}
    if kind in ('Input', 'Output'):
        assert node['shape'].dtype == 'i8' and node['shape'].shape == (1,)
        ends[name] = 2 * (node['shape'][0],)
    elif kind in ('Linear', 'Affine'):
        ends[name] = numbers.pop('weight').shape[::-1]
        assert all(d.shape == ends[name][1:] for d in numbers.values()), name
    else:
        shapes = {d.shape for d in numbers.values()}
        assert len(shapes) == 1 and len(*shapes) == 1, (name, shapes)
        ends[name] = 2 * shapes.pop()
    assert kind in ('Input', 'Output') or all(node[p].dtype in ('f4', 'f8') for p in given)
edges = f['node/edges']
assert h5py.check_string_dtype(edges.dtype).encoding == 'utf-8' and edges.shape[1] == 2
for a, b in edges.asstr()[:]:
    assert ends[a][1] == ends[b][0], (a, b)
sources, targets = set(edges.asstr()[:, 0]), set(edges.asstr()[:, 1])
for name, kind in types.items():
    assert (name in targets) == (kind != 'Input') and (name in sources) == (kind != 'Output'), name
print(' '.join(sorted(types.values())))
)";

TEST_F(NirExport, WritesTheLayoutThatReadersOfNirExpect) {
  const std::string python = "/usr/bin/python3";
  if (std::system((python + " -c 'import h5py' 2>/dev/null").c_str()) != 0) {
    GTEST_SKIP() << "needs python3 with h5py (apt-get install python3-h5py)";
  }
  write_file(folder_ / "check.py", check_layout);
  write_rich_graph(folder_ / "g.nir");
  ASSERT_EQ(convert(folder_ / "g.nir").status, 0);
  ASSERT_EQ(export_model().status, 0);
  const Outcome outcome = Program({python, "check.py", "net.nir"}, folder_.path()).wait();
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.output,
            "Affine Affine Affine Affine Affine Affine Affine CubaLIF Delay Delay IF IF "
            "Input LI LIF Linear Linear Output Output Threshold\n");
}

/// The nodes of a graph without their names: type, parameters with type and shape, values.
std::multiset<std::string> anonymous_nodes(const std::filesystem::path& name) {
  const Hdf5File file(name, Hdf5File::Mode::read);
  std::multiset<std::string> nodes;
  for (const std::string& node : file.names("/node/nodes")) {
    const std::string path = "/node/nodes/" + node + "/";
    std::string text = file.read_text(path + "type");
    for (const std::string& parameter : file.names(path)) {
      if (parameter == "type") continue;
      const std::string type = file.type(path + parameter);
      text += fmt::format("; {} {} ({}):", parameter, type,
                          fmt::join(file.shape(path + parameter), ", "));
      if (type == "i64") continue;
      // The last digits may change when a time passes through milliseconds.
      for (const double value : file.read<double>(path + parameter)) {
        text += fmt::format(" {:.14g}", value);
      }
    }
    nodes.insert(text);
  }
  return nodes;
}

TEST_F(NirExport, APublishedGraphComesBackWithTheSameNodes) {
  const auto graph = shared_data("nir/03_rnn_braille/braille_noDelay_noBias_subtract.nir");
  if (graph.empty()) GTEST_SKIP() << "MENISCUS_DATA names no folder with nir/03_rnn_braille";
  ASSERT_EQ(convert(graph).status, 0);
  ASSERT_EQ(export_model({"--strict"}).status, 0);
  EXPECT_EQ(anonymous_nodes(folder_ / "net.nir"), anonymous_nodes(graph));
}

}  // namespace
}  // namespace meniscus
