#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/classify.hpp"
#include "sim/experiment/csv_samples.hpp"
#include "sim/io/datasets.hpp"
#include "tests/experiment/bands.hpp"
#include "tests/experiment/model_files.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CsvData : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (bands_.folder() / name).string(); }

  /// The images of a part as a CSV file, class first.
  void write_csv(const std::string& name, const ImageSet& images) const {
    std::string text;
    for (std::size_t i = 0; i < images.count; ++i) {
      text += std::to_string(images.labels[i]);
      for (const std::uint8_t pixel : images.image(i)) text += "," + std::to_string(pixel);
      text += "\n";
    }
    write_file(bands_.folder() / name, text);
  }

  /// The model of the bands with other data.
  std::string model(const std::string& data) const {
    return replaced(bands_.model(), "set: mnist, path: " + bands_.folder().path().string(), data);
  }

  std::vector<std::uint16_t> features(const std::string& yaml) const {
    Specification specification = specification_of(yaml);
    const auto file = bands_.folder() / "result.h5";
    ResultFile result(file, true);
    classify(specification, {}, result);
    result.commit();
    return Hdf5File(file, Hdf5File::Mode::read).read<std::uint16_t>("/features/test");
  }

  Bands bands_;
};

TEST_F(CsvData, OfImagesGivesTheSpikesOfTheSameImagesInIdx) {
  const DataSet set = load_data_set("mnist", bands_.folder().path());
  write_csv("train.csv", set.train);
  write_csv("test.csv", set.test);
  const std::string data =
      "set: csv_images, path: " + path("train.csv") + ", test_path: " + path("test.csv");
  EXPECT_EQ(features(model(data)), features(bands_.model()));
  const auto nalsm = [](const std::string& yaml) {
    return replaced(yaml, "encoder: poisson_rate, max_rate: 200 Hz", "encoder: nalsm_rate");
  };
  EXPECT_EQ(features(nalsm(model(data))), features(nalsm(bands_.model())));
}

TEST_F(CsvData, OfImagesMayHaveNoTestPartWithFolds) {
  write_csv("train.csv", load_data_set("mnist", bands_.folder().path()).train);
  std::string yaml = model("set: csv_images, path: " + path("train.csv"));
  yaml = replaced(yaml, "train: 90, validation: 30, test: 45", "folds: 4");
  yaml = replaced(yaml, "encoder: poisson_rate, max_rate: 200 Hz", "encoder: nalsm_rate");
  EXPECT_EQ(complaints(yaml), "valid");
  EXPECT_EQ(specification_of(yaml).classify->test, 120u);
}

TEST_F(CsvData, OfImagesMustBeOfOneSizeAndInRange) {
  write_file(bands_.folder() / "a.csv", "0,1,2\n1,3\n");
  EXPECT_THAT(complaints(model("set: csv_images, path: " + path("a.csv"))),
              HasSubstr("a.csv:2: expected 2 values beside the class, got 1"));
  write_file(bands_.folder() / "a.csv", "0,1,2\n1,3,17\n");
  EXPECT_THAT(complaints(model("set: csv_images, high: 16, path: " + path("a.csv"))),
              HasSubstr("a.csv:2: expected a value from 0 to 16, got 17"));
  write_file(bands_.folder() / "b.csv", "0,1\n");
  EXPECT_THAT(complaints(model("set: csv_images, path: " + path("a.csv") +
                               ", test_path: " + path("b.csv"))),
              HasSubstr("expected 2 values a sample as in"));
  EXPECT_THAT(complaints(model("set: csv_images, path: " + path("none.csv"))),
              HasSubstr("data.path: " + path("none.csv") + ": no such file"));
}

TEST_F(CsvData, OfSeriesIsCutIntoFrames) {
  write_file(bands_.folder() / "a.csv", "3,0,10,5,5,10,0\n0,1,2\n");
  const CsvSeries series(read_csv_rows(path("a.csv"), LabelColumn::first), {0.0, 10.0}, 2, 0.5);
  EXPECT_EQ(series.count(), 2u);
  EXPECT_EQ(series.label(0), 3u);
  EXPECT_EQ(series.series(0).frames(), 3u);
  EXPECT_EQ(series.series(0).step, 0.5);
  EXPECT_THAT(series.series(0).frame(1), ElementsAre(0.5, 0.5));
  EXPECT_THAT(series.series(1).values, ElementsAre(0.1, 0.2));
}

TEST_F(CsvData, OfSeriesMustBeOfWholeFrames) {
  write_file(bands_.folder() / "a.csv", "0,1,2\n1,3\n");
  EXPECT_EQ(message_of<ConfigError>(
                [&] { CsvSeries(read_csv_rows(path("a.csv"), LabelColumn::first), {}, 2, 1.0); }),
            path("a.csv") + ":2: expected frames of 2 values beside the class, got 1 values");
}

TEST_F(CsvData, OfSeriesIsPlayedForItsOwnLength) {
  // Class 0 lies in channel 0, class 1 in channel 1; row i has i + 2 frames of 5 ms.
  std::string text;
  for (int i = 0; i < 12; ++i) {
    text += std::to_string(i % 2);
    for (int frame = 0; frame < i + 2; ++frame) text += i % 2 == 0 ? ",1,0" : ",0,1";
    text += "\n";
  }
  write_file(bands_.folder() / "a.csv", text);
  std::string yaml = bands_.model();
  const auto data = yaml.find("data:");
  yaml.replace(data, yaml.find("populations:") - data,
               "data: {set: csv_series, path: " + path("a.csv") +
                   ", channels: 2, step: 5 ms, folds: 3}\n"
                   "input: {encoder: integrate_and_fire, gain: 4}\n");
  yaml = replaced(yaml, "indegree: 10", "indegree: 2");
  const Specification specification = specification_of(yaml);
  const SampleSource& samples = *specification.classify->samples.train;
  EXPECT_EQ(samples.lines(), 2u);
  EXPECT_EQ(samples.load(0, 0).duration, Time{10});
  EXPECT_EQ(samples.load(11, 11).duration, Time{65});
  EXPECT_THAT(samples.load(11, 11).spikes.neurons(), testing::Each(1u));
  EXPECT_GT(samples.load(11, 11).spikes.size(), 0u);
}

}  // namespace
}  // namespace meniscus
