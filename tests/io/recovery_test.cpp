#include "sim/io/recovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "sim/core/error.hpp"
#include "sim/io/gzip.hpp"
#include "sim/io/result_file.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Writes into a result, and tells its position after every settled moment.
class Writing {
 public:
  explicit Writing(const std::filesystem::path& name) : result_(name, false) {
    result_.write_text("/provenance/resolved_yaml", "seed: 1\n");
    spikes_ = result_.add(SpikeSeries{.population = "exc", .size = 9, .tick = 0.5});
    states_ = result_.add(StateSeries{
        .population = "exc", .variable = "v", .unit = "mV", .neurons = {2, 5}, .step = 0.5});
    features_ = result_.add(
        FeatureSeries{.part = "test", .type = Hdf5Type::u16, .columns = 2, .labels = {7, 8, 9}});
  }

  /// One spike and a row of states in tick `t`, and the features of sample 2 - t.
  void step(int t) {
    const auto value = static_cast<float>(t);
    result_.append(spikes_, std::vector<Spike>{{Time{t}, static_cast<std::uint32_t>(t + 1)}});
    result_.append(states_, 0, std::vector<float>{value, -value});
    result_.append(features_, 2 - t, std::vector<std::uint16_t>{1, static_cast<std::uint16_t>(t)});
    result_.reached(0.5 * t);
  }

  ResultFile& result() { return result_; }

 private:
  ResultFile result_;
  SeriesId spikes_{}, states_{}, features_{};
};

class RecoveryTest : public testing::Test {
 protected:
  std::filesystem::path name() const { return folder / "r.h5"; }
  std::filesystem::path journal() const { return folder / "r.h5.journal"; }
  std::filesystem::path partial() const { return folder / "r.partial.h5"; }

  /// What a process leaves that is killed at the end of `action`.
  template <class Action>
  void kill_after(const Action& action) const {
    const pid_t child = ::fork();
    if (child == 0) {
      Writing writing(name());
      action(writing);
      ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
  }

  void kill_after_steps(int steps) const {
    kill_after([&](Writing& writing) {
      writing.result().checkpoint();
      for (int t = 0; t < steps; ++t) {
        writing.step(t);
        writing.result().checkpoint();
      }
    });
  }

  void write_journal(const std::string& bytes) const {
    std::filesystem::remove(journal());  // some file systems write at once what replaces something
    write_file(journal(), bytes);
  }

  /// As `recover_result`, but without waiting for the disk.
  void build() const {
    std::filesystem::remove(partial());
    JournalReader reader(journal());
    build_result(reader, partial());
  }

  Hdf5File recovered() const { return Hdf5File(partial(), Hdf5File::Mode::read); }

  TemporaryFolder folder;
};

TEST_F(RecoveryTest, GivesAllThatWasRecordedBeforeTheKill) {
  kill_after_steps(2);
  const Recovery recovery = recover_result(journal(), {});
  EXPECT_EQ(recovery.result, partial());
  EXPECT_FALSE(recovery.built.run.complete);
  EXPECT_EQ(recovery.built.run.reached, 0.5);
  EXPECT_EQ(recovery.built.lost, 0u);
  EXPECT_FALSE(std::filesystem::exists(journal()));
  EXPECT_FALSE(std::filesystem::exists(name()));
  const Hdf5File file = recovered();
  EXPECT_THAT(file.read_attribute<std::uint8_t>("/", "complete"), ElementsAre(0));
  EXPECT_THAT(file.read_attribute<double>("/", "reached"), ElementsAre(0.5));
  EXPECT_EQ(file.read_text("/provenance/resolved_yaml"), "seed: 1\n");
  EXPECT_THAT(file.read<double>("/spikes/exc/timestamps"), ElementsAre(0.0, 0.5));
  EXPECT_THAT(file.read<std::uint64_t>("/spikes/exc/node_ids"), ElementsAre(1, 2));
  EXPECT_EQ(file.read_enum_attribute("/spikes/exc", "sorting"), "by_time");
  EXPECT_THAT(file.read_attribute<std::uint64_t>("/spikes/exc", "size"), ElementsAre(9));
  EXPECT_THAT(file.read_attribute<double>("/spikes/exc", "duration"), ElementsAre(0.5));
  EXPECT_THAT(file.read<float>("/report/exc.v/data"), ElementsAre(0, 0, 1, -1));
  EXPECT_THAT(file.read<double>("/report/exc.v/mapping/time"), ElementsAre(0.0, 1.0, 0.5));
}

TEST_F(RecoveryTest, FeaturesOfFinishedSamplesComeWithTheirNumbers) {
  kill_after_steps(2);
  const Recovery recovery = recover_result(journal(), {});
  ASSERT_EQ(recovery.built.parts.size(), 1u);
  EXPECT_EQ(recovery.built.parts[0].name, "test");
  EXPECT_EQ(recovery.built.parts[0].done, 2u);
  EXPECT_EQ(recovery.built.parts[0].all, 3u);
  const Hdf5File file = recovered();
  EXPECT_THAT(file.shape("/features/test"), ElementsAre(2, 2));
  EXPECT_THAT(file.read<std::uint16_t>("/features/test"), ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(file.read<std::uint32_t>("/labels/test"), ElementsAre(8, 9));
  EXPECT_THAT(file.read<std::uint64_t>("/samples/test"), ElementsAre(1, 2));
}

TEST_F(RecoveryTest, ACompleteResultNeedsNoNumbersOfSamples) {
  {
    Writing writing(name());
    for (int t = 0; t < 3; ++t) writing.step(t);
    writing.result().commit();
  }
  const Hdf5File file(name(), Hdf5File::Mode::read);
  EXPECT_THAT(file.read<std::uint32_t>("/labels/test"), ElementsAre(7, 8, 9));
  EXPECT_THAT(file.read<std::uint16_t>("/features/test"), ElementsAre(1, 2, 1, 1, 1, 0));
  EXPECT_FALSE(file.contains("/samples"));
  EXPECT_FALSE(file.has_attribute("/", "reached"));
}

TEST_F(RecoveryTest, ARunKilledWhileItsCompleteResultWasBuiltLosesNothing) {
  std::filesystem::create_directory(folder / "r.h5.tmp");  // so that the HDF5 file can't be made
  kill_after([&](Writing& writing) {
    for (int t = 0; t < 3; ++t) writing.step(t);
    EXPECT_THAT(message_of<IoError>([&] { writing.result().commit(); }),
                HasSubstr("; what was recorded is in " + journal().string()));
  });
  std::filesystem::remove(folder / "r.h5.tmp");
  const Recovery recovery = recover_result(journal(), {});
  EXPECT_TRUE(recovery.built.run.complete);
  EXPECT_EQ(recovery.result, name());
  const Hdf5File file(name(), Hdf5File::Mode::read);
  EXPECT_THAT(file.read_attribute<std::uint8_t>("/", "complete"), ElementsAre(1));
  EXPECT_THAT(file.read<double>("/spikes/exc/timestamps"), ElementsAre(0.0, 0.5, 1.0));
}

TEST_F(RecoveryTest, TruncatedAnywhereTheJournalGivesAPrefix) {
  kill_after_steps(3);
  const std::string whole = file_content(journal());
  std::size_t most = 0;
  // Every byte is the turn of the tests of the journal itself.
  for (std::size_t length = 16; length <= whole.size();
       length += length + 3 > whole.size() ? 1 : 3) {
    write_journal(whole.substr(0, length));
    build();
    const Hdf5File file = recovered();
    if (!file.contains("/spikes/exc")) continue;
    const auto times = file.read<double>("/spikes/exc/timestamps");
    ASSERT_LE(times.size(), 3u);
    for (std::size_t k = 0; k < times.size(); ++k)
      EXPECT_EQ(times[k], 0.5 * static_cast<double>(k)) << length;
    EXPECT_EQ(file.read<float>("/report/exc.v/data").size(), 2 * times.size()) << length;
    EXPECT_GE(times.size(), most) << length;
    most = times.size();
  }
  EXPECT_EQ(most, 3u);
}

TEST_F(RecoveryTest, DamageInTheMiddleIsToldAndTheJournalKept) {
  kill_after_steps(3);
  std::string bytes = file_content(journal());
  bytes[bytes.size() - 100] ^= 1;
  write_journal(bytes);
  const Recovery recovery = recover_result(journal(), {});
  EXPECT_GT(recovery.built.lost, 0u);
  EXPECT_TRUE(recovery.journal_is_kept);
  EXPECT_EQ(file_content(journal()), bytes);
}

/// Sets the checksum of the frame at byte `at`, as somebody would who wants to do harm.
void seal(std::string& bytes, std::size_t at) {
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data() + at + 8, 8);
  const auto* begin = reinterpret_cast<const std::uint8_t*>(bytes.data()) + at + 8;
  const std::uint32_t sum = crc32(std::span(begin, 8 + length));
  std::memcpy(bytes.data() + at + 4, &sum, 4);
}

TEST_F(RecoveryTest, FramesOfNonsenseWithAValidChecksumAreRefusedOrMakeAResult) {
  kill_after([](Writing& writing) {
    writing.step(0);
    writing.result().write_vector("/x", std::vector<double>{1, 2}, "mV");
    writing.result().write_texts("/y", {"a", "b"});
    writing.result().write_attribute("/x", "note", "z");
    writing.result().checkpoint();
  });
  const std::string whole = file_content(journal());
  int refused = 0;
  for (std::size_t at = 16 + 16; at < whole.size(); at += 2) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ std::array{1, 128, 127}[at / 2 % 3]);
    seal(bytes, 16);
    write_journal(bytes);
    try {
      build();
    } catch (const ConfigError&) {
      ++refused;
    } catch (const IoError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 50);
}

TEST_F(RecoveryTest, TheModelIsInTheJournalFromTheStart) {
  kill_after([](Writing& writing) { writing.result().settle(); });
  JournalReader reader(journal());
  EXPECT_EQ(recorded_text(reader, "/provenance/resolved_yaml"), "seed: 1\n");
  EXPECT_EQ(recorded_text(reader, "/provenance/none"), "");
}

TEST_F(RecoveryTest, AnotherNameCanBeWantedAndTheJournalKept) {
  kill_after_steps(1);
  const auto wanted = folder / "wanted.h5";
  EXPECT_EQ(recover_result(journal(), {.output = wanted, .keep_journal = true}).result, wanted);
  EXPECT_TRUE(std::filesystem::exists(wanted));
  EXPECT_TRUE(std::filesystem::exists(journal()));
}

TEST_F(RecoveryTest, AnExistingFileIsNotReplacedUnlessWanted) {
  kill_after_steps(1);
  write_file(partial(), "older");
  EXPECT_EQ(message_of<ConfigError>([&] { recover_result(journal(), {}); }),
            partial().string() + " exists (use --overwrite to replace it)");
  EXPECT_EQ(file_content(partial()), "older");
  EXPECT_TRUE(std::filesystem::exists(journal()));
  EXPECT_NO_THROW(recover_result(journal(), {.overwrite = true}));
}

TEST_F(RecoveryTest, ARunningProcessIsNotDisturbed) {
  Writing writing(name());
  writing.step(0);
  EXPECT_EQ(message_of<ConfigError>([&] { recover_result(journal(), {}); }),
            journal().string() + " is in use by a running process");
  writing.step(1);
  writing.step(2);
  writing.result().commit();
  EXPECT_THAT(Hdf5File(name(), Hdf5File::Mode::read).read<double>("/spikes/exc/timestamps"),
              ElementsAre(0.0, 0.5, 1.0));
}

TEST_F(RecoveryTest, AContinuedRunGivesWhatOneGivesThatWasNotInterrupted) {
  {
    Writing writing(folder / "whole.h5");
    for (int t = 0; t < 3; ++t) writing.step(t);
    writing.result().commit();
  }
  JournalPosition position{};
  {
    Writing writing(name());
    writing.step(0);
    position = writing.result().checkpoint();
    writing.step(2);
    writing.result().checkpoint();
  }
  ASSERT_TRUE(std::filesystem::exists(journal())) << "a checkpoint keeps it";
  ResultFile result(name(), false, position);
  result.write_text("/provenance/resolved_yaml", "seed: 1\n");
  const SeriesId spikes = result.add(SpikeSeries{.population = "exc", .size = 9, .tick = 0.5});
  const SeriesId states = result.add(StateSeries{
      .population = "exc", .variable = "v", .unit = "mV", .neurons = {2, 5}, .step = 0.5});
  const SeriesId features = result.add(
      FeatureSeries{.part = "test", .type = Hdf5Type::u16, .columns = 2, .labels = {7, 8, 9}});
  for (int t = 1; t < 3; ++t) {
    const auto value = static_cast<float>(t);
    result.append(spikes, std::vector<Spike>{{Time{t}, static_cast<std::uint32_t>(t + 1)}});
    result.append(states, 0, std::vector<float>{value, -value});
    result.append(features, 2 - t, std::vector<std::uint16_t>{1, static_cast<std::uint16_t>(t)});
    result.reached(0.5 * t);
  }
  result.commit();
  const Hdf5File whole(folder / "whole.h5", Hdf5File::Mode::read);
  const Hdf5File file(name(), Hdf5File::Mode::read);
  for (const char* path : {"/spikes/exc/timestamps", "/report/exc.v/mapping/time"})
    EXPECT_EQ(file.read<double>(path), whole.read<double>(path));
  EXPECT_EQ(file.read<std::uint16_t>("/features/test"),
            whole.read<std::uint16_t>("/features/test"));
  EXPECT_EQ(file.read_text("/provenance/resolved_yaml"), "seed: 1\n");
}

TEST_F(RecoveryTest, AContinuedRunMustRecordTheSame) {
  JournalPosition position{};
  {
    Writing writing(name());
    writing.step(0);
    position = writing.result().checkpoint();
  }
  ResultFile result(name(), false, position);
  EXPECT_EQ(message_of<ConfigError>(
                [&] { result.add(SpikeSeries{.population = "inh", .size = 9, .tick = 0.5}); }),
            journal().string() + ": holds other recordings than those of this model");
}

}  // namespace
}  // namespace meniscus
