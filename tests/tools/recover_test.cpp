#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "sim/io/hdf5.hpp"
#include "tests/tools/killed_run.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Kill, TwentyRunsKilledAtRandomMomentsLoseNothing) {
  KilledRuns runs;
  for (int k = 0; k < 20; ++k) runs.kill_one();
  EXPECT_GT(runs.recovered(), 5);
  EXPECT_GT(runs.furthest(), 50.0);
}

class Recover : public testing::Test {
 protected:
  Recover() {
    write_file(folder_ / "model.yaml",
               "duration: 100000 s\n"
               "populations: {exc: {model: lif, size: 10}}\n"
               "stimuli: {drive: {source: poisson, rate: 10 kHz, to: exc, weight: 0.3 mV}}\n"
               "record:\n"
               "  spikes: exc\n"
               "  states: {exc: {variables: v, neurons: 0..9, interval: 0.1 ms}}\n");
  }

  Outcome meniscus(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), MENISCUS_PROGRAM);
    return Program(arguments, folder_.path()).wait();
  }

  std::vector<std::string> files() const { return user_files(folder_.path()); }

  /// A run of which a frame, 1 MiB, is in the journal, and the next one begun.
  std::unique_ptr<Program> begun_run() const {
    auto run = std::make_unique<Program>(
        std::vector<std::string>{MENISCUS_PROGRAM, "run", "model.yaml"}, folder_.path());
    const auto journal = folder_ / "model.h5.journal";
    std::error_code none;
    for (int waits = 0; waits < 3000; ++waits) {
      ::usleep(10'000);
      if (!std::filesystem::exists(journal)) continue;
      if (std::filesystem::file_size(journal, none) > 1'500'000) return run;
    }
    ADD_FAILURE() << "no frames within half a minute";
    return run;
  }

  void kill_a_run() const {
    const auto run = begun_run();
    run->send(SIGKILL);
    run->wait();
  }

  TemporaryFolder folder_;
};

TEST_F(Recover, AKilledRunLeavesItsJournalOfWhichTheNextRunTells) {
  kill_a_run();
  EXPECT_THAT(files(), ElementsAre("model.h5.journal"));
  const Outcome next = meniscus({"run", "model.yaml", "--set", "duration=1 ms"});
  EXPECT_EQ(next.status, 2);
  EXPECT_THAT(next.errors, HasSubstr("`meniscus recover model.h5.journal`"));
  EXPECT_EQ(std::ranges::count(next.errors, '\n'), 1);
  EXPECT_THAT(files(), ElementsAre("model.h5.journal"));
}

TEST_F(Recover, ARecoveredResultIsReadLikeAnyOther) {
  kill_a_run();
  const Outcome recovery = meniscus({"recover", "model.h5.journal"});
  EXPECT_EQ(recovery.status, 0) << recovery.errors;
  EXPECT_THAT(recovery.output, StartsWith("incomplete: the recordings end at "));
  EXPECT_THAT(recovery.output, HasSubstr("result: model.partial.h5\n"));
  if (recovery.output.find("lost: ") == std::string::npos) {  // else the kill tore a frame
    EXPECT_THAT(files(), ElementsAre("model.partial.h5"));
  }
  EXPECT_EQ(meniscus({"convert", "model.partial.h5", "spikes.gdf"}).status, 0);
  const Outcome verdict = meniscus({"verify", "model.partial.h5"});
  EXPECT_EQ(verdict.status, 0);
  EXPECT_EQ(verdict.output, "model.partial.h5 is intact, but of a run that did not end\n");
  const Hdf5File file(folder_ / "model.partial.h5", Hdf5File::Mode::read);
  EXPECT_THAT(file.read_text("/provenance/resolved_yaml"), HasSubstr("100000 s"));
  EXPECT_THAT(file.read_text("/provenance/command_line"), HasSubstr("run model.yaml"));
}

TEST_F(Recover, OverwriteDiscardsTheJournal) {
  kill_a_run();
  EXPECT_EQ(meniscus({"run", "model.yaml", "--set", "duration=1 ms", "--overwrite"}).status, 0);
  EXPECT_THAT(files(), ElementsAre("model.h5"));
}

TEST_F(Recover, TheJournalOfARunningProcessIsRefusedToRecoverAndToRun) {
  const auto run = begun_run();
  const std::string used = "model.h5.journal is in use by a running process\n";
  const Outcome recovery = meniscus({"recover", "model.h5.journal"});
  EXPECT_EQ(recovery.status, 2);
  EXPECT_EQ(recovery.errors, used);
  const Outcome second = meniscus({"run", "model.yaml", "--overwrite"});
  EXPECT_EQ(second.status, 2);
  EXPECT_EQ(second.errors, used);
  run->send(SIGINT);
  EXPECT_EQ(run->wait().status, 130);
  EXPECT_THAT(files(), ElementsAre("model.h5.checkpoint", "model.h5.journal"));
}

TEST_F(Recover, WhatIsNoJournalIsRefused) {
  const Outcome foreign = meniscus({"recover", "model.yaml"});
  EXPECT_EQ(foreign.status, 2);
  EXPECT_EQ(foreign.errors, "model.yaml: is no journal of a run\n");
  const Outcome missing = meniscus({"recover", "none.journal"});
  EXPECT_EQ(missing.status, 3);
  EXPECT_EQ(missing.errors, "none.journal: can't be opened: No such file or directory\n");
  EXPECT_EQ(meniscus({"recover", "."}).errors, ".: is no plain file\n");
}

TEST_F(Recover, AFullDiskKeepsWhatWasRecordedAndTheOlderResult) {
  write_file(folder_ / "model.h5", "older");
  const Outcome full =
      Program({MENISCUS_PROGRAM, "run", "model.yaml", "--overwrite"}, folder_.path(), 3'000'000)
          .wait();
  EXPECT_EQ(full.status, 3);
  EXPECT_THAT(full.errors,
              HasSubstr("model.h5.journal: can't write: File too large; what was recorded is in "
                        "model.h5.journal (see meniscus recover)\n"));
  EXPECT_EQ(file_content(folder_ / "model.h5"), "older");
  const Outcome recovery = meniscus({"recover", "model.h5.journal"});
  EXPECT_EQ(recovery.status, 0) << recovery.errors;
  EXPECT_THAT(files(), ElementsAre("model.h5", "model.partial.h5"));
}

TEST_F(Recover, VerifySeesAChangedByte) {
  ASSERT_EQ(meniscus({"run", "model.yaml", "--set", "duration=5 ms"}).status, 0);
  EXPECT_EQ(meniscus({"verify", "model.h5"}).output, "model.h5 is intact\n");
  std::string bytes = file_content(folder_ / "model.h5");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 8);
  write_file(folder_ / "model.h5", bytes);
  const Outcome verdict = meniscus({"verify", "model.h5"});
  EXPECT_EQ(verdict.status, 3);
  EXPECT_EQ(verdict.output, "");
  EXPECT_EQ(verdict.errors,
            "model.h5: damaged: its bytes are not those that its checksum was made of\n");
}

}  // namespace
}  // namespace meniscus
