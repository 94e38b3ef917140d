#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/engine/recorders.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/classify.hpp"
#include "sim/experiment/presentation.hpp"
#include "tests/experiment/bands.hpp"
#include "tests/experiment/finished_run.hpp"
#include "tests/experiment/model_files.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The model of the bands with currents into 64 neurons of the file's own.
std::string model(const Bands& bands, std::string_view size = "64") {
  std::string yaml = replaced(bands.model(), "encoder: poisson_rate, max_rate: 200 Hz",
                              "encoder: direct_current, amplitude: 1 nA");
  return replaced(yaml, "populations:\n",
                  "populations:\n  input: {model: lif, size: " + std::string(size) +
                      ", parameters: {tau_m: 20 ms, r_m: 80 MOhm, e_l: 0 mV, v_reset: 0 mV, "
                      "v_th: 15 mV, t_ref: 2 ms}}\n");
}

FinishedRun run(const Bands& bands, const std::string& yaml, int threads) {
  Specification specification = specification_of(yaml);
  const auto file = bands.folder() / "result.h5";
  ResultFile result(file, true);
  FinishedRun run{classify(specification, {.threads = threads}, result), nullptr};
  result.commit();
  run.result = std::make_unique<Hdf5File>(file, Hdf5File::Mode::read);
  return run;
}

TEST(SeriesCurrent, FlowsFrameAfterFrameAndThenEnds) {
  const Series series{.channels = 2, .step = 1.5, .values = {0.5, 1.0, 0.25, 0.0}};
  const SeriesCurrent current(series, 100.0, Resolution(0.5));
  const auto flows = [&](std::int64_t t) { return current.value({}, Time{t}, 0); };
  EXPECT_EQ(flows(0), 50.0);
  EXPECT_EQ(flows(2), 50.0);
  EXPECT_EQ(flows(3), 25.0);
  EXPECT_EQ(flows(5), 25.0);
  EXPECT_EQ(flows(6), 0.0);
  EXPECT_EQ(current.value({}, Time{0}, 1), 100.0);
  EXPECT_EQ(current.next_change(Time{0}), Time{0});
  EXPECT_EQ(current.next_change(Time{1}), Time{3});
  EXPECT_EQ(current.next_change(Time{3}), Time{3});
  EXPECT_EQ(current.next_change(Time{4}), Time{6});
  EXPECT_EQ(current.next_change(Time{7}), std::nullopt);
}

// A constant current I drives a neuron at rest to threshold after tau_m ln(RI / (RI - v_th)), and
// from reset again after t_ref more.
TEST(DirectCurrent, FiresNeuronsInTheClosedFormsIntervals) {
  const Bands bands;
  Specification specification = specification_of(model(bands));
  const ClassifySpec& classify = *specification.classify;
  const SampleSource& test = *classify.samples.test;
  draw_projections(specification);
  const Network network = assemble(specification, 1);
  Simulation simulation(network);
  SpikeRecorder spikes(classify.input);
  simulation.observe(spikes);
  Presentation presentation(simulation, classify);
  std::size_t first = 0;
  for (std::uint32_t sample = 0; sample < 3; ++sample) {
    presentation.begin(test.load(sample, sample), sample);
    simulation.run(presentation.sample().duration);
    std::vector<int> counts(64);
    for (; first < spikes.spikes().size(); ++first) ++counts[spikes.spikes()[first].neuron];
    for (std::size_t i = 0; i < 64; ++i) {
      const double drive = 80.0 * presentation.sample().values.frame(0)[i];
      int expected = 0;
      if (drive > 15.0) {
        const double rise = std::ceil(20.0 * std::log(drive / (drive - 15.0)));
        expected = static_cast<int>(std::floor((40.0 + 2.0) / (rise + 2.0)));
      }
      EXPECT_EQ(counts[i], expected) << "pixel " << i << " of sample " << sample;
    }
  }
}

TEST(DirectCurrent, IsLearntFromWithTheSameBitsForAnyNumberOfThreads) {
  const Bands bands;
  const FinishedRun one = run(bands, model(bands), 1);
  EXPECT_GT(one.metric("accuracy_liquid"), 90.0);
  EXPECT_GT(one.metric("accuracy_input"), 90.0);
  EXPECT_EQ(one.metric("accuracy_values"), 100.0);
  const FinishedRun two = run(bands, model(bands), 2);
  EXPECT_EQ(one.result->read<std::uint16_t>("/features/test"),
            two.result->read<std::uint16_t>("/features/test"));
}

TEST(DirectCurrent, NeedsNeuronsThatTakeItOneForEachValue) {
  const Bands bands;
  EXPECT_EQ(complaints(model(bands)), "valid");
  EXPECT_THAT(complaints(model(bands, "60")),
              HasSubstr("populations.input: expected a neuron for each of the samples' 64 values, "
                        "got 60"));
  EXPECT_THAT(complaints(replaced(model(bands), "  input: {model", "  pixels: {model")),
              HasSubstr("m.yaml:7:3: populations: expected a population \"input\""));
  EXPECT_THAT(complaints(replaced(model(bands), ", amplitude: 1 nA", "")),
              HasSubstr("input: missing key \"amplitude\""));
  EXPECT_THAT(complaints(replaced(model(bands), "amplitude: 1 nA", "amplitude: 1 mV")),
              HasSubstr("amplitude"));
  std::string no_current = model(bands);
  const auto begin = no_current.find("  input: {model");
  no_current.replace(begin, no_current.find('\n', begin) - begin,
                     "  input: {model: lif_nalsm, size: 64}");
  EXPECT_THAT(complaints(no_current), HasSubstr("lif_nalsm neurons take no injected current"));
}

// The class of a series is the channel that is on, which its mean values tell.
TEST(Values, OfSeriesAreReadOutAsAControl) {
  const Bands bands;
  std::string text;
  for (int i = 0; i < 30; ++i)
    text += std::to_string(i % 2) + (i % 2 ? ",0,1,0,1\n" : ",1,0,1,0\n");
  write_file(bands.folder() / "a.csv", text);
  std::string yaml = bands.model();
  const auto data = yaml.find("data:");
  yaml.replace(data, yaml.find("populations:") - data,
               "data: {set: csv_series, path: " + (bands.folder() / "a.csv").string() +
                   ", channels: 2, step: 20 ms, folds: 3}\n"
                   "input: {encoder: integrate_and_fire, gain: 4}\n");
  yaml = replaced(yaml, "indegree: 10", "indegree: 2");
  const FinishedRun done = run(bands, yaml, 2);
  EXPECT_EQ(done.metric("accuracy_values"), 100.0);
  EXPECT_EQ(done.metric("accuracy_sd_values"), 0.0);
  EXPECT_EQ(done.result->read<std::uint32_t>("/predictions/test_values"),
            done.result->read<std::uint32_t>("/labels/all"));
}

}  // namespace
}  // namespace meniscus
