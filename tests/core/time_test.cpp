#include "sim/core/time.hpp"

#include <gtest/gtest.h>

namespace meniscus {
namespace {

TEST(Resolution, ThreeTenthsOfAMillisecondAreThreeTicksAndBack) {
  const Resolution resolution(0.1);
  EXPECT_EQ(resolution.ticks(0.3), Time{3});
  EXPECT_EQ(resolution.ms(Time{3}), 0.3);
  EXPECT_EQ(resolution.exact_ticks(0.3), 3.0);
}

TEST(Resolution, EveryTenthIsPrintedBackAsItWasWritten) {
  const Resolution resolution(0.1);
  for (std::int64_t tick = 0; tick < 100000; ++tick) {
    const double ms = static_cast<double>(tick) / 10.0;
    ASSERT_EQ(resolution.ticks(ms), Time{tick});
    ASSERT_EQ(resolution.ms(Time{tick}), ms);
  }
}

TEST(Resolution, RoundsToTheNearestTickAndHalvesUp) {
  const Resolution resolution(1.0);
  EXPECT_EQ(resolution.ticks(1.49), Time{1});
  EXPECT_EQ(resolution.ticks(1.5), Time{2});
  EXPECT_EQ(resolution.ticks(-0.5), Time{0});
  EXPECT_EQ(resolution.exact_ticks(1.5), 1.5);
}

TEST(Resolution, TicksThatDoNotDivideAMillisecondConvertBothWays) {
  const Resolution resolution(0.3);
  EXPECT_EQ(resolution.ticks(1.0), Time{3});
  EXPECT_DOUBLE_EQ(resolution.ms(Time{10}), 3.0);
  const Resolution slow(2.0);
  EXPECT_EQ(slow.ticks(10.0), Time{5});
  EXPECT_EQ(slow.ms(Time{5}), 10.0);
}

TEST(Resolution, MicrosecondsStayExactOverHours) {
  const Resolution resolution(0.001);
  EXPECT_EQ(resolution.ticks(3.6e6 + 0.001), Time{3'600'000'001});
  EXPECT_EQ(resolution.ms(Time{3'600'000'001}), 3600000.001);
}

TEST(TimeValue, AddsSubtractsAndOrdersLikeItsTicks) {
  Time t{5};
  EXPECT_EQ(t + Time{2}, Time{7});
  EXPECT_EQ(t - Time{7}, Time{-2});
  EXPECT_LT(t, Time{6});
  EXPECT_EQ(++t, Time{6});
  EXPECT_EQ(t += Time{4}, Time{10});
}

}  // namespace
}  // namespace meniscus
