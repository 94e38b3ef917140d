#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <random>
#include <thread>

#include "tests/tools/sweep_files.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SweepResume : public SweepCommandTest {
 protected:
  SweepResume() : SweepCommandTest(MENISCUS_PROGRAM) {}

  /// Runs that the progress file tells of.
  std::size_t recorded() const {
    const std::string text = file_content(folder_ / "model_sweep.h5.progress");
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    return lines > 0 ? lines - 1 : 0;
  }

  /// Waits until so many runs are recorded; false if that takes a minute.
  bool wait_for(std::size_t runs) const {
    for (int k = 0; k < 30'000 && recorded() < runs; ++k) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return recorded() >= runs;
  }

  /// A process that computes a run of this sweep: its folder tells the sweep's process, and the
  /// system that one's children.
  pid_t child_of(const Program& sweep) const {
    const std::string id = std::to_string(sweep.id());
    for (int k = 0; k < 10'000; ++k) {
      std::ifstream children("/proc/" + id + "/task/" + id + "/children");
      pid_t child = 0;
      if (children >> child) return child;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return 0;
  }

  const std::vector<std::string> words_{"sweep", "model.yaml", "--quiet", "--replicates", "10"};
};

TEST_F(SweepResume, AfterKillsAtRandomTheTableEqualsThatOfAnUninterruptedSweep) {
  std::vector<std::string> whole = words_;
  whole.insert(whole.end(), {"--output", "whole.h5"});
  ASSERT_EQ(meniscus(whole).status, 0);
  std::mt19937 dice(5);
  std::size_t killed = 0, before = 0;
  for (int k = 0; k < 6; ++k) {
    Program sweep(command(words_), folder_.path());
    ASSERT_TRUE(wait_for(before + 1));
    std::this_thread::sleep_for(std::chrono::microseconds(dice() % 20'000));
    sweep.send(SIGKILL);
    killed += sweep.wait().status == 1000 + SIGKILL ? 1 : 0;
    EXPECT_GE(recorded(), before);  // nothing is lost
    before = recorded();
    EXPECT_FALSE(exists("model_sweep.h5"));
  }
  EXPECT_EQ(killed, 6u);
  const Outcome outcome = meniscus(words_);
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("40 done (" + std::to_string(before) + " of them before)"));
  EXPECT_EQ(content("model_sweep.h5"), content("whole.h5"));
  EXPECT_THAT(files(), ElementsAre("model_sweep.h5", "whole.h5"));
}

TEST_F(SweepResume, GoesOnBehindALineThatWasCut) {
  ASSERT_EQ(meniscus({"sweep", "model.yaml", "--quiet", "--output", "whole.h5"}).status, 0);
  {
    Program sweep(command({"sweep", "model.yaml", "--quiet", "--jobs", "1"}), folder_.path());
    ASSERT_TRUE(wait_for(2));
    sweep.send(SIGKILL);
    sweep.wait();
  }
  const std::string progress = file_content(folder_ / "model_sweep.h5.progress");
  write_file(folder_ / "model_sweep.h5.progress", progress.substr(0, progress.size() - 20));
  ASSERT_EQ(meniscus({"sweep", "model.yaml", "--quiet"}).status, 0);
  EXPECT_EQ(content("model_sweep.h5"), content("whole.h5"));
}

TEST_F(SweepResume, ARunThatIsKilledHasFailedAndIsTriedAgain) {
  // One point that takes its time, and three that don't.
  const std::vector<std::string> words{
      "sweep",  "model.yaml", "--quiet", "--replicates",        "1",
      "--jobs", "1",          "--over",  "duration=300 s,60 ms"};
  Program sweep(command(words), folder_.path());
  const pid_t child = child_of(sweep);
  ASSERT_GT(child, 0);
  ::kill(child, SIGKILL);
  ASSERT_TRUE(wait_for(1));
  for (int k = 0; k < 3; ++k) {  // the other long ones
    ASSERT_TRUE(wait_for(static_cast<std::size_t>(2 * k) + 2));
    pid_t next = child_of(sweep);
    for (int n = 0; n < 1000 && next == 0; ++n) next = child_of(sweep);
    ::kill(next, SIGSEGV);
  }
  const Outcome outcome = sweep.wait();
  EXPECT_EQ(outcome.status, 4) << outcome.errors;
  const Hdf5File table = result("model_sweep.h5");
  EXPECT_THAT(table.read_texts("/runs/status"),
              ElementsAre("failed", "done", "failed", "done", "failed", "done", "failed", "done"));
  const auto messages = table.read_texts("/runs/message");
  EXPECT_THAT(messages[0], HasSubstr("killed by signal 9 (Killed; out of memory?)"));
  EXPECT_THAT(messages[2], HasSubstr("killed by signal 11"));
}

TEST_F(SweepResume, CtrlCEndsCleanlyAndTheSameCommandGoesOn) {
  std::vector<std::string> words = words_;
  words.erase(std::ranges::find(words, "--quiet"));
  Program sweep(command(words), folder_.path());
  ASSERT_TRUE(wait_for(3));
  const pid_t child = child_of(sweep);
  sweep.send(SIGINT);
  const Outcome outcome = sweep.wait();
  EXPECT_EQ(outcome.status, 130);
  EXPECT_THAT(outcome.errors, HasSubstr("interrupted: the same command goes on"));
  EXPECT_NE(::kill(child, 0), 0);  // none is left behind
  EXPECT_THAT(files(), ElementsAre("model_sweep.h5.progress", "model_sweep.partial.h5",
                                   "model_sweep.points"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "model_sweep.points"));
  const auto status = result("model_sweep.partial.h5").read_texts("/runs/status");
  EXPECT_GE(std::ranges::count(status, "done"), 3);
  EXPECT_GE(std::ranges::count(status, "not run"), 1);
  const Outcome rest = meniscus(words_);
  EXPECT_EQ(rest.status, 0) << rest.errors;
  EXPECT_THAT(result("model_sweep.h5").read_texts("/runs/status"), testing::Each("done"));
}

TEST_F(SweepResume, RefusesAnotherSweepAndNamesTheDifference) {
  ASSERT_EQ(meniscus({"sweep", "model.yaml", "--quiet"}).status, 0);
  const std::string first = content("model_sweep.h5");
  const auto refusal = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"sweep", "model.yaml", "--quiet"});
    const Outcome outcome = meniscus(words);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(files(), ElementsAre("model_sweep.h5"));
    EXPECT_THAT(
        outcome.errors,
        HasSubstr("model_sweep.h5 belongs to another sweep (use --overwrite to start anew)"));
    return outcome.errors;
  };
  EXPECT_THAT(refusal({"--set", "duration=70 ms"}), HasSubstr("  duration: was 60 ms, is 70 ms\n"));
  EXPECT_THAT(refusal({"--replicates", "3"}), HasSubstr("  sweep.replicates: was 2, is 3\n"));
  EXPECT_THAT(refusal({"--over", "resolution=0.1 ms,0.2 ms"}),
              HasSubstr("  sweep.over.resolution: is new\n"));
  EXPECT_THAT(refusal({"--seed", "9"}), HasSubstr("  seed: was 7, is 9\n"));
  EXPECT_EQ(content("model_sweep.h5"), first);
  ASSERT_EQ(meniscus({"sweep", "model.yaml", "--quiet", "--seed", "9", "--overwrite"}).status, 0);
  EXPECT_NE(content("model_sweep.h5"), first);
}

TEST_F(SweepResume, RefusesAnotherSweepThatIsUnderWay) {
  {
    Program sweep(command(words_), folder_.path());
    ASSERT_TRUE(wait_for(1));
    const Outcome second = meniscus(words_);
    EXPECT_EQ(second.status, 2);
    EXPECT_THAT(second.errors, HasSubstr("model_sweep.h5.progress: another sweep is writing it"));
    sweep.send(SIGKILL);
    sweep.wait();
  }
  const Outcome other = meniscus({"sweep", "model.yaml", "--quiet"});
  EXPECT_EQ(other.status, 2);
  EXPECT_THAT(other.errors, HasSubstr("sweep.replicates: was 10, is 2"));
}

TEST_F(SweepResume, LeavesFilesOfOthersAlone) {
  write_file(folder_ / "model_sweep.h5", "mine");
  Outcome outcome = meniscus({"sweep", "model.yaml", "--quiet"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("(use --overwrite to replace it)"));
  EXPECT_EQ(file_content(folder_ / "model_sweep.h5"), "mine");
  EXPECT_THAT(files(), ElementsAre("model_sweep.h5"));
  write_file(folder_ / "a.h5.progress", "also\nmine");
  outcome = meniscus({"sweep", "model.yaml", "--quiet", "--output", "a.h5"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(file_content(folder_ / "a.h5.progress"), "also\nmine");
}

TEST_F(SweepResume, AFullDiskIsToldAndLosesNothingOlder) {
  ASSERT_EQ(meniscus({"sweep", "model.yaml", "--quiet"}).status, 0);
  const std::string first = file_content(folder_ / "model_sweep.h5");
  const Outcome outcome =
      meniscus({"sweep", "model.yaml", "--quiet", "--overwrite", "--replicates", "5"}, 2000);
  EXPECT_EQ(outcome.status, 3) << outcome.errors;
  EXPECT_THAT(outcome.errors, HasSubstr("model_sweep.h5.progress: can't write: File too large"));
  EXPECT_EQ(file_content(folder_ / "model_sweep.h5"), first);
}

}  // namespace
}  // namespace meniscus
