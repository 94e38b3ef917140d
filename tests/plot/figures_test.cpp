#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/plot/gnuplot.hpp"
#include "sim/plot/histograms.hpp"
#include "sim/plot/raster.hpp"
#include "sim/plot/traces.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Counts = std::vector<std::uint64_t>;

TEST(SpikesPerBin, ASpikeOnABorderBelongsToTheBinThatEndsThere) {
  const std::vector<double> times{0.0, 0.1, 1.0, 1.1, 2.0, 2.9, 3.0, 3.1};
  EXPECT_EQ(spikes_per_bin(times, {0.0, 3.0}, 1.0), (Counts{2, 2, 2}));
  EXPECT_EQ(spikes_per_bin(times, {1.0, 3.0}, 1.5), (Counts{2, 2}));
}

TEST(SpikesPerBin, TicksOfATenthAreNotMovedByRounding) {
  std::vector<double> times;
  for (int k = 1; k <= 1000; ++k) times.push_back(k * 0.1);
  EXPECT_EQ(spikes_per_bin(times, {0.0, 100.0}, 0.5), Counts(200, 5));
  EXPECT_EQ(spikes_per_bin(times, {0.0, 0.35}, 0.3), (Counts{3, 0}));
}

/// 10 neurons over 1 s: neuron k < 4 fires k times, at 100, 200, 300 ms.
RecordedSpikes few() {
  RecordedSpikes spikes{.population = "few",
                        .times = {100, 100, 100, 200, 200, 300},
                        .nodes = {1, 2, 3, 2, 3, 3},
                        .size = 10,
                        .knows_size = true};
  return spikes;
}

TEST(RateHistogram, CountsSilentNeurons) {
  const Histogram histogram = rate_histogram(few(), {0.0, 1000.0});
  EXPECT_DOUBLE_EQ(histogram.width, 1.0);  // one spike in a second [Hz]
  EXPECT_EQ(histogram.counts, (Counts{7, 1, 1, 1}));
}

TEST(RateHistogram, LeavesNeuronsOutThatTheFileDoesNotTellOf) {
  RecordedSpikes spikes = few();
  spikes.knows_size = false;
  EXPECT_EQ(rate_histogram(spikes, {0.0, 1000.0}).counts, (Counts{0, 1, 1, 1}));
}

TEST(RateHistogram, SeesItsWindowOnly) {
  const Histogram histogram = rate_histogram(few(), {100.0, 300.0});
  EXPECT_DOUBLE_EQ(histogram.width, 5.0);
  EXPECT_EQ(histogram.counts, (Counts{8, 1, 1}));
}

TEST(WeightHistogram, PutsTheGreatestIntoTheLastBin) {
  const std::vector<float> weights{0.0f, 0.5f, 24.5f, 49.5f, 50.0f};
  const Histogram histogram = weight_histogram(weights);
  ASSERT_EQ(histogram.counts.size(), 50u);
  EXPECT_EQ(histogram.counts[0], 2u);
  EXPECT_EQ(histogram.counts[24], 1u);
  EXPECT_EQ(histogram.counts[49], 2u);
}

TEST(WeightHistogram, HasOneBinForEqualWeights) {
  const std::vector<float> weights(7, -0.5f);
  EXPECT_EQ(weight_histogram(weights).counts, (Counts{7}));
}

TEST(Thinning, ShowsEveryNeuronWhereThereIsRoom) {
  const std::vector<RecordedSpikes> populations{few()};
  EXPECT_EQ(thin(populations, {0.0, 1000.0}, 10, 6).stride, 1u);
}

TEST(Thinning, KeepsToTheRowsAndSpikesItIsGiven) {
  RecordedSpikes many{.population = "many", .times = {}, .nodes = {}, .size = 1000};
  for (std::uint64_t k = 0; k < 10'000; ++k) {
    many.times.push_back(static_cast<double>(k));
    many.nodes.push_back(k % 1000);
  }
  const std::vector<RecordedSpikes> populations{many};
  EXPECT_EQ(thin(populations, {-1.0, 1e4}, 100, 10'000).rows, 100u);
  const Thinning shown = thin(populations, {-1.0, 1e4}, 1000, 500);
  EXPECT_LE(shown.rows, 50u);
  EXPECT_GE(shown.rows, 25u);
}

TEST(Traces, ThinningKeepsTheExtremesInOrder) {
  std::vector<CurvePoint> curve;
  for (int k = 0; k < 10'000; ++k) curve.push_back({1.0 * k, 0.001 * (k % 10)});
  curve[1234].y = 30.0;
  curve[4321].y = -80.0;
  const std::vector<CurvePoint> kept = thinned(curve, 100);
  EXPECT_LE(kept.size(), 100u);
  EXPECT_TRUE(std::ranges::is_sorted(kept, {}, &CurvePoint::x));
  EXPECT_TRUE(std::ranges::any_of(kept, [](CurvePoint p) { return p.x == 1234 && p.y == 30.0; }));
  EXPECT_TRUE(std::ranges::any_of(kept, [](CurvePoint p) { return p.x == 4321 && p.y == -80.0; }));
}

TEST(Figures, HandTheSpikesOverAsTheyAre) {
  const std::vector<RecordedSpikes> populations{few()};
  const Figure figure = raster(populations, {.window = {0.0, 1000.0}, .bin = 100.0});
  for (const char* stroke : {"100 0.6 100 1.4", "200 2.6 200 3.4", "300 2.6 300 3.4"}) {
    std::string lines(stroke);
    lines[lines.find(' ', lines.find(' ') + 1)] = '\n';
    EXPECT_THAT(figure.script, HasSubstr(lines + "\n"));
  }
  EXPECT_THAT(figure.script, HasSubstr("\n0 3\n100 3\n100 2\n200 2\n200 1\n300 1\n300 0\n"));
}

TEST(Names, NeverBecomeCommands) {
  EXPECT_EQ(gnuplot_text("exc 1"), "\"exc 1\"");
  EXPECT_EQ(gnuplot_text("'\"`\\@$!;"), R"("\047\042\140\134\100\044\041\073")");
  EXPECT_EQ(gnuplot_text("x\ny\r"), R"("x\077y\077")");
}

TEST(Names, AreUtf8) {
  EXPECT_EQ(abbreviated("\xff\xc0\xaf"
                        "e\u00e9\x01",
                        20),
            "???e\u00e9?");
}

TEST(Names, AreCutBetweenCharacters) {
  EXPECT_EQ(abbreviated("\u00e9\u00e9\u00e9", 3), "\u00e9\u00e9\u00e9");
  EXPECT_EQ(abbreviated("\u00e9\u00e9\u00e9\u00e9", 3), "\u00e9\u00e9\u2026");
}

TEST(RoundUp, GivesOneTwoFive) {
  EXPECT_DOUBLE_EQ(round_up(0.3), 0.5);
  EXPECT_DOUBLE_EQ(round_up(5.0), 5.0);
  EXPECT_DOUBLE_EQ(round_up(5.1), 10.0);
  EXPECT_DOUBLE_EQ(round_up(110.0), 200.0);
}

}  // namespace
}  // namespace meniscus
