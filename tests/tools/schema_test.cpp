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
                "stimuli: {s: {source: poisson, to: a, rate: 1 kHz, amplitude: 1 pA}}}"}),
      "rrrrrrrrr");
}

}  // namespace
}  // namespace meniscus
