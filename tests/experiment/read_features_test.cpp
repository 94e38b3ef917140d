#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/experiment/classify.hpp"
#include "tests/experiment/bands.hpp"
#include "tests/experiment/finished_run.hpp"
#include "tests/experiment/model_files.hpp"
#include "tests/experiment/tones.hpp"

namespace meniscus {
namespace {

constexpr std::string_view softmax = "classifier: softmax, epochs: 40, learning_rate: 0.01";

/// The model of the bands with these features; its line 11 is the readout.
std::string model(const Bands& bands, const std::string& features,
                  std::string_view readout = "classifier: ridge") {
  return replaced(bands.model(readout), "{counts: liquid}", "{" + features + "}");
}

std::string complaint(const std::string& features) {
  const Bands bands;
  return complaints(model(bands, features));
}

FinishedRun run(const std::string& features, std::string_view readout = "classifier: ridge",
                int threads = 1) {
  const Bands bands;
  Specification specification = specification_of(model(bands, features, readout));
  const auto file = bands.folder() / "result.h5";
  ResultFile result(file, false);
  FinishedRun run{classify(specification, {.threads = threads}, result), nullptr};
  result.commit();
  run.result = std::make_unique<Hdf5File>(file, Hdf5File::Mode::read);
  return run;
}

TEST(Traces, AreLearntFrom) {
  const FinishedRun done = run("traces: liquid, tau: 30 ms, at: [20 ms, 40 ms]");
  EXPECT_GT(done.metric("accuracy_liquid"), 90.0);
  EXPECT_GT(done.metric("accuracy_input"), 90.0);
  EXPECT_EQ(done.result->shape("/features/test"), (std::vector<std::uint64_t>{45, 80}));
}

TEST(Traces, OfAnEndlessTimeConstantAreCountsUpToTheSampleTime) {
  const auto counts =
      run("counts: liquid, windows: 2").result->read<std::uint16_t>("/features/test");
  const auto traces =
      run("traces: liquid, tau: 1000000 s, windows: 2").result->read<float>("/features/test");
  ASSERT_EQ(traces.size(), counts.size());
  for (std::size_t i = 0; i < traces.size(); ++i) {
    const bool second = i % 80 >= 40;
    const float expected = counts[i] + (second ? counts[i - 40] : 0.0f);
    ASSERT_NEAR(traces[i], expected, 1e-4) << i;
  }
}

TEST(Potentials, AreThoseThatAreRecorded) {
  const Bands bands;
  Specification specification = specification_of(
      replaced(model(bands, "potentials: liquid, at: [10 ms, 30 ms]"), "samples: 3",
               "samples: 3, states: {liquid: {variables: v, neurons: 0..39, interval: 10 ms}}"));
  const auto file = bands.folder() / "result.h5";
  ResultFile result(file, false);
  classify(specification, {}, result);
  result.commit();
  const Hdf5File written(file, Hdf5File::Mode::read);
  const auto features = written.read<float>("/features/test");
  const auto recorded = written.read<float>("/report/liquid.v/data");  // of 0, 10, 20, 30 ms
  bool different = false;
  for (std::size_t sample = 0; sample < 3; ++sample) {
    for (std::size_t neuron = 0; neuron < 40; ++neuron) {
      const float* seen = features.data() + 80 * sample + neuron;
      ASSERT_EQ(seen[0], recorded[(4 * sample + 1) * 40 + neuron]);
      ASSERT_EQ(seen[40], recorded[(4 * sample + 3) * 40 + neuron]);
      different = different || seen[0] != seen[40];
    }
  }
  EXPECT_TRUE(different);
}

TEST(Potentials, AreLearntFrom) {
  const FinishedRun done =
      run("potentials: liquid, windows: 8", "classifier: ridge, standardise: true");
  EXPECT_GT(done.metric("accuracy_liquid"), 60.0);  // of three classes
  EXPECT_GT(done.metric("accuracy_input"), 90.0);   // from counts
}

TEST(Features, AreTheSameBitsForAnyNumberOfThreads) {
  for (const std::string features :
       {"traces: liquid, tau: 5 ms, windows: 3", "potentials: liquid, windows: 3"}) {
    const FinishedRun one = run(features), two = run(features, "classifier: ridge", 2);
    EXPECT_EQ(one.result->read<float>("/features/train"),
              two.result->read<float>("/features/train"));
  }
}

TEST(Features, AreStandardisedForSoftmaxToo) {
  const std::string readout = std::string(softmax) + ", standardise: true";
  const FinishedRun done = run("potentials: liquid, windows: 8", readout);
  EXPECT_GT(done.metric("accuracy_liquid"), 60.0);
  const FinishedRun plain = run("potentials: liquid, windows: 8", softmax);
  EXPECT_NE(done.result->read<std::uint32_t>("/predictions/test"),
            plain.result->read<std::uint32_t>("/predictions/test"));
}

TEST(ReadFeatures, ReadsEveryKind) {
  for (const std::string features :
       {"counts: liquid, windows: 3", "counts: liquid, at: [10 ms, 40 ms]", "traces: liquid",
        "traces: liquid, tau: 5 ms, windows: 3", "potentials: liquid, at: [40 ms]"}) {
    EXPECT_EQ(complaint(features), "valid") << features;
  }
}

TEST(ReadFeatures, NeedsOneKind) {
  EXPECT_EQ(complaint("windows: 3"),
            "m.yaml:11:21: readout.features: expected one of counts, traces and potentials");
  EXPECT_EQ(complaint("counts: liquid, traces: liquid"),
            "m.yaml:11:46: readout.features.traces: expected only one of counts, traces and "
            "potentials");
}

TEST(ReadFeatures, HasATimeConstantForTracesOnly) {
  EXPECT_THAT(complaint("counts: liquid, tau: 5 ms"),
              testing::StartsWith("m.yaml:11:38: readout.features: unknown key \"tau\""));
  EXPECT_THAT(complaint("traces: liquid, tau: 0 ms"),
              testing::StartsWith("m.yaml:11:43: readout.features.tau: expected a time > 0"));
}

TEST(ReadFeatures, RefusesTimesOutsideTheSampleOrOutOfOrder) {
  const std::string expected =
      "readout.features.at: expected ascending times, from a tick to the sample's 40 ms, got ";
  EXPECT_EQ(complaint("traces: liquid, at: [41 ms]"), "m.yaml:11:42: " + expected + "41 ms");
  EXPECT_EQ(complaint("traces: liquid, at: [0.1 ms]"), "m.yaml:11:42: " + expected + "0.1 ms");
  EXPECT_EQ(complaint("traces: liquid, at: [9 ms, 9 ms]"), "m.yaml:11:42: " + expected + "9 ms");
}

TEST(ReadFeatures, RefusesWindowsBesideTimes) {
  EXPECT_EQ(complaint("traces: liquid, windows: 2, at: [9 ms]"),
            "m.yaml:11:54: readout.features.at: expected either windows or at");
}

TEST(ReadFeatures, RefusesTimesWhereSamplesDifferInLength) {
  const Tones tones;
  EXPECT_EQ(complaints(replaced(tones.model(), "windows: 2", "at: [20 ms]")),
            "m.yaml:14:42: readout.features.at: expected samples of one duration, which all have "
            "these times (give input.duration, or windows)");
}

TEST(ReadFeatures, RefusesPotentialsOfNeuronsWithoutThem) {
  const Bands bands;
  EXPECT_EQ(complaints(replaced(model(bands, "potentials: noise"), "  liquid: {",
                                "  noise: {model: poisson, size: 5, parameters: {rate: 1 Hz}}\n"
                                "  liquid: {")),
            "m.yaml:12:34: readout.features.potentials: expected neurons with a membrane potential "
            "v, which poisson has not");
}

}  // namespace
}  // namespace meniscus
