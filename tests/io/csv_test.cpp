#include "sim/io/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;

class Csv : public testing::Test {
 protected:
  CsvRows read(const std::string& content, LabelColumn label = LabelColumn::first) const {
    write_file(folder_ / "a.csv", content);
    return read_csv_rows(folder_ / "a.csv", label);
  }
  std::string complaint(const std::string& content) const {
    return message_of<ConfigError>([&] { read(content); })
        .substr(folder_.path().string().size() + 1);
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(Csv, ReadsRowsOfAnyLength) {
  const CsvRows rows = read("2,1.5,-3e2\n0,7\n");
  ASSERT_EQ(rows.count(), 2u);
  EXPECT_THAT(rows.row(0), ElementsAre(1.5, -300.0));
  EXPECT_THAT(rows.row(1), ElementsAre(7.0));
  EXPECT_THAT(rows.labels, ElementsAre(2, 0));
}

TEST_F(Csv, SkipsAHeadingAndEmptyLinesButCountsThem) {
  const CsvRows rows = read("label;a;b\r\n\r\n1; 2;3 \r\n");
  EXPECT_THAT(rows.row(0), ElementsAre(2.0, 3.0));
  EXPECT_THAT(rows.lines, ElementsAre(3));
}

TEST_F(Csv, TakesALineWithANumberForASample) {
  EXPECT_THAT(read("\xef\xbb\xbf"
                   "1,2\n3,4\n",
                   LabelColumn::first)
                  .labels,
              ElementsAre(1, 3));
  EXPECT_THAT(read("+1,2\n3,+4\n", LabelColumn::first).labels, ElementsAre(1, 3));
  EXPECT_EQ(complaint("x,2\n1,2\n"), "a.csv:1:1: expected a number, got \"x\"");
}

TEST_F(Csv, FindsTheClassInTheLastColumn) {
  const CsvRows rows = read("5\t6\t1\n", LabelColumn::last);
  EXPECT_THAT(rows.row(0), ElementsAre(5.0, 6.0));
  EXPECT_THAT(rows.labels, ElementsAre(1));
}

TEST_F(Csv, TellsWhereANumberIsMissing) {
  EXPECT_EQ(complaint("1,2\n1,x\n"), "a.csv:2:3: expected a number, got \"x\"");
  EXPECT_EQ(complaint("1,2,\n"), "a.csv:1:5: expected a number, got \"\"");
  EXPECT_EQ(complaint("1,nan\n"), "a.csv:1:3: expected a number, got \"nan\"");
}

TEST_F(Csv, TellsWhereAClassIsNone) {
  EXPECT_EQ(complaint("1,2\n-1,2\n"),
            "a.csv:2:1: expected a class, a whole number from 0 to 65535, got -1");
  EXPECT_EQ(complaint("0.5,2\n"),
            "a.csv:1:1: expected a class, a whole number from 0 to 65535, got 0.5");
}

TEST_F(Csv, NeedsASample) {
  EXPECT_EQ(complaint("a,b\n"), "a.csv: expected a sample a line, found none");
}

TEST_F(Csv, ReadsOptdigits) {
  const auto folder = shared_data("uci/optdigits/optdigits.tra");
  if (folder.empty()) GTEST_SKIP() << "needs MENISCUS_DATA with uci/optdigits/optdigits.tra";
  const CsvRows rows = read_csv_rows(folder, LabelColumn::last);
  EXPECT_EQ(rows.count(), 3823u);
  EXPECT_EQ(rows.values.size(), 3823u * 64u);
  EXPECT_EQ(*std::ranges::max_element(rows.values), 16.0);
  EXPECT_EQ(*std::ranges::max_element(rows.labels), 9u);
}

}  // namespace
}  // namespace meniscus
