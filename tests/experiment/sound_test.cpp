#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/experiment/classify.hpp"
#include "sim/experiment/sound_samples.hpp"
#include "tests/experiment/finished_run.hpp"
#include "tests/experiment/model_files.hpp"
#include "tests/experiment/tones.hpp"

namespace meniscus {
namespace {

FinishedRun run(const Tones& tones, const std::string& yaml, const RunContext& context = {}) {
  Specification specification = specification_of(yaml);
  const auto file = tones.folder() / "result.h5";
  ResultFile result(file, true);
  FinishedRun run{classify(specification, context, result), nullptr};
  result.commit();
  run.result = std::make_unique<Hdf5File>(file, Hdf5File::Mode::read);
  return run;
}

TEST(Sound, LastsAsLongAsItsRecording) {
  const Tones tones;
  const Specification specification = specification_of(tones.model());
  const SampleSource& test = *specification.classify->samples.test;
  EXPECT_EQ(test.lines(), 12u);
  ASSERT_EQ(test.count(), 30u);
  for (std::size_t i = 0; i < 30; ++i) {  // sorted by k, digit, speaker
    const Sample sample = test.load(i, 0);
    const int ms = Tones::duration(static_cast<int>(i / 6), i % 2 == 0);
    EXPECT_EQ(sample.duration, Time{ms}) << i;
    EXPECT_EQ(sample.spikes.ticks(), ms) << i;
    EXPECT_EQ(test.label(i), i / 2 % 3);
  }
}

TEST(Sound, SpikesMostInTheChannelOfItsTone) {
  const Tones tones;
  const Specification specification = specification_of(tones.model());
  const SampleSource& test = *specification.classify->samples.test;
  const auto channel = [](double khz) {
    return std::round(11.0 * (erb_rate(khz) - erb_rate(0.2)) / (erb_rate(3.0) - erb_rate(0.2)));
  };
  const double expected[] = {channel(0.4), channel(0.9), channel(1.9)};
  for (std::size_t i = 0; i < 6; ++i) {
    std::vector<int> counts(12, 0);
    const Sample sample = test.load(i, 0);
    for (const std::uint32_t line : sample.spikes.neurons()) ++counts[line];
    const auto most = std::ranges::max_element(counts) - counts.begin();
    EXPECT_NEAR(static_cast<double>(most), expected[test.label(i)], 1.0) << i;
  }
}

TEST(Sound, IsToldApartWithTheSameBitsForAnyNumberOfThreads) {
  const Tones tones;
  const FinishedRun one = run(tones, tones.model(), {.threads = 1});
  EXPECT_GT(one.metric("accuracy_liquid"), 90.0);
  EXPECT_GT(one.metric("accuracy_input"), 90.0);
  const auto features = one.result->read<std::uint16_t>("/features/test");
  const FinishedRun two = run(tones, tones.model(), {.threads = 2});
  EXPECT_EQ(two.result->read<std::uint16_t>("/features/test"), features);
}

TEST(Sound, ThatDisappearsWhileRunningIsNamed) {
  const Tones tones;
  Specification specification = specification_of(tones.model());
  const auto gone = tones.folder() / "2_b_4.wav";
  std::filesystem::remove(gone);
  ResultFile result(tones.folder() / "result.h5", true);
  EXPECT_EQ(message_of<ConfigError>([&] { classify(specification, {}, result); }),
            gone.string() + ": can't be opened: No such file or directory");
}

TEST(Sound, OfAnotherSamplingRateThanTheFiltersTakeIsNamed) {
  const Tones tones;
  const auto slow = tones.folder() / "2_b_4.wav";
  write_file(slow, wav_file(1, 1, 4000, pcm({1, 2, 3})));
  const Specification specification = specification_of(tones.model());
  const SampleSource& test = *specification.classify->samples.test;
  EXPECT_EQ(message_of<ConfigError>([&] { test.load(29, 0); }),
            slow.string() +
                ": expected frequencies with 0 < low < high < 2000 Hz, half the sampling rate, got "
                "200 Hz and 3000 Hz");
}

/// What is said of a model in which `from` stands for `to`.
std::string complaint(std::string_view from, std::string_view to) {
  const Tones tones;
  return complaints(replaced(tones.model(), from, to));
}

TEST(ReadSound, ReadsTheModelOfTheOtherTests) {
  EXPECT_EQ(complaints(Tones().model()), "valid");
  EXPECT_EQ(complaint("kind: gammatone", "kind: mel, window: 20 ms"), "valid");
  EXPECT_EQ(complaint("integrate_and_fire", "step_forward\n  threshold: 0.2"), "valid");
  EXPECT_EQ(complaint("integrate_and_fire", "delta\n  threshold: 0.2"), "valid");
  EXPECT_EQ(complaint("integrate_and_fire", "ben_spiker\n  filter: 10 ms"), "valid");
  EXPECT_EQ(complaint("kind: log, dynamic_range: 100", "kind: cube_root"), "valid");
}

TEST(ReadSound, GivesChangesALineForUpsAndOneForDowns) {
  const Tones tones;
  const auto specification =
      specification_of(replaced(tones.model(), "integrate_and_fire", "step_forward"));
  EXPECT_EQ(specification.classify->samples.train->lines(), 24u);
}

TEST(ReadSound, CutsEverySampleToADuration) {
  const Tones tones;
  const auto specification = specification_of(
      replaced(tones.model(), "integrate_and_fire", "integrate_and_fire\n  duration: 50 ms"));
  EXPECT_EQ(specification.classify->samples.test->load(0, 0).duration, Time{50});
}

TEST(ReadSound, TellsAMissingFolder) {
  const Tones tones;
  EXPECT_EQ(complaints(replaced(tones.model(), tones.folder().path().string(), "nowhere")),
            "m.yaml:4:25: data.path: nowhere: no such folder");
}

TEST(ReadSound, NamesARecordingThatIsCutOff) {
  const Tones tones;
  const auto first = tones.folder() / "0_a_5.wav";
  write_file(first, file_content(first).substr(0, 100));
  EXPECT_THAT(complaints(tones.model()), testing::HasSubstr(first.string() + ": truncated: "));
}

TEST(ReadSound, SuggestsTheNearestNames) {
  EXPECT_EQ(complaint("kind: gammatone", "kind: gammatune"),
            "m.yaml:6:23: input.filter_bank.kind: unknown filter bank \"gammatune\" (did you mean "
            "\"gammatone\"?)");
  EXPECT_EQ(complaint("kind: log", "kind: lag"),
            "m.yaml:7:23: input.compression.kind: unknown compression \"lag\" (did you mean "
            "\"log\"?)");
  EXPECT_EQ(complaint("integrate_and_fire", "step_foward"),
            "m.yaml:8:12: input.encoder: unknown encoder \"step_foward\" (did you mean "
            "\"step_forward\"?)");
  EXPECT_EQ(complaint("integrate_and_fire", "delta\n  treshold: 0.1"),
            "m.yaml:9:3: input: unknown key \"treshold\" in input (did you mean \"threshold\"?)");
}

TEST(ReadSound, RefusesKeysOfTheOtherKinds) {
  EXPECT_THAT(complaint("low: 200 Hz", "low: 200 Hz, window: 20 ms"),
              testing::StartsWith("m.yaml:6:61: input.filter_bank: unknown key \"window\""));
  EXPECT_THAT(complaint("kind: log", "kind: none"),
              testing::StartsWith("m.yaml:7:29: input.compression: unknown key \"dynamic_range\""));
}

TEST(ReadSound, HoldsTheFiltersAgainstTheFirstRecording) {
  EXPECT_EQ(complaint("high: 3 kHz", "high: 5 kHz"),
            "m.yaml:6:16: input.filter_bank: expected frequencies with 0 < low < high < 4000 Hz, "
            "half the sampling rate, got 200 Hz and 5000 Hz");
}

TEST(ReadSound, RefusesMoreThanASpikePerTick) {
  EXPECT_EQ(complaint("integrate_and_fire", "ben_spiker\n  max_rate: 2 kHz"),
            "m.yaml:6:3: input: expected at most one spike per tick (1000 Hz), got 2000 Hz");
}

}  // namespace
}  // namespace meniscus
