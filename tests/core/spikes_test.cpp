#include "sim/core/spikes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SpikeTable, GroupsUnsortedSpikesByTickAndNeuron) {
  const SpikeTable table({{Time{3}, 5}, {Time{1}, 9}, {Time{3}, 2}, {Time{1}, 9}});
  EXPECT_THAT(table.at(Time{1}), ElementsAre(9, 9));
  EXPECT_THAT(table.at(Time{2}), IsEmpty());
  EXPECT_THAT(table.at(Time{3}), ElementsAre(2, 5));
  EXPECT_EQ(table.ticks(), 4);
  EXPECT_EQ(table.size(), 4u);
}

TEST(SpikeTable, HasNoSpikesOutsideItsTicks) {
  const SpikeTable table({{Time{1}, 0}});
  EXPECT_THAT(table.at(Time{-1}), IsEmpty());
  EXPECT_THAT(table.at(Time{2}), IsEmpty());
  EXPECT_THAT(SpikeTable{}.at(Time{0}), IsEmpty());
  EXPECT_EQ(SpikeTable{}.ticks(), 0);
}

TEST(SpikeTable, FilledTickByTickEqualsTheSortedOne) {
  SpikeTable filled;
  filled.end_tick();
  filled.append(4);
  filled.append(6);
  filled.end_tick();
  const SpikeTable sorted({{Time{1}, 6}, {Time{1}, 4}});
  EXPECT_EQ(filled.ticks(), sorted.ticks());
  EXPECT_THAT(filled.at(Time{1}), testing::ElementsAreArray(sorted.at(Time{1})));
  filled.clear();
  EXPECT_EQ(filled.ticks(), 0);
  EXPECT_EQ(filled.size(), 0u);
}

}  // namespace
}  // namespace meniscus
