#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/experiment/bands.hpp"
#include "tests/experiment/model_files.hpp"

namespace meniscus {
namespace {

/// The model of the bands with this encoder and its parameters.
std::string model(const Bands& bands, const std::string& encoder) {
  return replaced(bands.model(), "encoder: poisson_rate, max_rate: 200 Hz", "encoder: " + encoder);
}

std::uint32_t lines(const std::string& encoder) {
  const Bands bands;
  return specification_of(model(bands, encoder)).classify->samples.train->lines();
}

std::size_t spikes(const std::string& encoder) {
  const Bands bands;
  const auto specification = specification_of(model(bands, encoder));
  return specification.classify->samples.train->load(0, 0).spikes.size();
}

std::string complaint(const std::string& encoder) {
  const Bands bands;
  return complaints(model(bands, encoder));
}

TEST(ReadEncoders, GivesLatencyAndPhaseALinePerPixel) {
  EXPECT_EQ(lines("latency, threshold: 0.5"), 64u);
  EXPECT_EQ(lines("phase, bits: 4"), 64u);
}

TEST(ReadEncoders, GivesReceptiveFieldsALineEach) {
  EXPECT_EQ(lines("population, fields: 5, beta: 1.5"), 320u);
}

TEST(ReadEncoders, PassesParametersOn) {
  // The bright band has 24 of the 64 pixels; the others are below 31/255 and all but a few above 0.
  EXPECT_EQ(spikes("latency, threshold: 0.5"), 24u);
  EXPECT_GT(spikes("latency"), 56u);
  EXPECT_GT(spikes("phase, bits: 20"), spikes("phase, bits: 1"));
  EXPECT_GT(spikes("population, fields: 9"), spikes("population, fields: 9, threshold: 0.9"));
}

TEST(ReadEncoders, RefusesParametersOutOfRange) {
  EXPECT_THAT(complaint("phase, bits: 0"), testing::StartsWith("m.yaml:5:31: input.bits: "));
  EXPECT_THAT(complaint("population, fields: 2"),
              testing::StartsWith("m.yaml:5:38: input.fields: "));
  EXPECT_THAT(complaint("latency, threshold: 2"),
              testing::StartsWith("m.yaml:5:38: input.threshold: "));
}

TEST(ReadEncoders, RefusesAPeriodLongerThanTheSample) {
  EXPECT_EQ(
      complaints(replaced(model(Bands(), "phase, bits: 16"), "duration: 40 ms", "duration: 15 ms")),
      "m.yaml:5:8: input: expected a duration of at least 16 ticks, got 15");
}

TEST(ReadEncoders, RefusesTheRateOfOtherEncoders) {
  EXPECT_THAT(complaint("latency, max_rate: 200 Hz"),
              testing::StartsWith("m.yaml:5:27: input: unknown key \"max_rate\" in input"));
}

}  // namespace
}  // namespace meniscus
