#include "sim/io/journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <array>
#include <csignal>
#include <optional>
#include <string>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Journal::Bytes bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void append(Journal& journal, const std::string& content) {
  journal.append(std::array{bytes_of(content)});
}

std::vector<std::string> frames_of(JournalReader& reader) {
  std::vector<std::string> frames;
  while (reader.next()) frames.emplace_back(reader.frame().begin(), reader.frame().end());
  return frames;
}

class JournalTest : public testing::Test {
 protected:
  std::filesystem::path name() const { return folder_ / "r.h5.journal"; }

  /// Frames in a file of these bytes; nothing if it is refused.
  std::optional<std::vector<std::string>> frames_in(const std::string& bytes) const {
    write_file(name(), bytes);
    try {
      JournalReader reader(name());
      return frames_of(reader);
    } catch (const ConfigError&) {
      return std::nullopt;
    }
  }

  /// The bytes of a journal with three frames.
  std::string three_frames() const {
    Journal journal(name(), Journal::Existing::replace);
    append(journal, "one");
    append(journal, "");
    append(journal, "three");
    return file_content(name());
  }

 private:
  TemporaryFolder folder_;
};

const std::vector<std::string> all_three{"one", "", "three"};

bool is_prefix(const std::vector<std::string>& frames) {
  return frames.size() <= all_three.size() &&
         std::equal(frames.begin(), frames.end(), all_three.begin());
}

TEST_F(JournalTest, GivesBackTheFramesThatWereAppended) {
  EXPECT_EQ(frames_in(three_frames()), all_three);
}

TEST_F(JournalTest, AFrameOfSeveralPartsIsOneFrame) {
  {
    Journal journal(name(), Journal::Existing::keep);
    journal.append(std::array{bytes_of("head "), bytes_of("body")});
  }
  JournalReader reader(name());
  EXPECT_THAT(frames_of(reader), ElementsAre("head body"));
}

TEST_F(JournalTest, TruncatedAtAnyByteItHasThePrefixOfWholeFrames) {
  const std::string whole = three_frames();
  // Header 16 B; frames of 16 B and content.
  const std::array<std::size_t, 3> ends{16 + 19, 16 + 19 + 16, 16 + 19 + 16 + 21};
  ASSERT_EQ(whole.size(), ends.back());
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const auto frames = frames_in(whole.substr(0, length));
    ASSERT_EQ(frames.has_value(), length >= 16) << length;
    if (!frames) continue;
    EXPECT_TRUE(is_prefix(*frames)) << length;
    EXPECT_EQ(frames->size(), static_cast<std::size_t>(std::ranges::count_if(
                                  ends, [&](std::size_t end) { return end <= length; })))
        << length;
  }
}

TEST_F(JournalTest, AFlippedBitAnywhereCostsTheFramesFromThereOnOrIsRefused) {
  const std::string whole = three_frames();
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    const auto frames = frames_in(bytes);
    ASSERT_EQ(frames.has_value(), bit / 8 >= 16) << bit;
    if (!frames) continue;
    EXPECT_TRUE(is_prefix(*frames)) << bit;
    EXPECT_LT(frames->size(), all_three.size()) << bit;
  }
}

TEST_F(JournalTest, ALengthBeyondTheFileTakesNoMemory) {
  std::string bytes = three_frames();
  bytes.replace(16 + 8, 8, "\xff\xff\xff\xff\xff\xff\xff\x7f");
  EXPECT_EQ(frames_in(bytes), std::vector<std::string>{});
}

TEST_F(JournalTest, ForeignFilesAndOtherVersionsAreRefused) {
  const auto refusal = [&](const std::string& bytes) {
    write_file(name(), bytes);
    return message_of<ConfigError>([&] { JournalReader{name()}; });
  };
  const std::string file = name().string();
  EXPECT_EQ(refusal("name: a model file\nseed: 1\n"), file + ": is no journal of a run");
  EXPECT_EQ(refusal(""), file + ": is no journal of a run");
  // CRC-32 of the magic and the number 2, by zlib.crc32 of Python.
  EXPECT_EQ(refusal(std::string("MENISCJ\n\2\0\0\0", 12) + "r%t`"),
            file + ": expected format version 1 of journals, got 2");
}

TEST_F(JournalTest, WhileItIsWrittenNobodyElseWritesOrReadsIt) {
  const Journal journal(name(), Journal::Existing::keep);
  const std::string used = name().string() + " is in use by a running process";
  EXPECT_EQ(message_of<ConfigError>([&] { Journal(name(), Journal::Existing::replace); }), used);
  EXPECT_EQ(message_of<ConfigError>([&] { Journal(name(), JournalPosition{16}); }), used);
  EXPECT_EQ(message_of<ConfigError>([&] { JournalReader{name()}; }), used);
  EXPECT_EQ(file_content(name()).size(), 16u);
}

TEST_F(JournalTest, WhatIsThereIsKeptUnlessReplacementIsWanted) {
  const std::string whole = three_frames();
  EXPECT_THAT(message_of<ConfigError>([&] { Journal(name(), Journal::Existing::keep); }),
              HasSubstr("`meniscus recover " + name().string() + "`"));
  EXPECT_EQ(file_content(name()), whole);
  Journal(name(), Journal::Existing::replace);
  EXPECT_EQ(file_content(name()).size(), 16u);
}

TEST_F(JournalTest, ABegunHeaderIsNothingToKeep) {
  write_file(name(), three_frames().substr(0, 9));
  Journal(name(), Journal::Existing::keep);
  EXPECT_EQ(frames_in(file_content(name())), std::vector<std::string>{});
}

TEST_F(JournalTest, IsContinuedFromAPositionItTold) {
  {
    Journal journal(name(), Journal::Existing::keep);
    append(journal, "before");
    const JournalPosition position = journal.end();
    append(journal, "forgotten");
    EXPECT_GT(journal.end(), position);
  }
  {
    Journal journal(name(), JournalPosition{16 + 16 + 6});
    append(journal, "after");
  }
  JournalReader reader(name());
  EXPECT_THAT(frames_of(reader), ElementsAre("before", "after"));
}

TEST_F(JournalTest, IsNotContinuedFromAnywhereElse) {
  const std::string whole = three_frames();
  for (const std::size_t position : {0ul, 17ul, whole.size() + 1}) {
    EXPECT_THAT(message_of<ConfigError>([&] { Journal(name(), JournalPosition{position}); }),
                HasSubstr("expected a frame that ends at byte " + std::to_string(position)));
  }
  EXPECT_EQ(file_content(name()), whole);
}

TEST_F(JournalTest, AFrameThatDoesNotFitOnTheDiskIsAnErrorAndNotThere) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit limit{1000, before.rlim_max};
  Journal journal(name(), Journal::Existing::keep);
  append(journal, "fits");
  ::setrlimit(RLIMIT_FSIZE, &limit);
  const std::string message = message_of<IoError>([&] { append(journal, std::string(2000, 'x')); });
  append(journal, "fits again");
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(message, name().string() + ": can't write: File too large");
  JournalReader reader(journal);
  EXPECT_THAT(frames_of(reader), ElementsAre("fits", "fits again"));
  EXPECT_EQ(reader.rest(), 0u);
}

}  // namespace
}  // namespace meniscus
