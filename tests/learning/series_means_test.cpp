#include "sim/learning/series_means.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meniscus {
namespace {

using testing::ElementsAre;

// Five frames of two channels, 2 ms each, at a tick of 1 ms: they begin at ticks 0, 2, 4, 6, 8.
const Series series{.channels = 2, .step = 2.0, .values = {1, 0, 2, 0, 3, 6, 4, 0, 5, 0}};
const Resolution millisecond(1.0);

TEST(WindowMeans, AreOfTheFramesThatBeginInAWindow) {
  EXPECT_THAT(window_means(series, std::vector<Time>{{5}, {10}}, millisecond),
              ElementsAre(2.0f, 2.0f, 4.5f, 0.0f));
}

TEST(WindowMeans, AreZeroWhereNoFrameBegins) {
  EXPECT_THAT(window_means(series, std::vector<Time>{{1}, {2}, {20}}, millisecond),
              ElementsAre(1.0f, 0.0f, 0.0f, 0.0f, 3.5f, 1.5f));
}

TEST(WindowMeans, LeaveOutWhatComesAfterTheLastWindow) {
  EXPECT_THAT(window_means(series, std::vector<Time>{{4}}, millisecond), ElementsAre(1.5f, 0.0f));
}

}  // namespace
}  // namespace meniscus
