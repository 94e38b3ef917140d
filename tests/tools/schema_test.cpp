#include <gtest/gtest.h>

#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

/// Reads the schema and documents separated by "---"; prints which of them it refuses.
constexpr std::string_view checker = R"(
import json, sys, yaml, jsonschema
schema = json.load(open('schema.json'))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
for name in sys.argv[1:]:
    for i, document in enumerate(yaml.safe_load_all(open(name))):
        if not validator.is_valid(document):
            print(name, i)
)";

/// `meniscus schema` against python3-jsonschema, an independent reader of JSON Schemas.
class SchemaCommand : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(python_)) GTEST_SKIP() << "python3 is not installed";
    if (Program({python_, "-c", "import jsonschema, yaml"}, folder_.path()).wait().status != 0)
      GTEST_SKIP() << "python3-jsonschema or python3-yaml is not installed";
    const Outcome outcome = Program({MENISCUS_PROGRAM, "schema"}, folder_.path()).wait();
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
    write_file(folder_ / "schema.json", outcome.output);
    write_file(folder_ / "check.py", std::string(checker));
  }

  /// The documents that the schema refuses: a line "file index" each.
  std::string refused(const std::vector<std::string>& files) const {
    std::vector<std::string> command{python_, "check.py"};
    command.insert(command.end(), files.begin(), files.end());
    const Outcome outcome = Program(command, folder_.path()).wait();
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    return outcome.output;
  }

  /// The schema's verdict on documents, 'r' for a refused one.
  std::string verdicts(const std::vector<std::string>& documents) const {
    std::string file;
    for (const std::string& document : documents) file += "---\n" + document + "\n";
    write_file(folder_ / "documents.yaml", file);
    const std::string output = refused({"documents.yaml"});
    std::string result;
    for (std::size_t i = 0; i < documents.size(); ++i) {
      const std::string line = "documents.yaml " + std::to_string(i) + "\n";
      result += output.find(line) == std::string::npos ? '.' : 'r';
    }
    return result;
  }

  std::string python_ = "/usr/bin/python3";
  TemporaryFolder folder_;
};

TEST_F(SchemaCommand, AcceptsEveryModelFileOfThisRepository) {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(MENISCUS_SOURCE_DIR "/configs")) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  EXPECT_GE(files.size(), 10u);
  EXPECT_EQ(refused(files), "");
}

/// A simulation of one population with one key more, in braces.
std::string population(const std::string& key) {
  return "{duration: 1 s, populations: {a: {model: lif, size: 2, " + key + "}}}";
}

std::string projection(const std::string& keys) {
  return "{duration: 1 s, populations: {a: {model: lif, size: 2}}, projections: [{from: a, to: "
         "[a], delay: 1 ms, " +
         keys + "}]}";
}

TEST_F(SchemaCommand, AcceptsWhatTheReaderAccepts) {
  const std::string rule = "connect: {rule: pairwise_bernoulli, p: 10 %}";
  EXPECT_EQ(verdicts({population("inhibitory: 20 %"), population("inhibitory: 0.2"),
                      population("parameters: {tau_m: 1.5e-2 s, e_l: -65mV, r_m: 100 MΩ}"),
                      population("parameters: \"${cell}\""),
                      population("parameters: {tau_m: \"${tau} / 2\"}"),
                      population("initial: {v: {uniform: {low: -1 mV, high: 1 mV}}}"),
                      projection(rule + ", weight: 0.1 mV"),
                      projection(rule + ", weight: {exc: 1 nS, inh: {constant: 2, sign: random}}"),
                      "{include: a.yaml, populations: {a: {size: 3}}}",
                      "{include: [a.yaml], parameters: {n: 1}}"}),
            "..........");
}

/// A classification with these sections `data` and `input`.
std::string classification(const std::string& data, const std::string& input) {
  return "{experiment: classify, data: {" + data + ", folds: 5}, input: {" + input +
         "}, populations: {a: {model: lif, size: 2}}, readout: {features: {counts: a}, classifier: "
         "ridge}}";
}

std::string readout(const std::string& keys) {
  return "{experiment: classify, data: {set: events, path: x, folds: 5}, populations: {a: {model: "
         "lif, size: 2}}, readout: {classifier: ridge, " +
         keys + "}}";
}

/// A simulation of neurons somewhere.
std::string placed(const std::string& keys) {
  return "{duration: 1 s, populations: {a: {model: lif, " + keys + "}}}";
}

TEST_F(SchemaCommand, KnowsWhereNeuronsAre) {
  EXPECT_EQ(
      verdicts({placed("positions: [[0, 0, 0], [1, 2.5]]"), placed("positions: {file: a.csv}"),
                placed("size: 2, positions: {uniform: {low: [0, 0], high: [1, 1]}}"),
                placed("grid: [1, 2, 3], dale: true")}),
      "....");
  EXPECT_EQ(verdicts({placed("positions: [[0], [1]]"), placed("positions: {}"),
                      placed("positions: {uniform: {low: [0, 0], high: [1, 1]}}"),
                      placed("size: 2, positions: {uniform: {low: [0, 0]}}"),
                      placed("positions: [[0, 0]], grid: [1, 1, 1]"), placed("grid: [1, 1]"),
                      placed("size: 2, dale: 20 %"), placed("positions: {fil: a.csv}")}),
            "rrrrrrrr");
}

TEST_F(SchemaCommand, KnowsDelaysInParts) {
  const auto delayed = [](const std::string& delay, const std::string& more = "") {
    return "{duration: 1 s, populations: {a: {model: lif, size: 2}}, projections: [{from: a, to: "
           "a, connect: {rule: one_to_one}, weight: 1 mV, delay: " +
           delay + more + "}]}";
  };
  EXPECT_EQ(verdicts({delayed("{base: 1 ms, velocity: 500 1/s}"), delayed("{axonal: 1 ms}"),
                      delayed("{axonal: {uniform: {low: 1 ms, high: 2 ms}}, dendritic: 1 ms}"),
                      delayed("1 ms", ", spectral_radius: 0.9 mV")}),
            "....");
  EXPECT_EQ(verdicts({delayed("{base: 1 ms}"), delayed("{dendritic: 1 ms}"),
                      delayed("{base: 1 ms, axonal: 1 ms, velocity: 1 1/s}"),
                      delayed("{axonal: 1 ms, velocity: 1 mV}"), delayed("{axonl: 1 ms}"),
                      delayed("{axonal: 1 ms, dendritic: 1 ms}", ", plasticity: p, post_lag: 1 ms"),
                      delayed("1 ms", ", spectral_radius: -1 mV"),
                      delayed("1 ms", ", spectral_radius: 1 mV, plasticity: p")}),
            "rrrrrrrr");
}

TEST_F(SchemaCommand, KnowsEdgesOfAFile) {
  const auto connected = [](const std::string& connect) {
    return "{duration: 1 s, populations: {a: {model: lif, size: 2}}, projections: [{from: a, to: "
           "a, connect: " +
           connect + "}]}";
  };
  EXPECT_EQ(verdicts({connected("{rule: from_file, file: a.csv}"), connected("\"${how}\""),
                      connected("{rule: from_file, file: a.h5, group: /edges}")}),
            "...");
  EXPECT_EQ(verdicts({connected("{rule: from_file}"), connected("{rule: from_file, fil: a.csv}"),
                      connected("{rule: one_to_one}"), connected("{file: a.csv}")}),
            "rrrr");
}

TEST_F(SchemaCommand, KnowsDataAndInput) {
  const std::string rate = "encoder: poisson_rate, max_rate: 100 Hz, duration: 100 ms";
  const std::string sound = "filter_bank: {kind: mel, window: 20 ms}, encoder: delta";
  EXPECT_EQ(verdicts({classification("set: fashion_mnist", rate),
                      classification("set: csv_images, path: a, label: last, low: 1", rate),
                      classification("set: csv_series, path: a, channels: 2", "encoder: delta"),
                      classification("set: fsdd, path: a", sound + ", compression: {kind: none}"),
                      classification("set: events, path: a, size: [4, 4], chip: davis346", ""),
                      classification("set: shd, path: a, units: 70", "duration: 1 s"),
                      "{include: a.yaml, input: {encoder: poisson_rate}}"}),
            ".......");
  EXPECT_EQ(
      verdicts({classification("set: mnis, path: a", rate), classification("set: mnist", rate),
                classification("set: fashion_mnist, train: 1", rate),
                classification("set: fashion_mnist, chip: dvs128", rate),
                classification("set: nmnist, path: a, size: 4", ""),
                classification("set: events, path: a, polarity: both", ""),
                classification("set: events, path: a", "encoder: delta"),
                classification("set: fsdd, path: a", rate),
                classification("set: fsdd, path: a", "encoder: delta"),
                classification("set: fsdd, path: a", "filter_bank: {channels: 2}, encoder: delta"),
                classification("set: csv_series, path: a", sound),
                classification("set: fashion_mnist", "encoder: poisson_rate, duration: 1 s"),
                classification("set: fashion_mnist", "encoder: latency"),
                classification("set: fashion_mnist", "encoder: phase, bits: 0, duration: 1 s"),
                classification("set: fsdd, path: a",
                               "filter_bank: {kind: gammatone, window: 1 ms}, encoder: delta"),
                classification("set: fsdd, path: a",
                               sound + ", compression: {kind: none, dynamic_range: 10}")}),
      "rrrrrrrrrrrrrrrr");
}

TEST_F(SchemaCommand, KnowsFeatures) {
  EXPECT_EQ(verdicts({readout("features: {traces: a, tau: 10 ms, windows: 2}"),
                      readout("standardise: true, features: {potentials: a, at: [5 ms, 10 ms]}")}),
            "..");
  EXPECT_EQ(
      verdicts({readout("features: {windows: 2}"), readout("features: {counts: a, traces: a}"),
                readout("features: {counts: a, tau: 10 ms}"),
                readout("features: {counts: a, at: [5 ms], windows: 2}"),
                readout("features: {counts: a, at: [5]}"), readout("features: {count: a}")}),
      "rrrrrr");
}

TEST_F(SchemaCommand, RefusesMistakes) {
  const std::string rule = "connect: {rule: pairwise_bernoulli, p: 0.1}";
  EXPECT_EQ(
      verdicts({"{duration: 1 s}", "{populations: {}}", "{duration: 1 mV, populations: {}}",
                "{duration: 5, populations: {}}", "{duration: 0 s, populations: {}}",
                "{duration: -1 s, populations: {}}", "{duration: 1 s, populations: {}, sed: 1}",
                "{duration: 1 s, populations: {}, seed: -1}",
                "{duration: 1 s, populations: {}, seed: 1.5}",
                "{experiment: classify, populations: {}}"}),
      "rrrrrrrrrr");
  EXPECT_EQ(
      verdicts({population("inhibitory: 2"), population("driver: clok"),
                population("parameters: {tau_m: 20}"), population("parameters: {tau_m: -20 ms}"),
                population("parameters: {tau: 20 ms}"), population("initial: {w: 1 mV}"),
                population("grid: [1, 1, 1]"),
                "{duration: 1 s, populations: {a: {model: lfi, size: 2}}}",
                "{duration: 1 s, populations: {a: {model: lif}}}",
                "{duration: 1 s, populations: {a: {size: 2}}}"}),
      "rrrrrrrrrr");
  EXPECT_EQ(
      verdicts({projection(rule), projection("weight: 1 mV"), projection(rule + ", weight: 1 ms"),
                projection(rule + ", weight: {normal: {mean: 1 mV}}"),
                projection(rule + ", weight: 1 mV, post_lag: 1 ms"),
                projection("connect: {rule: pairwise_bernoulli}, weight: 1 mV"),
                projection("connect: {rule: pairwise_bernoulli, p: 2}, weight: 1 mV"),
                projection("connect: {rule: one_to_one, p: 0.1}, weight: 1 mV"),
                "{duration: 1 s, populations: {a: {model: lif, size: 2}}, "
                "stimuli: {s: {source: poisson, to: a, rate: 1 kHz, amplitude: 1 pA}}}",
                "{duration: 1 s, populations: {a: {model: lif, size: 2}}, "
                "stimuli: {s: {source: noise_current, to: a, sd: 1 pA, neuron: 1}}}",
                "{duration: 1 s, populations: {a: {model: lif, size: 2}}, "
                "stimuli: {s: {source: poisson, to: a, rate: 1 kHz}}}"}),
      "rrrrrrrrrrr");
}

}  // namespace
}  // namespace meniscus
