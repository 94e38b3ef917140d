#include "sim/engine/spike_history.hpp"

#include <gtest/gtest.h>

namespace meniscus {
namespace {

TEST(ReplaceKernel, DeliversTheFirstSpikeOfASourceWhole) {
  ReplaceKernel kernel(2.0, 3, 4);
  kernel.record(Time{1}, std::vector<std::uint32_t>{0, 2});
  EXPECT_EQ(kernel.at(Time{1})[0], 1.0);
  EXPECT_EQ(kernel.at(Time{1})[1], 1.0);
}

TEST(ReplaceKernel, BringsTheCurrentBackToFullAndNoFurther) {
  ReplaceKernel kernel(2.0, 1, 8);
  double current = 0.0;  // of a synapse of weight 1, decaying by exp(-1/2) per tick
  for (std::int64_t t = 1; t <= 6; ++t) {
    current *= std::exp(-0.5);
    if (t == 2 || t == 3 || t == 6) {
      kernel.record(Time{t}, std::vector<std::uint32_t>{0});
      current += kernel.at(Time{t})[0];
      EXPECT_NEAR(current, 1.0, 1e-15);
    }
  }
}

TEST(ReplaceKernel, DeliversNothingOfASecondSpikeInTheSameTick) {
  ReplaceKernel kernel(1.0, 1, 2);
  kernel.record(Time{1}, std::vector<std::uint32_t>{0, 0});
  EXPECT_EQ(kernel.at(Time{1})[1], 0.0);
}

TEST(SpikeHistory, KeepsAsManyTicksAsItWasMadeFor) {
  SpikeHistory history(3);
  for (std::int64_t t = 1; t <= 5; ++t) {
    history.begin_tick(Time{t}).push_back(static_cast<std::uint32_t>(t));
  }
  for (std::int64_t t = 3; t <= 5; ++t) EXPECT_EQ(history.at(Time{t})[0], t);
}

}  // namespace
}  // namespace meniscus
