#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/experiment/bands.hpp"
#include "tests/experiment/model_files.hpp"

namespace meniscus {
namespace {

TEST(ReadClassify, ReadsTheModelOfTheOtherTests) {
  EXPECT_EQ(complaints(Bands().model()), "valid");
}

TEST(ReadClassify, TellsAMissingFolderOnceAndNotEveryUseOfTheInput) {
  const Bands bands;
  EXPECT_EQ(complaints(replaced(bands.model(), bands.folder().path().string(), "nowhere")),
            "m.yaml:4:7: data: nowhere: no such folder for data set mnist");
}

TEST(ReadClassify, DoesNotJudgeHowManySamplesAreRecordedOfMissingData) {
  const Bands bands;
  const std::string data = "set: mnist, path: " + bands.folder().path().string();
  const std::string yaml =
      replaced(replaced(bands.model(), data + ", train: 90, validation: 30, test: 45",
                        "set: nmnist, path: nowhere, folds: 3"),
               "{encoder: poisson_rate, max_rate: 200 Hz, duration: 40 ms}", "{duration: 40 ms}");
  EXPECT_EQ(complaints(yaml), "m.yaml:4:27: data.path: nowhere: no such folder");
}

TEST(ReadClassify, RefusesMoreFeaturesThanARidgeRegressionTakes) {
  const Bands bands;
  std::string yaml = replaced(bands.model(), "counts: liquid", "counts: liquid, windows: 40");
  EXPECT_EQ(complaints(yaml), "valid");
  yaml = replaced(yaml, "size: 40", "size: 500");
  EXPECT_THAT(complaints(yaml),
              testing::HasSubstr("readout: expected at most 16384 features for ridge regression, "
                                 "got 500 neurons times 40 windows"));
  EXPECT_EQ(complaints(replaced(yaml, "classifier: ridge", "classifier: softmax")), "valid");
}

TEST(ReadClassify, TellsAMissingFile) {
  const Bands bands;
  std::filesystem::remove(bands.folder() / "t10k-labels-idx1-ubyte");
  const std::string path = bands.folder().path().string();
  EXPECT_EQ(complaints(bands.model()), "m.yaml:4:7: data: " + path +
                                           ": expected a file t10k-labels-idx1-ubyte or "
                                           "t10k-labels-idx1-ubyte.gz, found neither");
}

TEST(ReadClassify, NamesTheFileThatIsCutOff) {
  const Bands bands;
  const auto labels = bands.folder() / "t10k-labels-idx1-ubyte";
  write_file(labels, file_content(labels).substr(0, 20));
  EXPECT_EQ(complaints(bands.model()),
            "m.yaml:4:7: data: " + labels.string() +
                ": truncated: expected 45 bytes after the header (45 labels), got 12");
}

TEST(ReadClassify, SuggestsTheNearestDataSet) {
  EXPECT_EQ(complaints(replaced(Bands().model(), "set: mnist", "set: mnst")),
            "m.yaml:4:13: data.set: unknown data set \"mnst\" (did you mean \"mnist\"?)");
}

TEST(ReadClassify, RefusesMoreSamplesThanThereAre) {
  EXPECT_EQ(complaints(replaced(replaced(Bands().model(), "train: 90", "train: 91"), "test: 45",
                                "test: 46")),
            "m.yaml:4:7: data: expected train + validation of at most 120 samples, got 121\n"
            "m.yaml:4:7: data: expected test of at most 45 samples, got 46");
}

TEST(ReadClassify, SuggestsTheNearestEncoderAndDoesNotJudgeItsKeys) {
  EXPECT_EQ(complaints(replaced(Bands().model(), "poisson_rate", "poison_rate")),
            "m.yaml:5:18: input.encoder: unknown encoder \"poison_rate\" (did you mean "
            "\"poisson_rate\"?)");
}

TEST(ReadClassify, RefusesMoreThanOneBernoulliSpikePerTick) {
  EXPECT_EQ(complaints(replaced(Bands().model(), "poisson_rate, max_rate: 200 Hz",
                                "bernoulli_rate, max_rate: 2 kHz")),
            "m.yaml:5:44: input.max_rate: expected at most one spike per tick (1000 Hz)");
}

TEST(ReadClassify, KeepsTheNameOfTheInput) {
  EXPECT_EQ(
      complaints(replaced(Bands().model(), "  liquid: {",
                          "  input: {model: lif, size: 1}\n  "
                          "liquid: {")),
      "m.yaml:7:3: populations.input: expected another name: \"input\" are the lines that play "
      "the data set");
}

TEST(ReadClassify, SuggestsTheNearestPopulationToRead) {
  EXPECT_EQ(
      complaints(replaced(Bands().model(), "counts: liquid", "counts: liqiud")),
      "m.yaml:11:30: readout.features.counts: no population is called \"liqiud\" (did you mean "
      "\"liquid\"?)");
}

TEST(ReadClassify, DoesNotReadTheInputTwice) {
  EXPECT_EQ(complaints(replaced(Bands().model(), "counts: liquid", "counts: input")),
            "m.yaml:11:30: readout.features.counts: expected a population besides the input, which "
            "is read out anyway");
}

TEST(ReadClassify, SuggestsTheNearestClassifier) {
  EXPECT_EQ(complaints(Bands().model("classifier: softmx, epochs: 3")),
            "m.yaml:11:51: readout.classifier: unknown classifier \"softmx\" (did you mean "
            "\"softmax\"?)");
}

TEST(ReadClassify, KnowsTheKeysOfItsClassifier) {
  EXPECT_EQ(
      complaints(Bands().model("classifier: ridge, epochs: 3")),
      "m.yaml:11:58: readout: unknown key \"epochs\" in readout (valid: features, classifier, "
      "lambdas, standardise)");
}

TEST(ReadClassify, NeedsALambda) {
  EXPECT_EQ(complaints(Bands().model("classifier: ridge, lambdas: []")),
            "m.yaml:11:67: readout.lambdas: expected at least one lambda, got an empty list");
}

TEST(ReadClassify, RecordsAtMostTheTestSamples) {
  EXPECT_EQ(complaints(replaced(Bands().model(), "samples: 3", "samples: 46")),
            "m.yaml:12:44: record.samples: expected a whole number from 0 to 45, got \"46\"");
}

TEST(ReadClassify, RecordsStatesAtDivisorsOfTheSamplesDuration) {
  EXPECT_EQ(
      complaints(replaced(Bands().model(), "samples: 3",
                          "states: {liquid: {variables: v, neurons: 0, interval: 7 ms}}")),
      "m.yaml:12:89: record.states.liquid.interval: expected a divisor of the sample's 40 ms, "
      "got \"7 ms\"");
}

}  // namespace
}  // namespace meniscus
