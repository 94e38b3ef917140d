#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "sim/io/hdf5.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using testing::HasSubstr;

constexpr std::string_view model =
    "duration: 60 ms\n"
    "populations:\n"
    "  exc: {model: lif, size: 24}\n"
    "stimuli:\n"
    "  drive: {source: poisson, rate: 10 kHz, to: exc, weight: 0.3 mV}\n"
    "projections:\n"
    "  - {from: exc, to: exc, connect: {rule: fixed_indegree, indegree: 5}, weight: 0.5 mV, delay: "
    "1.5 ms}\n"
    "record: {spikes: exc}\n";

struct Spikes {
  std::vector<double> times;
  std::vector<std::uint64_t> neurons;
  bool operator==(const Spikes&) const = default;
};

/// The program in a folder of its own with the file model.yaml.
class CommandLine : public testing::Test {
 protected:
  CommandLine() { write_file(folder_ / "model.yaml", std::string(model)); }

  std::vector<std::string> command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), MENISCUS_PROGRAM);
    return arguments;
  }
  Outcome meniscus(const std::vector<std::string>& arguments, std::size_t largest_file = 0) const {
    return Program(command(arguments), folder_.path(), largest_file).wait();
  }

  std::vector<std::string> files() const { return user_files(folder_.path()); }

  Hdf5File result(const std::string& name) const {
    return Hdf5File(folder_ / name, Hdf5File::Mode::read);
  }
  Spikes spikes(const std::string& name) const {
    const Hdf5File file = result(name);
    return {file.read<double>("/spikes/exc/timestamps"),
            file.read<std::uint64_t>("/spikes/exc/node_ids")};
  }

  /// Expects a refusal that tells `message` and writes nothing.
  void expect_refusal(const Outcome& outcome, int status, const std::string& message) const {
    EXPECT_EQ(outcome.status, status);
    EXPECT_THAT(outcome.errors, HasSubstr(message));
    EXPECT_EQ(outcome.output, "");
    EXPECT_EQ(files(), std::vector<std::string>{});
  }

  TemporaryFolder folder_;
};

std::filesystem::path python() { return "/usr/bin/python3"; }

TEST_F(CommandLine, HelpHasExamplesAndExitStatuses) {
  const Outcome outcome = meniscus({"--help"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.output, HasSubstr("meniscus run configs/demo.yaml"));
  EXPECT_THAT(outcome.output, HasSubstr("130 interrupted"));
}

TEST_F(CommandLine, TellsItsVersion) {
  const Outcome outcome = meniscus({"--version"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output, MENISCUS_VERSION "\n");
}

TEST_F(CommandLine, RunWritesAResultNamedAfterTheModel) {
  const Outcome outcome = meniscus({"run", "model.yaml"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("mean rate of exc"));
  EXPECT_THAT(outcome.output, HasSubstr("result: model.h5\n"));
  EXPECT_THAT(outcome.errors, HasSubstr("100 % simulating 60/60 ms"));
  EXPECT_EQ(files(), (std::vector<std::string>{"model.h5"}));
  const Hdf5File file = result("model.h5");
  EXPECT_EQ(file.read_attribute<std::uint8_t>("/", "complete"), (std::vector<std::uint8_t>{1}));
}

TEST_F(CommandLine, DescribeExportsTheGraphOnce) {
  const std::vector<std::string> words{"describe", "model.yaml", "--export", "net.graphml"};
  const Outcome outcome = meniscus(words);
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("clustering coefficient"));
  EXPECT_EQ(files(), (std::vector<std::string>{"net.graphml"}));
  EXPECT_THAT(file_content(folder_ / "net.graphml"), HasSubstr("</graphml>"));
  EXPECT_EQ(meniscus(words).status, 2);
}

TEST_F(CommandLine, QuietSaysNothingOnTheWay) {
  const Outcome outcome = meniscus({"run", "model.yaml", "--quiet"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.errors, "");
}

TEST_F(CommandLine, ValidateAcceptsAGoodModelAndWritesNothing) {
  const Outcome outcome = meniscus({"validate", "model.yaml"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output, "model.yaml is valid\n");
  EXPECT_EQ(files(), std::vector<std::string>{});
}

TEST_F(CommandLine, ValidateTellsAllErrorsOfABadModel) {
  write_file(folder_ / "model.yaml", "duration: 1 mV\npopulations: {a: {model: lf, size: 0}}\n");
  const Outcome outcome = meniscus({"validate", "model.yaml"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(
      outcome.errors,
      "model.yaml:1:11: duration: expected a time > 0, got \"1 mV\" (mV is a unit of voltage)\n"
      "model.yaml:2:26: populations.a.model: unknown model \"lf\" (did you mean \"lif\"?)\n"
      "model.yaml:2:36: populations.a.size: expected a whole number from 1 to 100000000, got "
      "\"0\"\n");
}

TEST_F(CommandLine, DescribeTellsPopulationsAndExpectedSynapses) {
  const Outcome outcome = meniscus({"describe", "model.yaml", "--graph"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.output, HasSubstr("exc: 24 lif"));
  EXPECT_THAT(outcome.output, HasSubstr("exc -> exc: fixed_indegree, 120 synapses expected"));
  EXPECT_THAT(outcome.output, HasSubstr("exc: in-degree 5.0 +- 0.0 (5..5)"));
}

TEST_F(CommandLine, DescribeModelsTakesNoOptionsOfAModelFile) {
  EXPECT_EQ(meniscus({"describe", "models", "--graph"}).status, 2);
  EXPECT_EQ(meniscus({"describe", "models", "--set", "seed=2"}).status, 2);
}

TEST_F(CommandLine, DescribeModelsListsParametersWithUnitsAndDefaults) {
  const Outcome outcome = meniscus({"describe", "models"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.output, HasSubstr("lif_nalsm"));
  EXPECT_THAT(outcome.output,
              HasSubstr("tau_m            20 ms        membrane time constant, > 0"));
}

TEST_F(CommandLine, RefusesABadModel) {
  write_file(folder_ / "model.yaml", "duration: 1 s\nfoo: 1\npopulations: {}\n");
  expect_refusal(meniscus({"run", "model.yaml"}), 2,
                 "model.yaml:2:1: unknown key \"foo\" in model");
}

TEST_F(CommandLine, RefusesRubbish) {
  write_file(folder_ / "model.yaml", std::string("\x7f"
                                                 "ELF\0\1",
                                                 6));
  expect_refusal(meniscus({"run", "model.yaml"}), 2, "model.yaml:1:1: not a text file");
}

TEST_F(CommandLine, RefusesAnUnknownOption) {
  expect_refusal(meniscus({"run", "model.yaml", "--thread", "2"}), 2, "--thread");
}

TEST_F(CommandLine, RefusesAnUnknownSubcommand) {
  expect_refusal(meniscus({"simulate", "model.yaml"}), 2, "subcommand is required");
}

TEST_F(CommandLine, RefusesAModelFileThatIsMissing) {
  expect_refusal(meniscus({"run", "other.yaml"}), 2, "other.yaml: no such file");
}

TEST_F(CommandLine, RefusesABadOverride) {
  expect_refusal(meniscus({"run", "model.yaml", "--set", "populations.exc.sze=3"}), 2,
                 "--set populations.exc.sze=3: populations.exc: unknown key \"sze\" in population "
                 "(did you mean \"size\"?)");
}

TEST_F(CommandLine, RefusesABadSeed) {
  expect_refusal(meniscus({"run", "model.yaml", "--seed", "-3"}), 2,
                 "seed: expected a whole number >= 0, got \"-3\"");
}

TEST_F(CommandLine, RefusesZeroThreads) {
  expect_refusal(meniscus({"run", "model.yaml", "--threads", "0"}), 2, "--threads");
}

TEST_F(CommandLine, RefusesANetworkThatDoesNotFitIntoMemory) {
  // 1e5 x 1e5 pairs with a probability of 0.5, 2 B each: 1e10 B = 9.31 GiB.
  const std::vector<std::string> large{
      "run",      "model.yaml",
      "--set",    "populations.exc.size=100000",
      "--set",    "projections[0].connect={rule: pairwise_bernoulli, p: 0.5}",
      "--memory", "4 GiB"};
  expect_refusal(meniscus(large), 2, "model.yaml: would need about 9.");
  expect_refusal(meniscus(large), 2,
                 " GiB (projections[0] alone 9.31 GiB), the limit is 4 GiB (--memory)\n");
  // 1e7 x 1e7 pairs: more than any machine has, without a limit of one's own.
  expect_refusal(meniscus({"run", "model.yaml", "--set", "populations.exc.size=10000000", "--set",
                           "projections[0].connect={rule: pairwise_bernoulli, p: 0.5}"}),
                 2, "projections[0] alone 9.31e+04 GiB");
  expect_refusal(meniscus({"run", "model.yaml", "--memory", "4"}), 2,
                 "--memory: expected a size such as 4 GiB or 500 MB, got \"4\"");
}

TEST_F(CommandLine, RefusesAnOutputFolderThatIsMissing) {
  expect_refusal(meniscus({"run", "model.yaml", "--output", "none/a.h5"}), 3,
                 "none/a.h5.journal: can't create a file in none: No such file or directory");
}

TEST_F(CommandLine, ReplacesAResultOnlyWithOverwrite) {
  write_file(folder_ / "model.h5", "precious");
  const Outcome refused = meniscus({"run", "model.yaml"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ(refused.errors, "model.h5 exists (use --overwrite to replace it)\n");
  EXPECT_EQ(file_content(folder_ / "model.h5"), "precious");
  EXPECT_EQ(meniscus({"run", "model.yaml", "--overwrite"}).status, 0);
  EXPECT_FALSE(spikes("model.h5").times.empty());
}

TEST_F(CommandLine, EndsWithInputOutputErrorWhereAFileMayNotGrow) {
  expect_refusal(meniscus({"run", "model.yaml", "--quiet"}, 2048), 3, "File too large");
}

TEST_F(CommandLine, NamesTheNeuronWhoseNumbersExplode) {
  const Outcome outcome =
      meniscus({"run", "model.yaml", "--quiet", "--set", "stimuli.drive.weight=-1e308 mV"});
  EXPECT_EQ(outcome.status, 5);
  EXPECT_THAT(outcome.errors, HasSubstr("v of neuron 0 of population exc became -inf at "));
  EXPECT_THAT(outcome.errors, HasSubstr(": what there was is in model.partial.h5\n"));
  EXPECT_EQ(outcome.output, "");
  EXPECT_EQ(files(), (std::vector<std::string>{"model.partial.h5"}));
}

TEST_F(CommandLine, OverridesAKeyAndTheName) {
  const Outcome outcome = meniscus({"run", "model.yaml", "--set", "populations.exc.size=7", "--set",
                                    "duration=20 ms", "--output", "other.h5"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(files(), (std::vector<std::string>{"other.h5"}));
  EXPECT_LT(std::ranges::max(spikes("other.h5").neurons), 7u);
  EXPECT_LE(std::ranges::max(spikes("other.h5").times), 20.0);
}

TEST_F(CommandLine, GivesTheSameSpikesForAnyNumberOfThreads) {
  for (const std::string threads : {"1", "2"}) {
    ASSERT_EQ(meniscus({"run", "model.yaml", "--set", "block_size=8", "--threads", threads,
                        "--output", threads + ".h5"})
                  .status,
              0);
  }
  EXPECT_GT(spikes("1.h5").times.size(), 20u);
  EXPECT_EQ(spikes("1.h5"), spikes("2.h5"));
}

TEST_F(CommandLine, GivesOtherSpikesForAnotherSeed) {
  ASSERT_EQ(meniscus({"run", "model.yaml", "--output", "1.h5"}).status, 0);
  ASSERT_EQ(meniscus({"run", "model.yaml", "--seed", "2", "--output", "2.h5"}).status, 0);
  EXPECT_NE(spikes("1.h5"), spikes("2.h5"));
  EXPECT_EQ(result("2.h5").read<std::uint64_t>("/provenance/seed"),
            (std::vector<std::uint64_t>{2}));
}

TEST_F(CommandLine, KeepsAModelInTheResultThatRunsToTheSameSpikes) {
  ASSERT_EQ(
      meniscus({"run", "model.yaml", "--seed", "5", "--set", "stimuli.drive.rate=12 kHz"}).status,
      0);
  const std::string yaml = result("model.h5").read_text("/provenance/resolved_yaml");
  EXPECT_EQ(result("model.h5").read_text("/provenance/original_yaml"), model);
  write_file(folder_ / "again.yaml", yaml);
  ASSERT_EQ(meniscus({"run", "again.yaml"}).status, 0);
  EXPECT_EQ(spikes("model.h5"), spikes("again.h5"));
}

TEST_F(CommandLine, PrintsItsResultsAsJson) {
  if (!std::filesystem::exists(python())) GTEST_SKIP() << "python3 is not installed";
  const Outcome outcome = meniscus({"run", "model.yaml", "--json"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.errors, "");
  write_file(folder_ / "results.json", outcome.output);
  write_file(folder_ / "check.py",
             "import json\n"
             "r = json.load(open('results.json'))\n"
             "assert r['result'] == 'model.h5', r\n"
             "assert r['metrics']['rate_exc']['unit'] == 'Hz', r\n"
             "assert r['metrics']['rate_exc']['value'] > 0, r\n"
             "assert r['warnings'] == [], r\n");
  const Outcome check = Program({python(), "check.py"}, folder_.path()).wait();
  EXPECT_EQ(check.status, 0) << check.errors;
}

TEST_F(CommandLine, WritesSpikesThatH5pyReads) {
  if (!std::filesystem::exists(python())) GTEST_SKIP() << "python3 is not installed";
  if (Program({python(), "-c", "import h5py"}, folder_.path()).wait().status != 0)
    GTEST_SKIP() << "h5py is not installed";
  ASSERT_EQ(meniscus({"run", "model.yaml"}).status, 0);
  write_file(folder_ / "check.py",
             "import h5py\n"
             "f = h5py.File('model.h5')\n"
             "g = f['spikes/exc']\n"
             "enum = h5py.check_enum_dtype(g.attrs.get_id('sorting').dtype)\n"
             "assert enum[{v: k for k, v in enum.items()}[g.attrs['sorting']]] == enum['by_time']\n"
             "assert g['timestamps'].attrs['units'] == 'ms'\n"
             "print(len(g['timestamps']), g['node_ids'][:].max())\n");
  const Outcome check = Program({python(), "check.py"}, folder_.path()).wait();
  const Spikes expected = spikes("model.h5");
  EXPECT_EQ(check.status, 0) << check.errors;
  EXPECT_EQ(check.output, std::to_string(expected.times.size()) + " " +
                              std::to_string(std::ranges::max(expected.neurons)) + "\n");
}

TEST_F(CommandLine, KeepsWhatThereWasWhenInterrupted) {
  Program program(command({"run", "model.yaml", "--set", "duration=100000 s"}), folder_.path());
  ASSERT_TRUE(program.says("simulating"));
  program.send(SIGINT);
  const Outcome outcome = program.wait();
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(outcome.errors,
              HasSubstr("interrupted: `meniscus resume model.h5` goes on with it, `meniscus "
                        "recover model.h5.journal` makes a result of what there is"));
  EXPECT_EQ(files(), (std::vector<std::string>{"model.h5.checkpoint", "model.h5.journal"}));
  EXPECT_EQ(meniscus({"recover", "model.h5.journal"}).status, 0);
  EXPECT_EQ(files(), (std::vector<std::string>{"model.partial.h5"}));
  EXPECT_EQ(result("model.partial.h5").read_attribute<std::uint8_t>("/", "complete"),
            (std::vector<std::uint8_t>{0}));
  EXPECT_EQ(meniscus({"run", "model.yaml"}).status, 0) << "the next run must not mind";
  Spikes part = spikes("model.partial.h5");
  const Spikes whole = spikes("model.h5");
  std::size_t common = 0;
  while (common < part.times.size() && part.times[common] <= 60.0) ++common;
  common = std::min(common, whole.times.size());
  part.times.resize(common);
  part.neurons.resize(common);
  EXPECT_TRUE(std::equal(part.times.begin(), part.times.end(), whole.times.begin()));
  EXPECT_TRUE(std::equal(part.neurons.begin(), part.neurons.end(), whole.neurons.begin()));
}

}  // namespace
}  // namespace meniscus
