#include "sim/io/sweep_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/core/error.hpp"
#include "sim/io/sweep_progress.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SweepRun done(std::uint64_t seed, double rate) {
  return {.seed = seed,
          .status = RunStatus::done,
          .message = "a \"warning\"\nof two lines",
          .metrics = {{"z/rate", "mean rate", "Hz", rate}, {"a", "a count", "", 1.0 / 3.0}},
          .wall_seconds = 0.25,
          .peak_memory = 1e6};
}

SweepTable example() {
  SweepTable table{.keys = {}, .replicates = 2, .runs = {}};
  table.keys.push_back({"b.c", "ms", true, {20.0, 10.0}, {}});
  table.keys.push_back({"a/x", "", false, {}, {"[1, 2]", "{k: v}"}});
  SweepRun failed;
  failed.seed = 6;
  failed.status = RunStatus::failed;
  failed.message = "killed";
  table.runs = {done(5, 4.0), done(6, 7.0), done(5, 0.1), failed};
  return table;
}

SweepTable written_and_read(const SweepTable& table) {
  const TemporaryFolder folder;
  {
    ResultFile file(folder / "t.h5", false);
    write_sweep(file, table);
    file.commit();
  }
  return read_sweep_table(Hdf5File(folder / "t.h5", Hdf5File::Mode::read));
}

TEST(SweepTable, ComesBackAsItWasWritten) {
  const SweepTable table = example(), back = written_and_read(table);
  ASSERT_EQ(back.keys.size(), 2u);
  EXPECT_EQ(back.keys[0].path, "b.c");
  EXPECT_EQ(back.keys[0].unit, "ms");
  EXPECT_TRUE(back.keys[0].random && !back.keys[1].random);
  EXPECT_EQ(back.keys[0].numbers, table.keys[0].numbers);
  EXPECT_EQ(back.keys[1].path, "a/x");
  EXPECT_EQ(back.keys[1].texts, table.keys[1].texts);
  ASSERT_EQ(back.runs.size(), 4u);
  EXPECT_EQ(back.runs[3].status, RunStatus::failed);
  EXPECT_EQ(back.runs[3].message, "killed");
  ASSERT_EQ(back.runs[1].metrics.size(), 2u);
  EXPECT_EQ(back.runs[1].metrics[0].name, "z/rate");
  EXPECT_EQ(back.runs[1].metrics[0].unit, "Hz");
  EXPECT_EQ(back.runs[1].metrics[0].value, 7.0);
  EXPECT_EQ(back.runs[1].metrics[1].value, 1.0 / 3.0);
  EXPECT_EQ(back.runs[1].wall_seconds, 0.25);
}

TEST(SweepTable, HasMeansAndDeviationsOfWhatIsDone) {
  const TemporaryFolder folder;
  {
    ResultFile file(folder / "t.h5", false);
    write_sweep(file, example());
    file.commit();
  }
  const Hdf5File file(folder / "t.h5", Hdf5File::Mode::read);
  EXPECT_THAT(file.read<double>("/points/mean/z|rate"), ElementsAre(5.5, 0.1));
  const auto sd = file.read<double>("/points/sd/z|rate");
  EXPECT_DOUBLE_EQ(sd[0], std::sqrt(4.5));
  EXPECT_TRUE(std::isnan(sd[1]));  // of one value
  EXPECT_THAT(file.read<std::uint64_t>("/points/runs"), ElementsAre(2, 1));
  EXPECT_TRUE(std::isnan(file.read<double>("/runs/metrics/a")[3]));
}

TEST(SweepTable, RefusesFilesThatMakeNoSense) {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::vector<std::uint64_t>& seeds, const std::string& status,
                           const std::string& replicates) {
    {
      Hdf5File file(folder / "t.h5", Hdf5File::Mode::create);
      file.write_vector("/runs/seed", seeds);
      file.write_texts("/runs/status", std::vector<std::string>{status, status});
      file.write_texts("/runs/message", std::vector<std::string>{"", ""});
      file.write_vector("/runs/cost/wall_seconds", std::vector{0.0, 0.0});
      file.write_vector("/runs/cost/peak_memory", std::vector{0.0, 0.0});
      file.write_attribute("/runs", "replicates", replicates);
      file.close();
    }
    return message_of<ConfigError>(
        [&] { read_sweep_table(Hdf5File(folder / "t.h5", Hdf5File::Mode::read)); });
  };
  EXPECT_THAT(refusal({1}, "done", "1"), HasSubstr("columns of different lengths"));
  EXPECT_THAT(refusal({1, 2}, "done", "0"), HasSubstr("columns of different lengths"));
  EXPECT_THAT(refusal({1, 2}, "perhaps", "1"), HasSubstr("no run is \"perhaps\""));
  EXPECT_THAT(refusal({1, 2}, "done", "two"), HasSubstr("replicates is \"two\""));
}

TEST(SweepProgress, GivesBackEveryBitAndRecognisesACutLine) {
  SweepRun run = done(3, std::nextafter(0.1, 1.0));
  run.metrics.push_back({"n", "", "", std::numeric_limits<double>::quiet_NaN()});
  run.metrics.push_back({"i", "", "", -std::numeric_limits<double>::infinity()});
  run.message = "bytes \xff that are no text";
  const std::string line = line_of(7, run);
  std::uint64_t number = 0;
  SweepRun back;
  ASSERT_TRUE(read_line(line, number, back));
  EXPECT_EQ(number, 7u);
  EXPECT_EQ(back.seed, 3u);
  EXPECT_EQ(back.metrics[0].value, std::nextafter(0.1, 1.0));
  EXPECT_TRUE(std::isnan(back.metrics[2].value));
  EXPECT_EQ(back.metrics[3].value, -std::numeric_limits<double>::infinity());
  for (std::size_t cut = 0; cut + 1 < line.size(); ++cut) {
    EXPECT_FALSE(read_line(line.substr(0, cut), number, back)) << cut;
  }
  EXPECT_FALSE(read_line("{\"run\": 1, \"seed\": \"x\"}", number, back));
}

TEST(SweepProgress, IsOpenInOneProcessAtATimeAndKeepsWhatItHolds) {
  const TemporaryFolder folder;
  const auto name = folder / "p";
  {
    SweepProgress progress(name);
    progress.start({"program", "model: 1\n", ""});
    progress.append(4, done(1, 2.0));
    EXPECT_THAT(message_of<ConfigError>([&] { SweepProgress second(name); }),
                HasSubstr("another sweep is writing it"));
  }
  write_file(name, file_content(name) + "{\"run\": 5, \"se");
  {
    SweepProgress progress(name);
    EXPECT_EQ(read_identity(progress.identity(), "p").model, "model: 1\n");
    EXPECT_THAT(progress.runs(), testing::SizeIs(1));
    progress.append(6, done(1, 3.0));
  }
  const SweepProgress progress(name);
  ASSERT_THAT(progress.runs(), testing::SizeIs(2));
  EXPECT_EQ(progress.runs().at(6).metrics[0].value, 3.0);
}

}  // namespace
}  // namespace meniscus
