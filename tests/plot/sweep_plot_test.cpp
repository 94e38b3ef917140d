#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/core/error.hpp"
#include "sim/plot/sweep_figures.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Two keys of two and three values, two replicates: rate = 10 x + y, and 1 more in the second.
SweepTable example() {
  SweepTable table{.keys = {}, .replicates = 2, .runs = {}};
  table.keys.push_back({"m.x", "ms", false, {1, 1, 1, 2, 2, 2}, {}});
  table.keys.push_back({"m.y", "", false, {}, {"low", "mid", "top", "low", "mid", "top"}});
  for (std::size_t r = 0; r < 12; ++r) {
    const double x = table.keys[0].numbers[r / 2];
    const auto y = static_cast<double>(r / 2 % 3);
    SweepRun run{.seed = r, .status = RunStatus::done, .message = "", .metrics = {}};
    run.metrics = {{"rate", "mean rate", "Hz", 10.0 * x + y + static_cast<double>(r % 2)},
                   {"same", "never differs", "", 5.0}};
    table.runs.push_back(run);
  }
  return table;
}

TEST(SweepFigures, AverageOverRunsOfACellAndOverKeysThatAreNotShown) {
  const SweepTable table = example();
  const KeyValues x = key_values(table, "m.x"), y = key_values(table, "m.y");
  EXPECT_THAT(x.numbers, ElementsAre(1.0, 2.0));
  EXPECT_THAT(y.labels, ElementsAre("low", "mid", "top"));
  const auto both = cells(table, "rate", x, y);
  EXPECT_EQ(both[1][2].mean, 22.5);  // 22 and 23
  EXPECT_DOUBLE_EQ(both[1][2].sd, std::sqrt(0.5));
  const KeyValues all{{0.0}, {""}, std::vector<std::size_t>(12, 0)};
  const auto one = cells(table, "rate", x, all);
  EXPECT_EQ(one[0][0].mean, 11.5);  // 10, 11, 11, 12, 12, 13
  EXPECT_EQ(one[0][0].count, 6u);
}

TEST(SweepFigures, ShowWhatIsAskedForElseWhatDiffers) {
  const SweepTable table = example();
  const SweepView view = view_of(table, {}, {});
  EXPECT_THAT(view.keys, ElementsAre("m.x", "m.y"));
  EXPECT_THAT(view.metrics, ElementsAre("rate"));
  EXPECT_THAT(view_of(table, {"m.y"}, {"same"}).metrics, ElementsAre("same"));
  EXPECT_THAT(message_of<ConfigError>([&] { view_of(table, {"m.z"}, {}); }),
              HasSubstr("--key m.z: the sweep has none of that name (did you mean \"m.x\"?)"));
  EXPECT_THAT(message_of<ConfigError>([&] { view_of(table, {}, {"rat"}); }),
              HasSubstr("did you mean \"rate\"?"));
}

/// `meniscus plot` on a table in a folder of its own.
class SweepPlot : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists("/usr/bin/gnuplot")) GTEST_SKIP() << "gnuplot is not installed";
  }

  Outcome plot(const SweepTable& table, std::vector<std::string> words) const {
    {
      ResultFile file(folder_ / "sweep.h5", true);
      write_sweep(file, table);
      file.commit();
    }
    words.insert(words.begin(), {MENISCUS_PROGRAM, "plot", "sweep.h5"});
    return Program(words, folder_.path()).wait();
  }

  std::string picture(const std::string& name) const { return file_content(folder_ / name); }

  TemporaryFolder folder_;
};

TEST_F(SweepPlot, DrawsCurvesAndAHeatMap) {
  const Outcome outcome = plot(example(), {});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.output,
            "sweep_curves.png\nsweep_curves.svg\nsweep_heat_map.png\nsweep_heat_map.svg\n");
  const std::string curves = picture("sweep_curves.svg");
  for (const char* text : {"m.x (ms)", "mean rate (Hz)", ">low<", ">mid<", ">top<"}) {
    EXPECT_THAT(curves, HasSubstr(text));
  }
  const std::string map = picture("sweep_heat_map.svg");
  for (const char* text : {"m.x (ms)", "m.y", "mean rate (Hz)", ">top<"}) {
    EXPECT_THAT(map, HasSubstr(text));
  }
}

TEST_F(SweepPlot, DrawsOneKeyWithoutAMap) {
  const Outcome outcome = plot(example(), {"--key", "m.x", "--metric", "rate,same"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.output, "sweep_curves.png\nsweep_curves.svg\n");
  EXPECT_THAT(picture("sweep_curves.svg"), HasSubstr("never differs"));
  const Outcome map = plot(example(), {"--key", "m.x", "--what", "heat_map", "--overwrite"});
  EXPECT_EQ(map.status, 2);
  EXPECT_THAT(map.errors, HasSubstr("sweep.h5: holds no sweep of two keys"));
}

TEST_F(SweepPlot, DrawsDrawnValuesAsPointsFailuresAsNothingAndNamesAsTheyAre) {
  SweepTable table{.keys = {}, .replicates = 1, .runs = {}};
  table.keys.push_back({"a.'; system('touch owned') #", "mV", true, {0.1, 3.0, 100.0}, {}});
  table.keys.push_back({"b", "", true, {5.0, 5.0, 7.0}, {}});
  for (std::size_t r = 0; r < 3; ++r) {
    SweepRun run{.seed = r, .status = RunStatus::done, .message = "", .metrics = {}};
    run.metrics = {{"rate", "mean `rate`", "Hz", static_cast<double>(r)}};
    table.runs.push_back(run);
  }
  table.runs[1] = {};
  table.runs[1].status = RunStatus::failed;
  Outcome outcome = plot(table, {});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "owned"));
  EXPECT_THAT(picture("sweep_curves.svg"), HasSubstr("mean `rate`"));
  for (SweepRun& run : table.runs) run = {};
  outcome = plot(table, {"--overwrite"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("holds nothing to draw"));
}

}  // namespace
}  // namespace meniscus
