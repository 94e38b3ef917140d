#include "sim/learning/compression.hpp"

#include <gtest/gtest.h>

namespace meniscus {
namespace {

TEST(Compression, MapsTheLargestAmplitudeToOne) {
  const Series amplitudes{.channels = 2, .step = 1.0, .values = {8.0, 1.0, 0.0, 0.008}};
  Series linear = amplitudes, root = amplitudes, log = amplitudes;
  compress(linear, {.kind = CompressionKind::none});
  EXPECT_EQ(linear.values, (std::vector<double>{1.0, 0.125, 0.0, 0.001}));
  compress(root, {.kind = CompressionKind::cube_root});
  EXPECT_EQ(root.values[0], 1.0);
  EXPECT_DOUBLE_EQ(root.values[1], 0.5);
  EXPECT_EQ(root.values[2], 0.0);
  EXPECT_DOUBLE_EQ(root.values[3], 0.1);
  compress(log, {.kind = CompressionKind::log, .dynamic_range = 64.0});
  EXPECT_DOUBLE_EQ(log.values[1], 0.5);  // ln 8 of ln 64 below the top
  EXPECT_EQ(log.values[2], 0.0);
  EXPECT_EQ(log.values[3], 0.0);
}

TEST(Compression, LeavesSilenceAlone) {
  Series silence{.channels = 1, .step = 1.0, .values = {0.0, 0.0}};
  compress(silence, {});
  EXPECT_EQ(silence.values, (std::vector<double>{0.0, 0.0}));
}

}  // namespace
}  // namespace meniscus
