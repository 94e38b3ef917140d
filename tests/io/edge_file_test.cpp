#include "sim/io/edge_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/position_file.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class EdgeFile : public testing::Test {
 protected:
  EdgeList read(const std::string& name, const std::string& group = "/") const {
    return read_edge_file(folder_ / name, group, {.sources = 3, .targets = 4, .weight = unit::mV});
  }
  EdgeList read_csv(const std::string& text) const {
    write_file(folder_ / "e.csv", text);
    return read("e.csv");
  }
  /// What is said about a table, without the folder's name.
  std::string complaints(const std::string& text) const {
    std::string all = message_of<ConfigError>([&] { read_csv(text); });
    const std::string folder = folder_.path().string() + "/";
    for (auto at = all.find(folder); at != all.npos; at = all.find(folder)) {
      all.erase(at, folder.size());
    }
    return all;
  }

  TemporaryFolder folder_;
};

TEST_F(EdgeFile, ATableHasColumnsInAnyOrderWithUnits) {
  const EdgeList edges = read_csv(
      "\xEF\xBB\xBF# a comment\r\ndelay [s],target, source ,weight [uV]\r\n"
      "\r\n0.0015,3,0,-500\r\n 2e-3 , 0 , 2 , +250 \r\n");
  EXPECT_THAT(edges.source, ElementsAre(0, 2));
  EXPECT_THAT(edges.target, ElementsAre(3, 0));
  EXPECT_THAT(edges.weight, ElementsAre(testing::DoubleEq(-0.5), testing::DoubleEq(0.25)));
  EXPECT_THAT(edges.delay, ElementsAre(testing::DoubleEq(1.5), testing::DoubleEq(2.0)));
}

TEST_F(EdgeFile, WeightsAndDelaysMayBeLeftOut) {
  const EdgeList edges = read_csv("source,target\n1,2");
  EXPECT_THAT(edges.source, ElementsAre(1));
  EXPECT_THAT(edges.weight, IsEmpty());
  EXPECT_THAT(edges.delay, IsEmpty());
}

TEST_F(EdgeFile, TellsEveryWrongValueWithLineAndColumn) {
  EXPECT_EQ(complaints("source,target,weight [mV],delay [ms]\n3,0,1,1\n0,-1,x,1\n0,0,nan,0\n1,2\n"),
            "e.csv:2:1: expected a source from 0 to 2, got \"3\"\n"
            "e.csv:3:3: expected a target from 0 to 3, got \"-1\"\n"
            "e.csv:3:6: expected a weight, got \"x\"\n"
            "e.csv:4:5: expected a weight, got \"nan\"\n"
            "e.csv:4:9: expected a delay > 0, got \"0\"\n"
            "e.csv:5:1: expected 4 values, got 2");
}

TEST_F(EdgeFile, StopsAtTwentyComplaints) {
  std::string text = "source,target\n";
  for (int line = 0; line < 1000; ++line) text += "9,9\n";
  const std::string all = complaints(text);
  EXPECT_EQ(std::ranges::count(all, '\n'), 19);
}

TEST_F(EdgeFile, NamesItsColumns) {
  EXPECT_EQ(complaints("source,taget\n"),
            "e.csv:1:1: missing column target\n"
            "e.csv:1:8: no column is called \"taget\" (did you mean \"target\"?)");
  EXPECT_EQ(complaints("source,target,source\n"), "e.csv:1:15: a second column source");
  EXPECT_EQ(complaints("source,target,weight\n"),
            "e.csv:1:15: expected a unit of voltage, got \"\" (write weight [mV])");
  EXPECT_EQ(complaints("source,target,delay [mV]\n"),
            "e.csv:1:15: expected a unit of time, got \"mV\" (write delay [ms])");
}

TEST_F(EdgeFile, SurvivesHostileTables) {
  EXPECT_EQ(complaints(""), "e.csv: is empty");
  EXPECT_EQ(complaints("source,target\n1,99999999999999999999\n"),
            "e.csv:2:3: expected a target from 0 to 3, got \"99999999999999999999\"");
  EXPECT_THAT(complaints(std::string(100'000, 'a')),
              HasSubstr("e.csv:1:1: expected lines of less than 4096 bytes"));
  EXPECT_THAT(complaints(std::string("source,target\n\0,\xff\n", 18)),
              HasSubstr("e.csv:2:1: expected a source from 0 to 2"));
}

TEST_F(EdgeFile, SaysWhyAFileCannotBeRead) {
  EXPECT_THAT(message_of<ConfigError>([&] { read("absent.csv"); }),
              HasSubstr("absent.csv: can't be read: No such file or directory"));
  EXPECT_THAT(message_of<ConfigError>([&] { read("edges.txt"); }),
              HasSubstr("edges.txt: expected a file .csv, .h5 or .hdf5 by its name"));
}

TEST_F(EdgeFile, Hdf5HasDatasetsInAGroup) {
  Hdf5File file(folder_ / "e.h5", Hdf5File::Mode::create);
  file.write_vector("/net/source", std::vector<std::int64_t>{2, 0});
  file.write_vector("/net/target", std::vector<std::uint64_t>{0, 3});
  file.write_vector("/net/weight", std::vector<float>{0.5f, -1.5f});
  file.write_attribute("/net/weight", "units", "uV");
  file.write_vector("/net/delay", std::vector<double>{1.5, 2.0});
  file.write_attribute("/net/delay", "units", "ms");
  file.close();
  const EdgeList edges = read("e.h5", "/net");
  EXPECT_THAT(edges.source, ElementsAre(2, 0));
  EXPECT_THAT(edges.target, ElementsAre(0, 3));
  EXPECT_THAT(edges.weight, ElementsAre(testing::DoubleEq(0.5e-3), testing::DoubleEq(-1.5e-3)));
  EXPECT_THAT(edges.delay, ElementsAre(1.5, 2.0));
  EXPECT_THAT(message_of<ConfigError>([&] { read("e.h5"); }),
              HasSubstr("e.h5: /target: expected this dataset"));
}

TEST_F(EdgeFile, Hdf5MayHoldCompressedRows) {
  Hdf5File file(folder_ / "e.h5", Hdf5File::Mode::create);
  file.write_vector("/row_begin", std::vector<std::uint64_t>{0, 2, 2, 3});
  file.write_vector("/target", std::vector<std::uint32_t>{1, 3, 0});
  file.close();
  const EdgeList edges = read("e.h5");
  EXPECT_THAT(edges.source, ElementsAre(0, 0, 2));
  EXPECT_THAT(edges.target, ElementsAre(1, 3, 0));
}

TEST_F(EdgeFile, Hdf5IsCheckedLikeATable) {
  const auto complaint = [&](const std::vector<std::int64_t>& source,
                             const std::vector<std::int64_t>& target, const std::string& rows) {
    Hdf5File file(folder_ / "e.h5", Hdf5File::Mode::create);
    file.write_vector(rows, source);
    file.write_vector("/target", target);
    file.close();
    return message_of<ConfigError>([&] { read("e.h5"); });
  };
  EXPECT_THAT(complaint({0, 1}, {0, 4}, "/source"),
              HasSubstr("e.h5: /target[1]: expected a target from 0 to 3, got 4"));
  EXPECT_THAT(complaint({0}, {0, 1}, "/source"),
              HasSubstr("e.h5: /source: expected 2 values as in target, got 1"));
  EXPECT_THAT(complaint({0, 3, 1, 2}, {0, 1}, "/row_begin"),
              HasSubstr("e.h5: /row_begin: expected values that ascend from 0 to 2"));
  EXPECT_THAT(complaint({0, 2}, {0, 1}, "/row_begin"),
              HasSubstr("e.h5: /row_begin: expected 4 values for 3 sources, got 2"));
}

TEST_F(EdgeFile, ATruncatedHdf5FileIsAnError) {
  Hdf5File file(folder_ / "e.h5", Hdf5File::Mode::create);
  file.write_vector("/source", std::vector<std::int64_t>(5000, 1));
  file.write_vector("/target", std::vector<std::int64_t>(5000, 1));
  file.close();
  std::filesystem::resize_file(folder_ / "e.h5", 2000);
  EXPECT_THAT(message_of<IoError>([&] { read("e.h5"); }), HasSubstr("e.h5"));
}

TEST(PositionFile, HasTwoOrThreeAxes) {
  const TemporaryFolder folder;
  write_file(folder / "p.csv", "y,x\n1,2\n-0.5,3e1\n");
  EXPECT_THAT(read_position_file(folder / "p.csv"),
              ElementsAre(Point{2, 1, 0}, Point{30, -0.5, 0}));
  write_file(folder / "p.csv", "x,y,z\n1,2,a\n");
  EXPECT_THAT(message_of<ConfigError>([&] { read_position_file(folder / "p.csv"); }),
              HasSubstr("p.csv:2:5: expected a number, got \"a\""));
  write_file(folder / "p.csv", "x,q\n");
  EXPECT_THAT(message_of<ConfigError>([&] { read_position_file(folder / "p.csv"); }),
              HasSubstr("p.csv:1:3: expected the columns x, y and perhaps z, got \"q\""));
}

}  // namespace
}  // namespace meniscus
