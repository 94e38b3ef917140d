#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/error.hpp"
#include "sim/experiment/classify.hpp"
#include "tests/experiment/finished_run.hpp"
#include "tests/experiment/model_files.hpp"
#include "tests/experiment/recordings.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using Shape = std::vector<std::uint64_t>;

class ClassifyEvents : public testing::Test {
 protected:
  FinishedRun run(const std::string& yaml, int threads = 1) {
    Specification specification = specification_of(yaml);
    const auto file = bars_.folder() / (std::to_string(++runs_) + ".h5");
    ResultFile result(file, false);
    FinishedRun run{classify(specification, {.threads = threads}, result), nullptr};
    result.commit();
    run.result = std::make_unique<Hdf5File>(file, Hdf5File::Mode::read);
    return run;
  }

  std::string place() const { return "m.yaml:4:"; }

  BarRecordings bars_;

 private:
  int runs_ = 0;
};

TEST_F(ClassifyEvents, LearnsWhereTheBarsAre) {
  const FinishedRun done = run(bars_.model());
  EXPECT_EQ(done.metric("accuracy_liquid"), 100.0);
  EXPECT_EQ(done.metric("accuracy_input"), 100.0);
  EXPECT_EQ(done.result->shape("/features/test"), (Shape{9, 40}));
}

TEST_F(ClassifyEvents, GivesTheSameBitsForAnyNumberOfThreads) {
  for (const std::string& yaml : {bars_.model(), bars_.model("folds: 5")}) {
    const FinishedRun one = run(yaml), three = run(yaml, 3);
    const bool folds = yaml.find("folds") != std::string::npos;
    const std::string features = folds ? "/features/all" : "/features/test";
    EXPECT_EQ(one.result->read<std::uint16_t>(features),
              three.result->read<std::uint16_t>(features));
    EXPECT_EQ(one.result->read<std::uint32_t>("/predictions/test"),
              three.result->read<std::uint32_t>("/predictions/test"));
  }
}

TEST_F(ClassifyEvents, PlaysEachRecordingForItsOwnTime) {
  const FinishedRun done = run(bars_.model());
  // The test recordings are those of number 12, 13, 14, one of each class in turn: the first three
  // last 53 ms each. Their input is what their files hold: 252 events and a last one.
  const auto times = done.result->read<double>("/spikes/input/timestamps");
  ASSERT_EQ(times.size(), 3u * 253u);
  EXPECT_EQ(times.front(), 1.0);
  EXPECT_EQ(times[252], 53.0);
  EXPECT_EQ(times[253], 54.0);
  EXPECT_EQ(times.back(), 159.0);
}

TEST_F(ClassifyEvents, CutsWindowsOutOfEachSamplesOwnTime) {
  const auto halves = run(replaced(bars_.model(), "counts: liquid", "counts: liquid, windows: 2"))
                          .result->read<std::uint16_t>("/features/test");
  const auto whole = run(bars_.model()).result->read<std::uint16_t>("/features/test");
  ASSERT_EQ(halves.size(), 2 * whole.size());
  // After 40 ms all is over but the last event, so that the second half of 55 ms has less in it.
  double early = 0.0, late = 0.0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const std::size_t first = i / 40 * 80 + i % 40;
    EXPECT_EQ(halves[first] + halves[first + 40], whole[i]);
    early += halves[first];
    late += halves[first + 40];
  }
  EXPECT_GT(late, 0.0);
  EXPECT_GT(early, 1.5 * late);
}

TEST_F(ClassifyEvents, CutsAllToACommonDuration) {
  const FinishedRun done = run(bars_.model() + "input: {duration: 20 ms}\n");
  const auto times = done.result->read<double>("/spikes/input/timestamps");
  EXPECT_EQ(times.size(), 3u * 120u) << "frames at 0, 2, … 18 ms";
  EXPECT_LE(times.back(), 60.0);
}

TEST_F(ClassifyEvents, TestsEverySampleOnceInFolds) {
  const FinishedRun done = run(bars_.model("folds: 5"));
  const Hdf5File& result = *done.result;
  EXPECT_EQ(result.shape("/features/all"), (Shape{45, 40}));
  const auto labels = result.read<std::uint32_t>("/labels/all");
  const auto predictions = result.read<std::uint32_t>("/predictions/test");
  const auto folds = result.read<std::uint32_t>("/folds");
  ASSERT_EQ(folds.size(), 45u);
  std::vector<double> right(5);
  for (std::size_t i = 0; i < 45; ++i) right[folds[i]] += labels[i] == predictions[i];
  double mean = 0.0, squares = 0.0;
  for (const double r : right) mean += r / 9.0 / 5.0;
  for (const double r : right) squares += (r / 9.0 - mean) * (r / 9.0 - mean);
  EXPECT_NEAR(done.metric("accuracy_liquid"), 100.0 * mean, 1e-9);
  EXPECT_NEAR(done.metric("accuracy_sd_liquid"), 100.0 * std::sqrt(squares / 4.0), 1e-9);
  EXPECT_EQ(done.report.confusion->count(0, 0) + done.report.confusion->count(0, 1) +
                done.report.confusion->count(0, 2),
            15u);
}

TEST_F(ClassifyEvents, NeverTestsASampleThatItsReadoutLearned) {
  // Classes without any likeness: labels that the recordings don't bear can't be guessed.
  std::filesystem::remove_all(bars_.folder() / "Train");
  std::filesystem::remove_all(bars_.folder() / "Test");
  for (int i = 0; i < 60; ++i) {
    const auto folder = bars_.folder() / "Train" / std::to_string(i * 7 % 60 / 30);
    std::filesystem::create_directories(folder);
    std::string content;
    for (unsigned k = 0; k < 60; ++k) {
      const auto noise = static_cast<unsigned>((i * 131 + 17) * (k + 3) * 2654435761u >> 16);
      content += nmnist_event(noise % 34, noise / 34 % 34, true, 300 * k);
    }
    write_file(folder / (std::to_string(i) + ".bin"), content);
  }
  const FinishedRun done = run(bars_.model("folds: 6"));
  EXPECT_LT(done.metric("accuracy_input"), 75.0);
}

TEST_F(ClassifyEvents, NamesADamagedRecording) {
  const auto file = bars_.folder() / "Test" / "1" / "112.bin";
  write_file(file, file_content(file).substr(0, 1000) + "ab");
  EXPECT_EQ(message_of<ConfigError>([&] { run(bars_.model()); }),
            file.string() +
                ": byte 1000: truncated: expected events of 5 bytes each, the last one "
                "has 2");
}

TEST_F(ClassifyEvents, NeedsThreeFolds) {
  EXPECT_EQ(complaints(bars_.model("folds: 2")).substr(0, 9), place());
  EXPECT_THAT(complaints(bars_.model("folds: 2")),
              testing::HasSubstr("data.folds: expected a whole number from 3 to"));
  EXPECT_THAT(complaints(bars_.model("folds: 46")),
              testing::HasSubstr("data: expected folds of at most 45 samples, got 46"));
}

TEST_F(ClassifyEvents, TellsUnknownPolaritiesFactorsAndFolders) {
  EXPECT_THAT(complaints(bars_.model("folds: 3, polarity: both")),
              testing::HasSubstr("data.polarity: unknown polarity \"both\""));
  EXPECT_THAT(complaints(bars_.model("folds: 3, chip: dvs128")),
              testing::HasSubstr("unknown key \"chip\" in data"));
  EXPECT_THAT(
      complaints(replaced(bars_.model("folds: 3"), "downsample: 2", "downsample: [1, 2, 3]")),
      testing::HasSubstr("expected a whole number or two, [x, y]"));
  EXPECT_THAT(complaints(replaced(bars_.model("folds: 3"), "path: /", "path: no/")),
              testing::HasSubstr(": no such folder"));
}

TEST_F(ClassifyEvents, RecordsStatesOfSamplesOfOneDurationOnly) {
  const std::string yaml = replaced(bars_.model(), "samples: 3",
                                    "states: {liquid: {variables: v, neurons: 0, interval: 5 ms}}");
  EXPECT_THAT(complaints(yaml),
              testing::HasSubstr("expected samples of one duration, whose states can be put end to "
                                 "end (give input.duration)"));
  EXPECT_EQ(complaints(yaml + "input: {duration: 50 ms}\n"), "valid");
}

TEST_F(ClassifyEvents, ReadsTheSensorOffTheFirstRecording) {
  std::filesystem::remove_all(bars_.folder() / "Train");
  std::filesystem::remove_all(bars_.folder() / "Test");
  for (const std::string label : {"a", "b"}) {
    std::filesystem::create_directories(bars_.folder() / label);
    for (int i = 0; i < 3; ++i) {
      write_file(bars_.folder() / label / (std::to_string(i) + ".aedat"),
                 "#!AER-DAT2.0\n# AEChip: DVS128\n" + big(label == "a" ? 2 : 1, 4) + big(7, 4));
    }
  }
  const std::string yaml = replaced(bars_.model("folds: 3"), "nmnist", "events");
  const Specification specification = specification_of(yaml);
  EXPECT_EQ(specification.network.populations()[specification.classify->input].size,
            2u * 64u * 64u);
  EXPECT_EQ(specification.classify->classes, 2u);
  EXPECT_EQ(specification.classify->test, 6u);
}

TEST_F(ClassifyEvents, LearnsSpikeListsOfTrainingAndTestFiles) {
  // Class c spikes on the lines 10 c … 10 c + 9, every 2 ms; sample i lasts 30 + i ms.
  write_file(bars_.folder() / "write.py",
             "import h5py, numpy as np\n"
             "for name, first, count in (('train', 0, 24), ('test', 24, 9)):\n"
             "  f = h5py.File(name + '.h5', 'w')\n"
             "  times = f.create_dataset('spikes/times', (count,), h5py.vlen_dtype(np.float16))\n"
             "  units = f.create_dataset('spikes/units', (count,), h5py.vlen_dtype(np.uint16))\n"
             "  for i in range(count):\n"
             "    n = (30 + first + i) // 2\n"
             "    times[i] = np.repeat(np.arange(n) * 2e-3, 10).astype(np.float16)\n"
             "    units[i] = np.tile(np.arange(10) + 10 * (i % 3), n).astype(np.uint16)\n"
             "  f['labels'] = np.arange(count).astype(np.uint16) % 3\n");
  if (!std::filesystem::exists("/usr/bin/python3") ||
      Program({"/usr/bin/python3", "write.py"}, bars_.folder().path()).wait().status != 0) {
    GTEST_SKIP() << "needs python3 with h5py";
  }
  const std::string folder = bars_.folder().path().string();
  const std::string yaml = replaced(
      replaced(bars_.model("train: 15, validation: 9, test: 9"), "downsample: 2", "units: 30"),
      "set: nmnist, path: " + folder,
      "set: shd, path: " + folder + "/train.h5, test_path: " + folder + "/test.h5");
  const FinishedRun done = run(replaced(yaml, "indegree: 60", "indegree: 8"), 2);
  EXPECT_EQ(done.metric("accuracy_input"), 100.0);
  EXPECT_EQ(done.metric("accuracy_liquid"), 100.0);
  const auto neurons = done.result->read<std::uint64_t>("/spikes/input/node_ids");
  EXPECT_EQ(neurons.size(), 10u * (27 + 27 + 28)) << "of the first three test samples";
}

}  // namespace
}  // namespace meniscus
