#include <gmock/gmock.h>

#include <cmath>

#include "tests/tools/sweep_files.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SweepTableTest : public SweepCommandTest {
 protected:
  SweepTableTest() : SweepCommandTest(MENISCUS_PROGRAM) {}
};

TEST_F(SweepTableTest, HoldsForEveryRunWhatARunOfItsOwnGives) {
  const Outcome outcome = meniscus({"sweep", "model.yaml", "--quiet"});
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_THAT(files(), ElementsAre("model_sweep.h5"));
  const Hdf5File table = result("model_sweep.h5");
  EXPECT_THAT(table.read<double>("/runs/keys/parameters.w"),
              ElementsAre(0.2, 0.2, 0.2, 0.2, 0.4, 0.4, 0.4, 0.4));
  EXPECT_EQ(table.read_text_attribute("/runs/keys/parameters.w", "units"), "mV");
  EXPECT_THAT(table.read<double>("/runs/keys/populations.exc.size"),
              ElementsAre(24, 24, 48, 48, 24, 24, 48, 48));
  EXPECT_THAT(table.read<std::uint64_t>("/runs/seed"), ElementsAre(7, 8, 7, 8, 7, 8, 7, 8));
  EXPECT_THAT(table.read<std::uint64_t>("/runs/point"), ElementsAre(0, 0, 1, 1, 2, 2, 3, 3));
  EXPECT_THAT(table.read_texts("/runs/status"), testing::Each("done"));
  const auto spikes = table.read<double>("/runs/metrics/spikes_exc");
  std::size_t run = 0;
  for (const char* w : {"0.2 mV", "0.4 mV"}) {
    for (const char* size : {"24", "48"}) {
      for (const char* seed : {"7", "8"}) {
        const std::string name = "run" + std::to_string(run) + ".h5";
        const Outcome single =
            meniscus({"run", "model.yaml", "--set", std::string("parameters.w=") + w, "--set",
                      std::string("populations.exc.size=") + size, "--seed", seed, "--output", name,
                      "--quiet"});
        ASSERT_EQ(single.status, 0) << single.errors;
        EXPECT_EQ(result(name).read<double>("/metrics/spikes_exc").at(0), spikes.at(run)) << name;
        ++run;
      }
    }
  }
  EXPECT_NE(spikes[0], spikes[1]);
}

TEST_F(SweepTableTest, HasMeanAndStandardDeviationOverTheReplicates) {
  ASSERT_EQ(meniscus({"sweep", "model.yaml", "--replicates", "3", "--quiet"}).status, 0);
  const Hdf5File table = result("model_sweep.h5");
  const auto rates = table.read<double>("/runs/metrics/rate_exc");
  const auto means = table.read<double>("/points/mean/rate_exc");
  const auto deviations = table.read<double>("/points/sd/rate_exc");
  ASSERT_EQ(rates.size(), 12u);
  EXPECT_THAT(table.read<std::uint64_t>("/points/runs"), ElementsAre(3, 3, 3, 3));
  EXPECT_THAT(table.read<double>("/points/keys/populations.exc.size"), ElementsAre(24, 48, 24, 48));
  for (std::size_t p = 0; p < 4; ++p) {
    const double a = rates[3 * p], b = rates[3 * p + 1], c = rates[3 * p + 2];
    const double mean = (a + b + c) / 3.0;
    EXPECT_DOUBLE_EQ(means[p], mean);
    const double squares = std::pow(a - mean, 2) + std::pow(b - mean, 2) + std::pow(c - mean, 2);
    EXPECT_DOUBLE_EQ(deviations[p], std::sqrt(squares / 2.0));
  }
}

TEST_F(SweepTableTest, IsTheSameForAnyNumberOfJobsAndThreads) {
  const std::vector<std::string> random{"sweep",
                                        "model.yaml",
                                        "--quiet",
                                        "--over",
                                        "parameters.w={uniform: {low: 0.2 mV, high: 1 mV}}",
                                        "--samples",
                                        "6",
                                        "--output"};
  const auto with = [&](std::string name, const char* jobs, const char* threads) {
    std::vector<std::string> words = random;
    words.insert(words.end(), {name, "--jobs", jobs, "--threads", threads});
    EXPECT_EQ(meniscus(words).status, 0);
    return content(name);
  };
  const std::string alone = with("a.h5", "1", "1");
  EXPECT_THAT(alone, HasSubstr("/runs/metrics/rate_exc"));
  EXPECT_EQ(with("b.h5", "5", "1"), alone);
  EXPECT_EQ(with("c.h5", "2", "2"), alone);
}

TEST_F(SweepTableTest, KeepsResultsThatAreThoseOfSingleRuns) {
  ASSERT_EQ(meniscus({"sweep", "model.yaml", "--keep", "--quiet"}).status, 0);
  EXPECT_THAT(files(), ElementsAre("model_sweep.h5", "model_sweep.points"));
  ASSERT_EQ(meniscus({"run", "model.yaml", "--set", "parameters.w=0.4 mV", "--seed", "8", "--quiet",
                      "--output", "single.h5"})
                .status,
            0);
  const Hdf5File kept = result("model_sweep.points/0005.h5"), single = result("single.h5");
  EXPECT_THAT(kept.read_attribute<std::uint8_t>("/", "complete"), ElementsAre(1));
  const auto times = kept.read<double>("/spikes/exc/timestamps");
  EXPECT_GT(times.size(), 50u);
  EXPECT_EQ(times, single.read<double>("/spikes/exc/timestamps"));
  EXPECT_THAT(kept.read_text("/provenance/resolved_yaml"), HasSubstr("weight: 0.4 mV"));
  EXPECT_THAT(kept.read_text("/provenance/resolved_yaml"), testing::Not(HasSubstr("sweep")));
}

TEST_F(SweepTableTest, TakesValuesThatAreNoNumbersAsTexts) {
  const Outcome outcome =
      meniscus({"sweep", "model.yaml", "--quiet", "--over",
                "populations.exc.parameters={choice: [{tau_m: 10 ms}, "
                "{}]}",
                "--over", "populations.exc.driver=clock,event", "--set",
                "populations.exc.parameters={}", "--samples", "2", "--replicates", "1"});
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  const Hdf5File table = result("model_sweep.h5");
  EXPECT_EQ(table.type("/points/keys/populations.exc.driver"), "text");
  const auto drivers = table.read_texts("/points/keys/populations.exc.driver");
  EXPECT_THAT(std::vector(drivers.begin(), drivers.begin() + 4),
              ElementsAre("clock", "clock", "event", "event"));
}

TEST_F(SweepTableTest, TellsKeysThatTheModelDoesNotHaveBeforeAnythingRuns) {
  const auto refusal = [&](const std::string& over) {
    const Outcome outcome = meniscus({"sweep", "model.yaml", "--over", over});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(files(), ElementsAre());
    return outcome.errors;
  };
  EXPECT_EQ(refusal("populations.exc.sise=1,2"),
            "--over populations.exc.sise=1,2: populations.exc: unknown key \"sise\" in population "
            "(did you mean \"size\"?)\n");
  EXPECT_EQ(refusal("poplations.exc.size=1,2"),
            "--over poplations.exc.size=1,2: no key \"poplations\" in the file (did you mean "
            "\"populations\"?)\n");
  EXPECT_THAT(refusal("parameters.v=1 mV"), HasSubstr("no value uses the parameter \"v\""));
  EXPECT_THAT(refusal("populations.exc.size=10,-5"),
              HasSubstr("got \"-5\" (where parameters.w = 0.2 mV, populations.exc.size = -5)"));
  EXPECT_THAT(refusal("duration="), HasSubstr("values are missing"));
  EXPECT_THAT(refusal("duration"), HasSubstr("expected path=values"));
}

TEST_F(SweepTableTest, ValidateChecksEveryPoint) {
  EXPECT_EQ(meniscus({"validate", "model.yaml"}).status, 0);
  const Outcome outcome =
      meniscus({"validate", "model.yaml", "--set", "sweep.over={populations.exc.size: [24, 0]}"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("got \"0\" (where populations.exc.size = 0)"));
}

TEST_F(SweepTableTest, KeepGoingLetsInvalidPointsFail) {
  const Outcome outcome = meniscus({"sweep", "model.yaml", "--quiet", "--keep-going", "--over",
                                    "populations.exc.size=24,-1", "--replicates", "1"});
  EXPECT_EQ(outcome.status, 4) << outcome.errors;
  const Hdf5File table = result("model_sweep.h5");
  EXPECT_THAT(table.read_texts("/runs/status"), ElementsAre("done", "failed", "done", "failed"));
  EXPECT_THAT(table.read_texts("/runs/message")[1], HasSubstr("got \"-1\""));
  EXPECT_TRUE(std::isnan(table.read<double>("/runs/metrics/rate_exc")[1]));
  EXPECT_TRUE(std::isnan(table.read<double>("/points/mean/rate_exc")[1]));
}

TEST_F(SweepTableTest, AFailingRunDoesNotStopTheOthersAndIsToldWithStatus4) {
  // Without synapses there is no spectral radius, which shows only when they are drawn.
  const std::vector<std::string> words{"sweep",
                                       "model.yaml",
                                       "--quiet",
                                       "--set",
                                       "projections[0].spectral_radius=2 mV",
                                       "--over",
                                       "projections[0].connect.p=0,0.3",
                                       "--replicates",
                                       "1"};
  const Outcome outcome = meniscus(words);
  EXPECT_EQ(outcome.status, 4) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("8 runs at 8 points: 4 done, 4 failed"));
  EXPECT_THAT(outcome.output, HasSubstr("failed: run 0 (parameters.w = 0.2 mV, "
                                        "populations.exc.size = 24, projections[0].connect.p = 0, "
                                        "seed 7): "));
  const auto status = result("model_sweep.h5").read_texts("/runs/status");
  EXPECT_THAT(status,
              ElementsAre("failed", "done", "failed", "done", "failed", "done", "failed", "done"));
  const Outcome again = meniscus(words);  // tries those again that failed
  EXPECT_EQ(again.status, 4);
  EXPECT_THAT(again.output, HasSubstr("4 done (4 of them before), 4 failed"));
}

TEST_F(SweepTableTest, RefusesAPointThatWouldNotFitIntoMemoryAndRunsTheOthers) {
  // 100 million synapses with weights of their own take 6 B each, and 24 take next to nothing.
  const Outcome outcome =
      meniscus({"sweep", "model.yaml", "--quiet", "--memory", "200 MB", "--set",
                "projections[0].weight={uniform: {low: 0 mV, high: 1 mV}}", "--over",
                "populations.exc.size=24,22361", "--replicates", "1"});
  EXPECT_EQ(outcome.status, 4) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("would need about "));
  EXPECT_THAT(outcome.output, HasSubstr("the limit is 191 MiB (--memory)"));
  EXPECT_THAT(result("model_sweep.h5").read_texts("/runs/status"),
              ElementsAre("done", "failed", "done", "failed"));
}

TEST_F(SweepTableTest, PrintsJsonThatProgramsRead) {
  if (!std::filesystem::exists("/usr/bin/python3")) GTEST_SKIP() << "python3 is not installed";
  const Outcome outcome = meniscus({"sweep", "model.yaml", "--json"});
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  write_file(folder_ / "table.json", outcome.output);
  write_file(folder_ / "check.py",
             "import json\n"
             "runs = json.load(open('table.json'))['runs']\n"
             "assert len(runs) == 8 and runs[1]['seed'] == 8, runs\n"
             "assert all(r['status'] == 'done' and r['metrics']['rate_exc'] > 0 for r in runs)\n");
  const Outcome check = Program({"/usr/bin/python3", "check.py"}, folder_.path()).wait();
  EXPECT_EQ(check.status, 0) << check.errors;
}

}  // namespace
}  // namespace meniscus
