#include "sim/experiment/event_samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "tests/io/event_bytes.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;

TEST(EventLines, PoolsPixelsAndSetsPolaritiesApart) {
  const EventLines lines{.sensor = {5, 4}, .pool_x = 2, .pool_y = 3};
  EXPECT_EQ(lines.columns(), 3u);
  EXPECT_EQ(lines.rows(), 2u);
  EXPECT_EQ(lines.count(), 12u);
  EXPECT_EQ(lines.line({0, 4, 3, false}), 5u);
  EXPECT_EQ(lines.line({0, 4, 3, true}), 11u);
  EXPECT_EQ(lines.line({0, 1, 2, false}), 0u);
}

TEST(EventLines, MergesOrChoosesPolarities) {
  EventLines lines{.sensor = {5, 4}, .polarity = PolarityUse::merged};
  EXPECT_EQ(lines.count(), 20u);
  EXPECT_EQ(lines.line({0, 2, 1, true}), 7u);
  EXPECT_EQ(lines.line({0, 2, 1, false}), 7u);
  lines.polarity = PolarityUse::on;
  EXPECT_EQ(lines.line({0, 2, 1, true}), 7u);
  EXPECT_EQ(lines.line({0, 2, 1, false}), std::nullopt);
  lines.polarity = PolarityUse::off;
  EXPECT_EQ(lines.line({0, 2, 1, true}), std::nullopt);
  EXPECT_EQ(lines.line({0, 2, 1, false}), 7u);
}

/// One sample of events at the given microseconds, on lines 0, 1, ….
class ListedEvents final : public EventSource {
 public:
  explicit ListedEvents(std::vector<std::int64_t> times) : times_(std::move(times)) {}
  std::size_t count() const override { return 1; }
  std::uint32_t label(std::size_t) const override { return 0; }
  std::uint32_t lines() const override { return 10; }
  std::string name(std::size_t) const override { return "listed"; }
  std::vector<LineEvent> events(std::size_t) const override {
    std::vector<LineEvent> events;
    for (const std::int64_t t : times_) {
      events.push_back({t, static_cast<std::uint32_t>(events.size())});
    }
    return events;
  }

 private:
  std::vector<std::int64_t> times_;
};

Sample sample_of(std::vector<std::int64_t> times, double tick, std::int64_t duration = 0) {
  return EventSamples(std::make_shared<ListedEvents>(std::move(times)), Resolution(tick),
                      Time{duration})
      .load(0, 0);
}

TEST(EventSamples, LastUntilTheTickOfTheirLastEvent) {
  const Sample sample = sample_of({0, 999, 1000, 2999}, 1.0);
  EXPECT_EQ(sample.duration, Time{3});
  EXPECT_THAT(sample.spikes.at(Time{0}), ElementsAre(0, 1));
  EXPECT_THAT(sample.spikes.at(Time{1}), ElementsAre(2));
  EXPECT_THAT(sample.spikes.at(Time{2}), ElementsAre(3));
  EXPECT_EQ(sample_of({}, 1.0).duration, Time{1});
}

TEST(EventSamples, AreCutOrPaddedToACommonDuration) {
  EXPECT_EQ(sample_of({0, 2999, 3000}, 1.0, 3).spikes.size(), 2u);
  EXPECT_EQ(sample_of({0, 2999, 3000}, 1.0, 3).duration, Time{3});
  EXPECT_EQ(sample_of({0}, 1.0, 50).duration, Time{50});
}

TEST(EventSamples, FallOnTheTickThatWholeMicrosecondsSay) {
  for (const std::int64_t t : {2900, 2899, 300, 700, 5'700'000}) {
    EXPECT_EQ(sample_of({t}, 0.1).duration.ticks, t / 100 + 1) << t;
  }
  EXPECT_EQ(sample_of({1, 2, 3}, 0.0015).duration.ticks, 3);
}

TEST(EventSamples, OfMoreTicksThanAnyRunAreRefused) {
  EXPECT_EQ(message_of<ConfigError>([] { sample_of({std::int64_t{1} << 60}, 1.0); }),
            "listed: the recording lasts 1152921504606846976 us, more than 10^7 ticks of 1 ms "
            "(give input.duration)");
}

TEST(EventFilesOf, CountTimeFromTheFirstEventOfACamerasClock) {
  const TemporaryFolder folder;
  write_file(folder / "a.aedat", "#!AER-DAT2.0\n" + big(2u << 8 | 3u << 1 | 1u, 4) +
                                     big(5'000'000, 4) + big(0, 4) + big(5'000'070, 4));
  const EventFiles files({{folder / "a.aedat", 4}}, "dvs128", {.sensor = {128, 128}});
  const std::vector<LineEvent> events = files.events(0);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].t, 0);
  EXPECT_EQ(events[0].line, 2u * 128 + 3);
  EXPECT_EQ(events[1].t, 70);
  EXPECT_EQ(events[1].line, 128u * 128);
  EXPECT_EQ(files.label(0), 4u);
}

}  // namespace
}  // namespace meniscus
