#include <gtest/gtest.h>

#include "tests/tools/killed_run.hpp"

namespace meniscus {
namespace {

TEST(Kill, AHundredRunsKilledAtRandomMomentsLoseNothing) {
  KilledRuns runs;
  for (int k = 0; k < 100; ++k) runs.kill_one();
  EXPECT_GT(runs.recovered(), 30);
  EXPECT_GT(runs.furthest(), 100.0);
  RecordProperty("recovered", runs.recovered());
  RecordProperty("finished", runs.finished());
}

}  // namespace
}  // namespace meniscus
