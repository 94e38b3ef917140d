#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <set>

#include "sim/io/hdf5.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using testing::HasSubstr;

constexpr std::string_view model =
    "seed: 3\n"
    "duration: 800 ms\n"
    "populations:\n"
    "  exc: {model: lif, size: 400, initial: {v: {uniform: {low: 0 mV, high: 20 mV}}}}\n"
    "  fed: {model: lif_exp, size: 90}\n"
    "  trains: {model: gamma, size: 50, parameters: {rate: 30 Hz}}\n"
    "stimuli:\n"
    "  drive: {source: poisson, rate: 9 kHz, to: exc, weight: 0.2 mV}\n"
    "plasticity:\n"
    "  stdp: {rule: stdp_pair, learning_rate: 0.001, w_max: 0.4 mV}\n"
    "projections:\n"
    "  - from: exc\n"
    "    to: exc\n"
    "    connect: {rule: fixed_indegree, indegree: 40}\n"
    "    weight: {uniform: {low: 0 mV, high: 0.2 mV}}\n"
    "    delay: {uniform: {low: 0.5 ms, high: 4 ms}}\n"
    "    plasticity: stdp\n"
    "  - {from: [exc, trains], to: fed, connect: {rule: fixed_indegree, indegree: 20}, "
    "weight: 80 pA, delay: 1.5 ms}\n"
    "record:\n"
    "  spikes: [exc, fed, trains]\n"
    "  states: {exc: {variables: v, neurons: 0..19, interval: 0.7 ms}}\n"
    "  weights: exc_to_exc\n";

/// What has to be the same, however often a run was stopped.
struct Result {
  std::vector<double> times;
  std::vector<std::uint64_t> nodes;
  std::vector<double> fed, trains;
  std::vector<float> states;
  std::vector<float> weights;
  double events = 0.0;

  friend bool operator==(const Result&, const Result&) = default;
};

class Resume : public testing::Test {
 protected:
  Resume() { write_file(folder_ / "model.yaml", std::string(model)); }

  std::vector<std::string> command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), MENISCUS_PROGRAM);
    return arguments;
  }
  Outcome meniscus(const std::vector<std::string>& arguments) const {
    return Program(command(arguments), folder_.path()).wait();
  }

  Result read(const std::string& name) const {
    const Hdf5File file(folder_ / name, Hdf5File::Mode::read);
    EXPECT_EQ(file.read_attribute<std::uint8_t>("/", "complete").front(), 1);
    return {file.read<double>("/spikes/exc/timestamps"),
            file.read<std::uint64_t>("/spikes/exc/node_ids"),
            file.read<double>("/spikes/fed/timestamps"),
            file.read<double>("/spikes/trains/timestamps"),
            file.read<float>("/report/exc.v/data"),
            file.read<float>("/weights/exc_to_exc/weight"),
            file.read<double>("/metrics/synaptic_events").front()};
  }

  const Result& whole() {
    if (whole_.times.empty()) {
      EXPECT_EQ(meniscus({"run", "model.yaml", "--threads", "1", "--output", "whole.h5"}).status,
                0);
      whole_ = read("whole.h5");
      EXPECT_GT(whole_.times.size(), 1000u);
      EXPECT_GT(whole_.fed.size(), 100u);
    }
    return whole_;
  }

  /// A run that was stopped on its way.
  void stop_a_run(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"run", "model.yaml", "--max-walltime", "1 us"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome stopped = meniscus(words);
    ASSERT_EQ(stopped.status, 130) << stopped.errors;
    ASSERT_THAT(stopped.errors, HasSubstr("stopped after --max-walltime: `meniscus resume"));
  }

  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      names.insert(entry.path().filename().string());
    }
    names.erase("standard_output");
    return names;
  }

  TemporaryFolder folder_;
  Result whole_;
};

TEST_F(Resume, GoesOnWithTheSameBitsHoweverOftenItIsStopped) {
  stop_a_run({"--threads", "2"});
  int stops = 1;
  for (int status = 130; status == 130; ++stops) {
    const std::string threads = std::to_string(stops % 3 + 1);
    const Outcome outcome =
        meniscus({"resume", "model.h5", "--threads", threads, "--max-walltime", "20 ms"});
    status = outcome.status;
    ASSERT_TRUE(status == 0 || status == 130) << outcome.errors;
    ASSERT_LT(stops, 81);
  }
  EXPECT_GT(stops, 2);
  EXPECT_TRUE(read("model.h5") == whole());
  EXPECT_EQ(files(), (std::set<std::string>{"model.yaml", "model.h5", "whole.h5"}));
}

TEST_F(Resume, GoesOnAfterASignalThatEndsAJob) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Program run(command({"run", "model.yaml", "--overwrite", "--set", "duration=800 ms"}),
                folder_.path());
    ASSERT_TRUE(run.says("simulating"));
    run.send(signal);
    const Outcome stopped = run.wait();
    if (stopped.status == 0) continue;  // it was faster
    ASSERT_EQ(stopped.status, 130) << stopped.errors;
    const Outcome outcome = meniscus({"resume", "model.h5"});
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    EXPECT_TRUE(read("model.h5") == whole());
  }
}

TEST_F(Resume, GoesOnFromTheLastCheckpointOfAKilledRun) {
  whole();
  std::mt19937 random(5);
  int resumed = 0;
  for (int k = 0; k < 8; ++k) {
    {
      Program run(command({"run", "model.yaml", "--overwrite", "--checkpoint-every", "1 us"}),
                  folder_.path());
      run.says("simulating");
      ::usleep(std::uniform_int_distribution<useconds_t>(0, 150'000)(random));
      run.send(SIGKILL);
      run.wait();
    }
    if (!files().contains("model.h5.checkpoint")) continue;
    const Outcome outcome = meniscus({"resume", "model.h5"});
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
    EXPECT_TRUE(read("model.h5") == whole());
    ++resumed;
  }
  EXPECT_GT(resumed, 3);
}

TEST_F(Resume, TakesTheCheckpointBeforeWhereTheLastIsDamaged) {
  stop_a_run();
  meniscus({"resume", "model.h5", "--max-walltime", "1 us"});
  ASSERT_TRUE(files().contains("model.h5.checkpoint.previous"));
  std::string bytes = file_content(folder_ / "model.h5.checkpoint");
  bytes[bytes.size() / 2] ^= 1;
  write_file(folder_ / "model.h5.checkpoint", bytes);
  EXPECT_EQ(meniscus({"resume", "model.h5"}).status, 0);
  EXPECT_TRUE(read("model.h5") == whole());
}

TEST_F(Resume, SaysThatBothCheckpointsAreDamaged) {
  stop_a_run();
  write_file(folder_ / "model.h5.checkpoint", "no checkpoint");
  const Outcome outcome = meniscus({"resume", "model.h5"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("model.h5.checkpoint: no whole checkpoint in it"));
  EXPECT_TRUE(files().contains("model.h5.journal"));
}

TEST_F(Resume, RefusesAChangedModelAndShowsTheDifference) {
  stop_a_run();
  std::string changed(model);
  changed.replace(changed.find("9 kHz"), 5, "8 kHz");
  write_file(folder_ / "model.yaml", changed);
  const Outcome outcome = meniscus({"resume", "model.h5"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.errors,
            "model.yaml: the model has changed since the checkpoint:\n"
            "  stimuli.drive.rate: was 9 kHz, is 8 kHz\n");
  write_file(folder_ / "model.yaml", std::string(model));
  EXPECT_EQ(meniscus({"resume", "model.h5"}).status, 0) << "nothing may be lost";
  EXPECT_TRUE(read("model.h5") == whole());
}

TEST_F(Resume, RefusesAChangedInput) {
  write_file(folder_ / "edges.csv", "source,target\n0,1\n");
  std::string with_edges(model);
  with_edges.replace(with_edges.find("  - from: exc\n"), 0,
                     "  - {from: exc, to: fed, connect: {rule: from_file, file: edges.csv}, "
                     "weight: 80 pA, delay: 1 ms}\n");
  write_file(folder_ / "model.yaml", with_edges);
  stop_a_run();
  write_file(folder_ / "edges.csv", "source,target\n0,2\n");
  const Outcome outcome = meniscus({"resume", "model.h5"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("edges.csv: has changed since the checkpoint"));
}

TEST_F(Resume, GoesOnInTheFolderWhereTheRunWasBegun) {
  stop_a_run();
  const auto elsewhere = folder_ / "elsewhere";
  std::filesystem::create_directory(elsewhere);
  const Outcome outcome =
      Program(command({"resume", (folder_ / "model.h5").string()}), elsewhere).wait();
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_TRUE(read("model.h5") == whole());
}

TEST_F(Resume, SaysWhereThereIsNothingToResume) {
  const Outcome outcome = meniscus({"resume", "model.h5"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("model.h5.checkpoint: no such checkpoint"));
}

TEST_F(Resume, ANewRunForgetsTheCheckpointsOfAnOlder) {
  stop_a_run();
  const Outcome refused = meniscus({"run", "model.yaml"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.errors, HasSubstr("meniscus resume"));
  EXPECT_EQ(meniscus({"run", "model.yaml", "--overwrite"}).status, 0);
  EXPECT_EQ(files(), (std::set<std::string>{"model.yaml", "model.h5"}));
}

TEST_F(Resume, RecoveringForgetsTheCheckpoints) {
  stop_a_run();
  EXPECT_EQ(meniscus({"recover", "model.h5.journal"}).status, 0);
  EXPECT_EQ(files(), (std::set<std::string>{"model.yaml", "model.partial.h5"}));
}

TEST_F(Resume, OptionsThatAreNoTimesAreRefusedBeforeAnythingIsWritten) {
  const Outcome outcome = meniscus({"run", "model.yaml", "--max-walltime", "8 mV"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("--max-walltime"));
  EXPECT_EQ(files(), std::set<std::string>{"model.yaml"});
}

}  // namespace
}  // namespace meniscus
