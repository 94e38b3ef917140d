// tools/benchmark as a user meets it, without Brian2.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using testing::HasSubstr;

/// The script in a folder of its own.
class BenchmarkTool : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(python)) GTEST_SKIP() << "python3 is not installed";
  }

  Outcome benchmark(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command{python, MENISCUS_SOURCE_DIR "/tools/benchmark", "--build",
                                     MENISCUS_BUILD_DIR, "--without-brian2"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return Program(command, folder_.path()).wait();
  }

  /// Runs Python code that sees the package of the tool and must not fail.
  void expect_true(const std::string& code) const {
    write_file(folder_ / "check.py",
               "import json, sys\n"
               "sys.dont_write_bytecode = True\n"
               "sys.path.insert(0, '" MENISCUS_SOURCE_DIR "/tools')\n" +
                   code);
    const Outcome check = Program({python, "check.py"}, folder_.path()).wait();
    EXPECT_EQ(check.status, 0) << check.errors;
  }

  void expect_refusal(const std::vector<std::string>& arguments, const std::string& message) const {
    const Outcome outcome = benchmark(arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.output, "");
    EXPECT_EQ(outcome.errors, "tools/benchmark: " + message + "\n");
  }

  static constexpr auto python = "/usr/bin/python3";
  TemporaryFolder folder_;
};

TEST_F(BenchmarkTool, HelpTellsOptionsAndExitStatuses) {
  const Outcome outcome = benchmark({"--help"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.output, HasSubstr("--networks"));
  EXPECT_THAT(outcome.output, HasSubstr("Exit status: 0 done"));
}

TEST_F(BenchmarkTool, PrintsATableAndWritesWhatItMeasured) {
  const Outcome outcome = benchmark({"--networks", "A", "--duration", "50ms", "--repeats", "1",
                                     "--markdown", "--json", "measured.json"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("A: Vogels-Abbott CUBA"));
  EXPECT_THAT(outcome.output, testing::ContainsRegex("Meniscus +double"));
  EXPECT_THAT(outcome.output, testing::ContainsRegex("Meniscus single +single"));
  EXPECT_THAT(outcome.output, HasSubstr("| network | Meniscus | Brian2 |"));
  expect_true(
      "report = json.load(open('measured.json'))\n"
      "assert report['machine']['processor'] and report['machine']['compiler'], report\n"
      "network, = report['networks']\n"
      "row = network['rows']['Meniscus']\n"
      "assert abs(row['simulated'] - 0.05) < 1e-9, row\n"
      "assert row['cpu'] > 0 and row['wall'] > 0 and row['build_cpu'] > 0, row\n"
      "assert 310e3 < row['synapses'] < 330e3 and 2 <= row['bytes_per_synapse'] < 8, row\n"
      "assert 3 < row['rate'] < 9, row\n"
      "assert row['peak_memory'] > 1e6, row\n"
      "assert len(network['runs']['Meniscus']) == 1, network\n"
      "single = network['rows']['Meniscus single']\n"
      "assert abs(single['rate'] / row['rate'] - 1) < 0.2, (single, row)\n");
}

TEST_F(BenchmarkTool, MarksRatesThatDiffer) {
  expect_true(
      "from benchmarks import tables\n"
      "run = {k: 1.0 for k in ('cpu', 'wall', 'build_cpu', 'build_wall', 'simulated', 'spikes',\n"
      "                        'events', 'synapses', 'bytes_per_synapse', 'peak_memory')}\n"
      "from benchmarks.networks import NETWORKS\n"
      "def text(rate):\n"
      "    runs = {'Meniscus': [{**run, 'rate': 10.0, 'precision': 'double'}],\n"
      "            'Brian2': [{**run, 'cpu': 4.0, 'rate': rate, 'precision': 'double'}]}\n"
      "    rows = {name: tables.summary(NETWORKS['B'], r, None) for name, r in runs.items()}\n"
      "    return tables.text_of({'network': 'B', 'title': '', 'seconds': 1, 'notes': [],\n"
      "                           'rows': rows, 'comparisons': tables.compare(rows, runs)})\n"
      "assert '4.00 (4.00 to 4.00)' in text(10.0), text(10.0)\n"
      "assert 'WRONG' not in text(10.29), text(10.29)\n"
      "assert 'WRONG' in text(10.4), text(10.4)\n");
}

TEST_F(BenchmarkTool, RefusesAnUnknownNetwork) {
  expect_refusal({"--networks", "A,E"},
                 "argument --networks: unknown network \"E\"; there are A, A-50k, B, B-individual, "
                 "Bnet0, C, D");
}

TEST_F(BenchmarkTool, RefusesNoRepeats) {
  expect_refusal({"--repeats", "0"},
                 "argument --repeats: expected a whole number from 1 to 9999, got \"0\"");
}

TEST_F(BenchmarkTool, RefusesADurationWithoutUnit) {
  expect_refusal({"--duration", "5"},
                 "argument --duration: expected a time from 1 ms to 3600 s, got \"5\"");
}

TEST_F(BenchmarkTool, RefusesAnUnknownOption) {
  expect_refusal({"--network", "A"}, "unrecognized arguments: --network A");
}

TEST_F(BenchmarkTool, TellsThatMeniscusIsNotBuilt) {
  const Outcome outcome = benchmark({"--build", folder_.path()});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.errors, HasSubstr("is missing: build with tools/build"));
}

}  // namespace
}  // namespace meniscus
