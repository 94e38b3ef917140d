#include "sim/experiment/simulate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/experiment/finished_run.hpp"
#include "tests/experiment/model_files.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

constexpr std::string_view network =
    "duration: 60 ms\n"
    "populations:\n"
    "  exc: {model: lif, size: 24, parameters: {t_ref: 2 ms}}\n"
    "  inh: {model: lif, size: 6}\n"
    "stimuli:\n"
    "  drive: {source: poisson, rate: 10 kHz, to: [exc, inh], weight: 0.3 mV}\n"
    "projections:\n"
    "  - {from: exc, to: [exc, inh], connect: {rule: fixed_indegree, indegree: 5}, weight: 0.5 mV, "
    "delay: 1.5 ms}\n"
    "  - {from: inh, to: [exc, inh], connect: {rule: fixed_indegree, indegree: 2}, weight: -1 mV, "
    "delay: 0.7 ms}\n"
    "record:\n"
    "  spikes: [exc, inh]\n"
    "  states: {exc: {variables: v, neurons: [0, 20], interval: 2 ms}}\n";

class Simulate : public testing::Test {
 protected:
  FinishedRun run(const std::string& yaml, const RunContext& context = {}) {
    Specification specification = specification_of(yaml);
    const auto file = folder_ / (std::to_string(++runs_) + ".h5");
    ResultFile result(file, false);
    FinishedRun run{simulate(specification, context, result), nullptr};
    result.commit();
    run.result = std::make_unique<Hdf5File>(file, Hdf5File::Mode::read);
    return run;
  }

 private:
  TemporaryFolder folder_;
  int runs_ = 0;
};

void expect_same_recordings(const Hdf5File& a, const Hdf5File& b) {
  for (const std::string population : {"exc", "inh"}) {
    const std::string group = "/spikes/" + population;
    EXPECT_EQ(a.read<double>(group + "/timestamps"), b.read<double>(group + "/timestamps"));
    EXPECT_EQ(a.read<std::uint64_t>(group + "/node_ids"),
              b.read<std::uint64_t>(group + "/node_ids"));
  }
  EXPECT_EQ(a.read<float>("/report/exc.v/data"), b.read<float>("/report/exc.v/data"));
}

TEST_F(Simulate, GivesTheSameBitsForAnyNumberOfThreads) {
  const std::string yaml(network);
  const FinishedRun one = run(yaml, {.threads = 1});
  ASSERT_GT(one.result->read<double>("/spikes/exc/timestamps").size(), 50u);
  expect_same_recordings(*one.result, *run(yaml + "block_size: 8\n", {.threads = 2}).result);
  expect_same_recordings(*one.result, *run(yaml + "block_size: 8\n", {.threads = 3}).result);
}

TEST_F(Simulate, GivesOtherSpikesForAnotherSeed) {
  const std::string yaml(network);
  EXPECT_NE(run(yaml).result->read<double>("/spikes/exc/timestamps"),
            run(yaml + "seed: 2\n").result->read<double>("/spikes/exc/timestamps"));
}

TEST_F(Simulate, WritesSortedSpikesOfTheRunInMilliseconds) {
  const FinishedRun done = run(std::string(network));
  const auto times = done.result->read<double>("/spikes/exc/timestamps");
  EXPECT_TRUE(std::ranges::is_sorted(times));
  EXPECT_GT(times.front(), 0.0);
  EXPECT_GT(times.back(), 30.0);
  EXPECT_LE(times.back(), 60.0);
  EXPECT_EQ(done.result->read_text_attribute("/spikes/exc/timestamps", "units"), "ms");
  EXPECT_EQ(done.result->read_enum_attribute("/spikes/exc", "sorting"), "by_time");
  EXPECT_LT(std::ranges::max(done.result->read<std::uint64_t>("/spikes/exc/node_ids")), 24u);
}

TEST_F(Simulate, WritesARowOfStatesPerIntervalFromTheBeginningOn) {
  const FinishedRun done = run(std::string(network));
  EXPECT_EQ(done.result->shape("/report/exc.v/data"), (std::vector<std::uint64_t>{31, 2}));
  EXPECT_EQ(done.result->read<float>("/report/exc.v/data")[0], 0.0f);
  EXPECT_EQ(done.result->read<double>("/report/exc.v/mapping/time"),
            (std::vector<double>{0.0, 62.0, 2.0}));
  EXPECT_EQ(done.result->read<std::uint64_t>("/report/exc.v/mapping/node_ids"),
            (std::vector<std::uint64_t>{0, 20}));
}

TEST_F(Simulate, ReportsTheRateThatItsSpikesHave) {
  const FinishedRun done = run(std::string(network));
  const auto spikes = done.result->read<double>("/spikes/exc/timestamps").size();
  EXPECT_DOUBLE_EQ(done.metric("rate_exc"), static_cast<double>(spikes) / (24 * 0.06));
  EXPECT_DOUBLE_EQ(done.metric("simulated_time"), 0.06);
  EXPECT_EQ(done.metric("synapses"), 30 * 7);
}

TEST_F(Simulate, ReportsWhatItCost) {
  const FinishedRun done = run(std::string(network));
  EXPECT_GT(done.metric("build_wall_time"), 0.0);
  EXPECT_GT(done.metric("build_cpu_time"), 0.0);
  EXPECT_GT(done.metric("wall_time"), 0.0);
  EXPECT_GT(done.metric("cpu_time"), 0.0);
  EXPECT_GE(done.metric("bytes_per_synapse"), 2.0);
  EXPECT_GT(done.metric("peak_memory"), 1.0);
}

TEST_F(Simulate, CountsSpikesWithoutRecordingThem) {
  const std::string yaml(network);
  const FinishedRun recorded = run(yaml);
  const FinishedRun silent = run(yaml.substr(0, yaml.find("record:")));
  const auto spikes = recorded.result->read<double>("/spikes/exc/timestamps").size();
  EXPECT_EQ(silent.metric("spikes_exc"), spikes);
  EXPECT_EQ(silent.metric("rate_exc"), recorded.metric("rate_exc"));
  EXPECT_DOUBLE_EQ(silent.metric("rate"),
                   (silent.metric("spikes_exc") + silent.metric("spikes_inh")) / (30 * 0.06));
}

TEST_F(Simulate, FindsNothingUnhealthyInAnOrdinaryNetwork) {
  EXPECT_TRUE(run(std::string(network)).report.warnings.empty());
}

TEST_F(Simulate, WarnsOfAPopulationThatNeverSpiked) {
  const FinishedRun done = run("duration: 10 ms\npopulations: {quiet: {model: lif, size: 3}}");
  EXPECT_EQ(done.report.warnings, (std::vector<std::string>{"population quiet never spiked"}));
  EXPECT_EQ(done.metric("rate_quiet"), 0.0);
}

TEST_F(Simulate, WarnsOfASaturatedPopulation) {
  const FinishedRun done =
      run("duration: 100 ms\n"
          "populations: {loud: {model: lif, size: 3, parameters: {i_e: 10 nA, t_ref: 1 ms}}}");
  ASSERT_EQ(done.report.warnings.size(), 1u);
  EXPECT_THAT(done.report.warnings[0],
              testing::MatchesRegex("population loud is saturated: [0-9]+ Hz per neuron"));
}

TEST_F(Simulate, WarnsOfDelaysThatHadToBeRounded) {
  const FinishedRun done = run(replaced(std::string(network), "delay: 0.7 ms", "delay: 0.73 ms"));
  EXPECT_EQ(done.report.warnings,
            (std::vector<std::string>{
                "projection inh_to_exc: delays were rounded to whole ticks, by up to 0.03 ms",
                "projection inh_to_inh: delays were rounded to whole ticks, by up to 0.03 ms"}));
}

TEST_F(Simulate, WarnsOfATickTooLongForATimeConstant) {
  const FinishedRun done = run(replaced(std::string(network), "t_ref: 2 ms", "tau_m: 0.9 ms"));
  EXPECT_THAT(
      done.report.warnings,
      testing::Contains("population exc: a tick of 0.1 ms is long for a time constant of 0.9 ms"));
}

TEST_F(Simulate, StopsWhenToldAndKeepsWhatItHas) {
  double reached = 0.0;
  const RunContext context{.threads = 1,
                           .progress = [&](const ProgressState& state) { reached = state.done; },
                           .stopped = [&] { return reached >= 20.0; }};
  const FinishedRun part = run(std::string(network), context);
  EXPECT_DOUBLE_EQ(part.metric("simulated_time"), 0.02);
  auto expected = run(std::string(network)).result->read<double>("/spikes/exc/timestamps");
  std::erase_if(expected, [](double t) { return t > 20.0; });
  EXPECT_EQ(part.result->read<double>("/spikes/exc/timestamps"), expected);
}

TEST_F(Simulate, RecordsTheWeightsOfPlasticProjections) {
  std::string yaml(network);
  yaml = replaced(yaml, "{from: exc, to: [exc, inh], ", "{from: exc, to: inh, plasticity: stdp, ");
  yaml = replaced(yaml, "  spikes:", "  weights: [exc_to_inh]\n  spikes:");
  yaml += "plasticity:\n  stdp: {rule: stdp_pair, w_max: 1 mV}\n";
  const FinishedRun done = run(yaml);
  const auto row_begin = done.result->read<std::uint64_t>("/weights/exc_to_inh/row_begin");
  ASSERT_EQ(row_begin.size(), 25u);
  EXPECT_EQ(row_begin.back(), 30u);
  const auto target = done.result->read<std::uint32_t>("/weights/exc_to_inh/target");
  EXPECT_EQ(target.size(), 30u);
  EXPECT_LT(*std::ranges::max_element(target), 6u);
  const auto weight = done.result->read<float>("/weights/exc_to_inh/weight");
  ASSERT_EQ(weight.size(), 30u);
  EXPECT_NE(weight.front(), 0.5f);
  EXPECT_EQ(done.result->read_text_attribute("/weights/exc_to_inh/weight", "units"), "mV");
}

}  // namespace
}  // namespace meniscus
