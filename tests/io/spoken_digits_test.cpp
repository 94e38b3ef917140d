#include "sim/io/spoken_digits.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

std::vector<std::string> names(const std::vector<LabelledFile>& files) {
  std::vector<std::string> list;
  for (const LabelledFile& file : files) list.push_back(file.path.stem().string());
  return list;
}

TEST(SpokenDigits, AreSplitByNumberAndSortedByNumberDigitAndSpeaker) {
  const TemporaryFolder folder;
  for (const std::string name : {"9_a_10", "0_b_10", "0_a_10", "3_a_5", "3_a_4", "7_x_y_0"}) {
    write_file(folder / (name + ".wav"), "");
  }
  write_file(folder / "README.md", "");
  const SpokenDigits digits(folder.path());
  EXPECT_EQ(names(digits.train), (std::vector<std::string>{"3_a_5", "0_a_10", "0_b_10", "9_a_10"}));
  EXPECT_EQ(names(digits.test), (std::vector<std::string>{"7_x_y_0", "3_a_4"}));
  EXPECT_EQ(digits.train[3].label, 9u);
  EXPECT_EQ(digits.test[0].label, 7u);
}

TEST(SpokenDigits, RefuseOtherNamesAndEmptyParts) {
  const auto complaint = [](const std::string& name) {
    const TemporaryFolder folder;
    write_file(folder / "1_a_0.wav", "");
    write_file(folder / name, "");
    const std::string text = message_of<ConfigError>([&] { SpokenDigits{folder.path()}; });
    return text.substr(text.rfind("/") + 1);
  };
  for (const std::string name : {"x_a_7.wav", "12_a_7.wav", "1__7.wav", "1_a_.wav", "1_a_7b.wav",
                                 "1_a_99999999999.wav", "1.wav", "_.wav"}) {
    EXPECT_EQ(complaint(name), name + ": expected a name <digit>_<speaker>_<number>.wav");
  }
  EXPECT_TRUE(complaint("1_a_3.wav").ends_with("(test) and from 5 on (training), found 2 and 0"));
  EXPECT_EQ(message_of<ConfigError>([] { SpokenDigits{"nowhere"}; }), "nowhere: no such folder");
}

TEST(SpokenDigits, HaveTheirOfficialSplit) {
  const auto folder = shared_data("audio/fsdd");
  if (folder.empty()) GTEST_SKIP() << "needs MENISCUS_DATA with audio/fsdd";
  const SpokenDigits digits(folder);
  EXPECT_EQ(digits.train.size(), 2700u);
  EXPECT_EQ(digits.test.size(), 300u);
  std::array<int, 10> last{};  // of the last 300 of the training set
  for (std::size_t i = 2400; i < 2700; ++i) ++last[digits.train[i].label];
  for (const int count : last) EXPECT_EQ(count, 30);
}

}  // namespace
}  // namespace meniscus
