#include "sim/experiment/classify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/core/error.hpp"
#include "tests/experiment/bands.hpp"
#include "tests/experiment/finished_run.hpp"
#include "tests/experiment/model_files.hpp"

namespace meniscus {
namespace {

class Classify : public testing::Test {
 protected:
  FinishedRun run(const std::string& yaml, const RunContext& context = {}) {
    Specification specification = specification_of(yaml);
    const auto file = bands_.folder() / (std::to_string(++runs_) + ".h5");
    ResultFile result(file, false);
    FinishedRun run{classify(specification, context, result), nullptr};
    result.commit();
    run.result = std::make_unique<Hdf5File>(file, Hdf5File::Mode::read);
    return run;
  }

  std::string model(std::string_view readout = "classifier: ridge") const {
    return bands_.model(readout);
  }

  /// The model with no weight on any synapse.
  std::string silent(std::string_view readout = "classifier: ridge") const {
    return replaced(replaced(model(readout), "4 mV", "0 mV"), "2 mV", "0 mV");
  }

  Bands bands_;

 private:
  int runs_ = 0;
};

constexpr std::string_view softmax = "classifier: softmax, epochs: 40, learning_rate: 0.01";

void expect_same_result(const Hdf5File& a, const Hdf5File& b) {
  for (const std::string part : {"train", "validation", "test"}) {
    EXPECT_EQ(a.read<std::uint16_t>("/features/" + part),
              b.read<std::uint16_t>("/features/" + part));
  }
  for (const std::string which : {"test", "test_input", "test_feed_forward"}) {
    EXPECT_EQ(a.read<std::uint32_t>("/predictions/" + which),
              b.read<std::uint32_t>("/predictions/" + which));
  }
  EXPECT_EQ(a.read<double>("/spikes/liquid/timestamps"),
            b.read<double>("/spikes/liquid/timestamps"));
}

TEST_F(Classify, GivesTheSameBitsForAnyNumberOfThreadsWithRidge) {
  const FinishedRun one = run(model(), {.threads = 1});
  for (const int threads : {2, 3}) {
    const FinishedRun several = run(model(), {.threads = threads});
    expect_same_result(*one.result, *several.result);
    EXPECT_EQ(one.metric("validation_liquid"), several.metric("validation_liquid"));
  }
}

TEST_F(Classify, GivesTheSameBitsForAnyNumberOfThreadsWithSoftmax) {
  const FinishedRun one = run(model(softmax), {.threads = 1});
  for (const int threads : {2, 3}) {
    const FinishedRun several = run(model(softmax), {.threads = threads});
    expect_same_result(*one.result, *several.result);
    EXPECT_EQ(one.metric("validation_liquid"), several.metric("validation_liquid"));
  }
}

TEST_F(Classify, LeavesOutAReadoutOnTooManyFeaturesOfTheInput) {
  std::string yaml = replaced(model(), "duration: 40 ms", "duration: 300 ms");
  yaml = replaced(yaml, "counts: liquid", "counts: liquid, windows: 300");
  const FinishedRun done = run(replaced(yaml, "size: 40", "size: 2"));
  EXPECT_FALSE(std::isnan(done.metric("accuracy_liquid")));
  EXPECT_TRUE(std::isnan(done.metric("accuracy_input")));
  EXPECT_THAT(done.report.warnings,
              testing::Contains("no readout on the input: its 19200 features are more than the "
                                "16384 of a ridge regression"));
}

TEST_F(Classify, LearnsWhatIsEasilyToldApartByRidge) {
  const FinishedRun done = run(model());
  EXPECT_GT(done.metric("accuracy_liquid"), 90.0);
  EXPECT_GT(done.metric("accuracy_input"), 90.0);
}

TEST_F(Classify, LearnsWhatIsEasilyToldApartBySoftmax) {
  const FinishedRun done = run(model(softmax));
  EXPECT_GT(done.metric("accuracy_liquid"), 90.0);
  EXPECT_GT(done.metric("accuracy_input"), 90.0);
}

TEST_F(Classify, WritesFeaturesLabelsAndPredictionsOfEachPart) {
  const FinishedRun done = run(model());
  const Hdf5File& result = *done.result;
  using Shape = std::vector<std::uint64_t>;
  EXPECT_EQ(result.shape("/features/train"), (Shape{90, 40}));
  EXPECT_EQ(result.shape("/features/validation"), (Shape{30, 40}));
  EXPECT_EQ(result.shape("/features/test"), (Shape{45, 40}));
  const auto labels = result.read<std::uint32_t>("/labels/test");
  ASSERT_EQ(labels.size(), 45u);
  EXPECT_EQ(labels[4], 1u);
  EXPECT_EQ(result.shape("/predictions/test"), (Shape{45}));
  EXPECT_EQ(result.shape("/metrics/confusion"), (Shape{3, 3}));
}

TEST_F(Classify, ReportsTheAccuracyThatItsPredictionsHave) {
  const FinishedRun done = run(model());
  const auto labels = done.result->read<std::uint32_t>("/labels/test");
  const auto predictions = done.result->read<std::uint32_t>("/predictions/test");
  int right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) right += labels[i] == predictions[i];
  EXPECT_DOUBLE_EQ(done.metric("accuracy_liquid"), 100.0 * right / 45.0);
}

TEST_F(Classify, WarnsOfASilentLiquidAndStaysFinite) {
  for (const std::string_view readout : {std::string_view("classifier: ridge"), softmax}) {
    const FinishedRun done = run(silent(readout));
    EXPECT_THAT(done.report.warnings, testing::Contains("population liquid never spiked"));
    EXPECT_EQ(done.metric("rate_liquid"), 0.0);
    EXPECT_NEAR(done.metric("accuracy_liquid"), 100.0 / 3.0, 1e-9);
    for (const Metric& metric : done.report.metrics) {
      EXPECT_TRUE(std::isfinite(metric.value)) << metric.name;
    }
  }
}

TEST_F(Classify, HasAControlLikeTheLiquidWhereThereIsNoRecurrence) {
  std::string yaml = model();
  const auto begin = yaml.find("  - {from: liquid");
  yaml.erase(begin, yaml.find('\n', begin) + 1 - begin);
  const FinishedRun done = run(yaml);
  EXPECT_EQ(done.metric("accuracy_liquid"), done.metric("accuracy_feed_forward"));
  EXPECT_EQ(done.metric("p_liquid_vs_feed_forward"), 1.0);
  EXPECT_EQ(done.result->read<std::uint32_t>("/predictions/test"),
            done.result->read<std::uint32_t>("/predictions/test_feed_forward"));
}

TEST_F(Classify, CountsInWindowsThatAddUpToTheWhole) {
  const auto whole = run(model()).result->read<std::uint16_t>("/features/test");
  const auto halves = run(replaced(model(), "counts: liquid", "counts: liquid, windows: 2"))
                          .result->read<std::uint16_t>("/features/test");
  ASSERT_EQ(halves.size(), 2 * whole.size());
  std::vector<std::uint16_t> sums(whole.size());
  bool early = false;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const std::size_t row = i / 40;
    const std::size_t first = row * 80 + i % 40;
    sums[i] = static_cast<std::uint16_t>(halves[first] + halves[first + 40]);
    early = early || halves[first] > 0;
  }
  EXPECT_EQ(sums, whole);
  EXPECT_TRUE(early);
}

TEST_F(Classify, RecordsSamplesOneAfterTheOther) {
  const FinishedRun done = run(model());
  const auto times = done.result->read<double>("/spikes/liquid/timestamps");
  const auto neurons = done.result->read<std::uint64_t>("/spikes/liquid/node_ids");
  std::vector<std::uint16_t> counts(3 * 40);
  for (std::size_t i = 0; i < times.size(); ++i) {
    ASSERT_GT(times[i], 0.0);
    ASSERT_LE(times[i], 3 * 40.0);
    const auto sample = static_cast<std::size_t>(std::ceil(times[i] / 40.0)) - 1;
    ++counts[sample * 40 + neurons[i]];
  }
  auto features = done.result->read<std::uint16_t>("/features/test");
  features.resize(counts.size());
  EXPECT_EQ(counts, features);
  EXPECT_EQ(done.result->read<double>("/recorded_samples"), (std::vector<double>{0.0, 40.0, 80.0}));
  EXPECT_EQ(done.result->read_attribute<double>("/spikes/liquid", "duration").front(), 120.0);
}

TEST_F(Classify, RecordsStatesOfSamplesOneAfterTheOther) {
  const FinishedRun done =
      run(replaced(model(), "samples: 3",
                   "samples: 3, states: {liquid: {variables: v, neurons: [3, 5], "
                   "interval: 10 ms}}"));
  EXPECT_EQ(done.result->shape("/report/liquid.v/data"), (std::vector<std::uint64_t>{12, 2}));
  EXPECT_EQ(done.result->read<double>("/report/liquid.v/mapping/time"),
            (std::vector<double>{0.0, 120.0, 10.0}));
  const auto v = done.result->read<float>("/report/liquid.v/data");
  for (const std::size_t row : {0, 4, 8}) EXPECT_EQ(v[2 * row], 0.0f) << "start of a sample";
  EXPECT_NE(v[2 * 3], 0.0f);
}

TEST_F(Classify, WarnsOfNeuronsThatTheInputDoesNotReach) {
  std::string yaml = replaced(model(), "rule: fixed_indegree, indegree: 10",
                              "rule: fixed_total_number, number: 10, allow_multapses: false");
  const auto begin = yaml.find("  - {from: liquid");
  yaml.erase(begin, yaml.find('\n', begin) + 1 - begin);
  EXPECT_THAT(
      run(yaml).report.warnings,
      testing::Contains(testing::MatchesRegex("the input reaches only [0-9.]+ % of liquid")));
}

TEST_F(Classify, IsInterruptedAtOnceWhenToldToStop) {
  const RunContext context{.threads = 2, .progress = {}, .stopped = [] { return true; }};
  EXPECT_THROW(run(model(), context), Interrupted);
}

TEST_F(Classify, InterruptedItKeepsTheFeaturesOfFinishedSamples) {
  const FinishedRun whole = run(model());
  const std::vector<std::uint16_t> all = whole.result->read<std::uint16_t>("/features/train");
  const std::size_t columns = whole.result->shape("/features/train")[1];
  bool begun = false;
  const RunContext context{
      .threads = 2,
      .progress = [&](const ProgressState& state) { begun = begun || state.unit == "samples"; },
      .stopped = [&] { return begun; }};
  Specification specification = specification_of(model());
  ResultFile result(bands_.folder() / "stopped.h5", false);
  EXPECT_THROW(classify(specification, context, result), Interrupted);
  const Hdf5File file(result.keep_partial(), Hdf5File::Mode::read);
  const auto samples = file.read<std::uint64_t>("/samples/train");
  const auto rows = file.read<std::uint16_t>("/features/train");
  ASSERT_GT(samples.size(), 0u);
  ASSERT_LT(samples.size(), all.size() / columns);
  ASSERT_EQ(rows.size(), samples.size() * columns);
  EXPECT_EQ(file.shape("/labels/train").front(), samples.size());
  for (std::size_t row = 0; row < samples.size(); ++row) {
    EXPECT_TRUE(std::equal(rows.begin() + static_cast<std::ptrdiff_t>(row * columns),
                           rows.begin() + static_cast<std::ptrdiff_t>((row + 1) * columns),
                           all.begin() + static_cast<std::ptrdiff_t>(samples[row] * columns)))
        << row;
  }
}

TEST_F(Classify, IsInterruptedWhileTheReadoutLearns) {
  bool learning = false;
  const RunContext context{
      .threads = 1,
      .progress =
          [&](const ProgressState& state) { learning = learning || state.stage == "readouts"; },
      .stopped = [&] { return learning; }};
  EXPECT_THROW(run(model(softmax), context), Interrupted);
}

}  // namespace
}  // namespace meniscus
