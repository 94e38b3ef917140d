#include "sim/io/result_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <memory>

#include "sim/core/error.hpp"
#include "sim/io/recovery.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;

class ResultFileTest : public testing::Test {
 protected:
  std::filesystem::path name() const { return folder / "results.h5"; }
  std::filesystem::path journal() const { return folder / "results.h5.journal"; }

  std::vector<std::string> entries() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
      names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
  }

  /// Makes a complete result that holds `value`.
  void make(double value, bool overwrite = false) const {
    ResultFile result(name(), overwrite);
    result.write_number("/metrics/value", value);
    result.commit();
  }

  double value() const {
    return Hdf5File(name(), Hdf5File::Mode::read).read<double>("/metrics/value").front();
  }

  TemporaryFolder folder;
};

/// Runs `action` in a child process; its wait status.
int status_of_child(const std::function<void()>& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    action();
    std::exit(0);  // runs HDF5's clean-up too
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

/// Numbers that do not compress.
std::vector<std::uint64_t> noise(std::size_t count) {
  std::vector<std::uint64_t> values(count);
  std::uint64_t state = 1;
  for (auto& value : values) value = state = state * 6364136223846793005u + 1442695040888963407u;
  return values;
}

TEST_F(ResultFileTest, ACommittedResultIsCompleteMarkedAndAlone) {
  make(1.5);
  EXPECT_THAT(entries(), ElementsAre("results.h5"));
  const Hdf5File file(name(), Hdf5File::Mode::read);
  EXPECT_THAT(file.read_attribute<std::uint32_t>("/", "magic"), ElementsAre(0x0A7A));
  EXPECT_THAT(file.read_attribute<std::uint32_t>("/", "version"), ElementsAre(0, 1));
  EXPECT_THAT(file.read_attribute<std::uint32_t>("/", "layout_version"), ElementsAre(2));
  EXPECT_THAT(file.read_attribute<std::uint8_t>("/", "complete"), ElementsAre(1));
  EXPECT_FALSE(file.read_text_attribute("/", "meniscus_version").empty());
  EXPECT_THAT(file.read<double>("/metrics/value"), ElementsAre(1.5));
}

TEST_F(ResultFileTest, UnitsBecomeAttributes) {
  {
    ResultFile result(name(), false);
    result.write_number("/rate", 5.5, "Hz");
    result.write_vector("/weights/ff", std::vector<float>{1, 2}, "mV");
    result.write_matrix("/confusion", 2, 2, std::vector<std::uint32_t>{9, 1, 0, 10});
    result.commit();
  }
  const Hdf5File file(name(), Hdf5File::Mode::read);
  EXPECT_EQ(file.read_text_attribute("/rate", "units"), "Hz");
  EXPECT_EQ(file.read_text_attribute("/weights/ff", "units"), "mV");
  EXPECT_FALSE(file.has_attribute("/confusion", "units"));
}

TEST_F(ResultFileTest, AnExistingResultIsRefusedBeforeAnythingIsWritten) {
  make(1.0);
  EXPECT_EQ(message_of<ConfigError>([&] { ResultFile(name(), false); }),
            name().string() + " exists (use --overwrite to replace it)");
  EXPECT_THAT(entries(), ElementsAre("results.h5"));
  EXPECT_EQ(value(), 1.0);
}

TEST_F(ResultFileTest, OverwriteReplacesTheOldResultOnlyAtCommit) {
  make(1.0);
  {
    ResultFile result(name(), true);
    result.write_number("/metrics/value", 2.0);
    EXPECT_EQ(value(), 1.0);
    result.commit();
  }
  EXPECT_EQ(value(), 2.0);
  EXPECT_THAT(entries(), ElementsAre("results.h5"));
}

TEST_F(ResultFileTest, AnAbandonedResultLeavesNothing) {
  { ResultFile(name(), false).write_number("/x", 1.0); }
  EXPECT_TRUE(entries().empty());
}

TEST_F(ResultFileTest, APartialResultHasItsOwnNameAndIsMarkedIncomplete) {
  {
    ResultFile result(name(), false);
    result.write_number("/x", 1.0);
    EXPECT_EQ(result.keep_partial(), folder / "results.partial.h5");
  }
  EXPECT_THAT(entries(), ElementsAre("results.partial.h5"));
  const Hdf5File file(folder / "results.partial.h5", Hdf5File::Mode::read);
  EXPECT_THAT(file.read_attribute<std::uint8_t>("/", "complete"), ElementsAre(0));
  EXPECT_THAT(file.read<double>("/x"), ElementsAre(1.0));
}

TEST_F(ResultFileTest, AResultThatAppearsMeanwhileIsNotReplacedNorTheNewOneLost) {
  ResultFile result(name(), false);
  result.write_number("/x", 2.0);
  write_file(name(), "someone else's");
  const std::string partial = (folder / "results.partial.h5").string();
  EXPECT_EQ(message_of<IoError>([&] { result.commit(); }),
            name().string() + " appeared during the run and is kept; the new result is " + partial);
  EXPECT_EQ(file_content(name()), "someone else's");
  EXPECT_THAT(Hdf5File(partial, Hdf5File::Mode::read).read<double>("/x"), ElementsAre(2.0));
}

TEST_F(ResultFileTest, AMissingFolderIsSaid) {
  const auto lost = folder / "none" / "results.h5";
  EXPECT_EQ(message_of<IoError>([&] { ResultFile(lost, false); }),
            lost.string() + ".journal: can't create a file in " + (folder / "none").string() +
                ": No such file or directory");
}

TEST_F(ResultFileTest, NamesThatAreNoPlainFileAreRefused) {
  EXPECT_EQ(message_of<ConfigError>([&] { ResultFile(folder.path(), true); }),
            folder.path().string() + " exists and is not a plain file");
  EXPECT_EQ(message_of<ConfigError>([&] { ResultFile("/dev/null", true); }),
            "/dev/null exists and is not a plain file");
  EXPECT_EQ(message_of<ConfigError>([&] { ResultFile("", false); }),
            "expected the name of a result file, got \"\"");
}

TEST_F(ResultFileTest, AFolderThatCannotBeWrittenIsSaid) {
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0555});
  const int status = status_of_child([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) std::_Exit(2);  // root may write anywhere
    const std::string expected = journal().string() + ": can't create a file in " +
                                 folder.path().string() + ": Permission denied";
    const std::string message = message_of<IoError>([&] { ResultFile(name(), false); });
    std::_Exit(message == expected ? 0 : 1);
  });
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
  EXPECT_EQ(status, 0);
}

TEST_F(ResultFileTest, AProcessKilledWhileWritingLeavesTheOldResultIntact) {
  make(1.0);
  const int status = status_of_child([&] {
    ResultFile result(name(), true);
    result.write_vector("/noise", noise(100'000));
    ::raise(SIGKILL);
  });
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(value(), 1.0);
}

TEST_F(ResultFileTest, AProcessKilledWhileWritingLeavesNoFinalName) {
  status_of_child([&] {
    ResultFile result(name(), false);
    result.write_vector("/noise", noise(100'000));
    ::raise(SIGKILL);
  });
  EXPECT_FALSE(std::filesystem::exists(name()));
}

/// Lets the process write no file longer than 64 KiB, as a full disk would.
void fill_disk() {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{1 << 16, 1 << 16};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

TEST_F(ResultFileTest, AFullDiskWhileWritingIsAnIoErrorAndTheOldResultStays) {
  make(1.0);
  const int status = status_of_child([&] {
    fill_disk();
    const std::string message = message_of<IoError>([&] {
      ResultFile result(name(), true);
      result.write_vector("/noise", noise(1'000'000));
      result.commit();
    });
    if (!message.ends_with("File too large")) std::_Exit(1);
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(value(), 1.0);
  EXPECT_THAT(entries(), ElementsAre("results.h5"));
}

TEST_F(ResultFileTest, AFullDiskWhileRecordingLeavesTheOldResultAndTheJournal) {
  make(1.0);
  const int status = status_of_child([&] {
    fill_disk();
    const std::string message = message_of<IoError>([&] {
      ResultFile result(name(), true);
      const SeriesId spikes = result.add(SpikeSeries{.population = "exc", .size = 9, .tick = 1.0});
      for (std::int64_t t = 0; t < 100; ++t) {
        result.append(spikes, std::vector<Spike>(100, {Time{t}, 1}));
        result.reached(static_cast<double>(t));
        result.checkpoint();
      }
    });
    if (message != journal().string() + ": can't write: File too large; what was recorded is in " +
                       journal().string() + " (see meniscus recover)")
      std::_Exit(1);
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(value(), 1.0);
  EXPECT_THAT(entries(), ElementsAre("results.h5", "results.h5.journal"));
  const Recovery recovery = recover_result(journal(), {.output = folder / "recovered.h5"});
  EXPECT_EQ(recovery.built.lost, 0u);
  EXPECT_GT(recovery.built.run.reached, 70.0) << "100 spikes of 8 B per step, 64 KiB";
}

TEST_F(ResultFileTest, AFullDiskAtCommitLeavesTheOldResultAndTheWholeNewOneInTheJournal) {
  make(1.0);
  const int status = status_of_child([&] {
    const std::string message = message_of<IoError>([&] {
      ResultFile result(name(), true);
      fill_disk();
      // Fits; the HDF5 file, with its own book-keeping, does not.
      result.write_vector("/noise", noise(8'150));
      result.commit();
    });
    if (message.find("File too large; what was recorded is in ") == std::string::npos)
      std::_Exit(1);
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(value(), 1.0);
  EXPECT_THAT(entries(), ElementsAre("results.h5", "results.h5.journal"));
  recover_result(journal(), {.overwrite = true});
  EXPECT_EQ(Hdf5File(name(), Hdf5File::Mode::read).read<std::uint64_t>("/noise"), noise(8'150));
}

TEST_F(ResultFileTest, TheJournalOfAnUnfinishedRunIsNotReplacedUnlessWanted) {
  write_file(journal(), "what an unfinished run has left");
  EXPECT_EQ(
      message_of<ConfigError>([&] { ResultFile(name(), false); }),
      journal().string() +
          " holds what an unfinished run has recorded (`meniscus resume` goes on with it if it "
          "has a checkpoint, `meniscus recover " +
          journal().string() + "` makes a result of it, --overwrite discards it)");
  EXPECT_EQ(file_content(journal()), "what an unfinished run has left");
  make(2.0, true);
  EXPECT_THAT(entries(), ElementsAre("results.h5"));
}

TEST_F(ResultFileTest, TwoRunsCannotMakeTheSameResult) {
  const ResultFile result(name(), false);
  EXPECT_EQ(message_of<ConfigError>([&] { ResultFile(name(), true); }),
            journal().string() + " is in use by a running process");
}

TEST_F(ResultFileTest, ADatasetWrittenTwiceHoldsWhatCameLast) {
  ResultFile result(name(), false);
  result.write_number("/x", 1.0, "Hz");
  result.write_text("/x", "a text");
  result.write_number("/x", 2.0, "mV");
  result.commit();
  const Hdf5File file(name(), Hdf5File::Mode::read);
  EXPECT_THAT(file.read<double>("/x"), ElementsAre(2.0));
  EXPECT_EQ(file.read_text_attribute("/x", "units"), "mV");
}

}  // namespace
}  // namespace meniscus
