#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <sstream>

#include "sim/core/error.hpp"
#include "sim/io/events.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

// Real recordings, whose counts are those that other programs found in them.

using testing::SizeIs;

std::size_t on_events(const EventRecording& recording) {
  return static_cast<std::size_t>(std::ranges::count(recording.events, true, &Event::on));
}

bool is_sorted(const EventRecording& recording) {
  return std::ranges::is_sorted(recording.events, {}, &Event::t);
}

/// The lines of a table after its head, cut at commas.
std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& table) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(table);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::stringstream cells(line);
    std::vector<std::string>& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
  }
  return rows;
}

class EventFiles : public testing::Test {
 protected:
  void SetUp() override {
    if (shared_data("events").empty()) GTEST_SKIP() << "needs MENISCUS_DATA with events/";
  }
  static EventRecording read(const std::string& name, const EventFileHints& hints = {}) {
    return read_events(shared_data(name), hints);
  }
};

TEST_F(EventFiles, EveryNmnistRecordingHoldsWhatItsIndexSays) {
  const auto rows = rows_of(shared_data("nmnist") / "index.csv");
  ASSERT_THAT(rows, SizeIs(1100));
  std::size_t all = 0;
  for (const auto& row : rows) {
    const EventRecording recording = read("nmnist/" + row[0], {.chip = {}, .size = {34, 34}});
    all += recording.events.size();
    ASSERT_EQ(recording.events.size(), std::stoul(row[3])) << row[0];
    ASSERT_EQ(on_events(recording), std::stoul(row[4])) << row[0];
    ASSERT_EQ(recording.events.front().t, std::stol(row[5])) << row[0];
    ASSERT_EQ(recording.events.back().t, std::stol(row[6])) << row[0];
    ASSERT_EQ(recording.start(), 0);
  }
  EXPECT_EQ(all, 4'518'827u);
}

TEST_F(EventFiles, EveryGestureHoldsWhatItsIndexSays) {
  for (const auto& row : rows_of(shared_data("dvs-gesture") / "index.csv")) {
    const EventRecording recording =
        read("dvs-gesture/" + row[0], {.chip = {}, .size = {128, 128}});
    EXPECT_EQ(recording.events.size(), std::stoul(row[3])) << row[0];
    EXPECT_EQ(on_events(recording), std::stoul(row[4])) << row[0];
    EXPECT_EQ(recording.events.back().t, std::stol(row[6])) << row[0];
  }
}

TEST_F(EventFiles, EveryPokerCardHoldsWhatItsIndexSays) {
  const auto rows = rows_of(shared_data("poker-dvs") / "index.csv");
  ASSERT_THAT(rows, SizeIs(131));
  for (const auto& row : rows) {
    const EventRecording recording =
        read("poker-dvs/" + row[0], {.chip = "dvs128", .size = {33, 35}});
    ASSERT_EQ(recording.events.size(), std::stoul(row[3])) << row[0];
    // The column counts events whose bit 0 is set, which are those of OFF.
    ASSERT_EQ(recording.events.size() - on_events(recording), std::stoul(row[4])) << row[0];
    ASSERT_EQ(recording.events.back().t - recording.start(), std::stol(row[5])) << row[0];
  }
}

TEST_F(EventFiles, ARecordingWithTheAddressesOfADavisHas320Events) {
  const EventRecording recording =
      read("events/aedat2/davis640_320events.aedat", {.chip = "davis640", .size = {}});
  EXPECT_THAT(recording.events, SizeIs(320));
}

TEST_F(EventFiles, RecordingsThatEndWithinAnEventAreRefused) {
  const auto davis = shared_data("events/aedat2/davis240_header_only.aedat");
  EXPECT_EQ(message_of<ConfigError>([&] { read_events(davis); }),
            davis.string() +
                ": byte 303893: truncated: expected events of 8 bytes each, the last "
                "one has 4");
  const auto dvs = shared_data("events/aedat2/dvs128_header_only.aedat");
  EXPECT_EQ(message_of<ConfigError>([&] { read_events(dvs); }),
            dvs.string() +
                ": byte 4273: truncated: expected events of 8 bytes each, the last one "
                "has 6");
}

TEST_F(EventFiles, DvXplorerRecordingHasTheEventsOfDv) {
  const EventRecording recording = read("events/aedat4/dvxplorer_lz4.aedat4");
  EXPECT_THAT(recording.events, SizeIs(111'954));
  EXPECT_EQ(recording.width, 320u);
  EXPECT_EQ(recording.height, 240u);
  EXPECT_EQ(recording.start(), 1'605'537'493'718'345);
  EXPECT_EQ(recording.events.back().t - recording.start(), 589'917);
}

TEST_F(EventFiles, DatRecordingsHaveTheirCounts) {
  const EventFileHints hints{.chip = {}, .size = {100, 100}};
  EXPECT_THAT(read("events/dat/ncars_sample.dat", hints).events, SizeIs(2'009));
  const EventRecording second = read("events/dat/NCARS_obj_004397_td.dat", hints);
  EXPECT_THAT(second.events, SizeIs(4'407));
  EXPECT_EQ(on_events(second), 1'671u);
  EXPECT_EQ(second.events.back().t, 99'937);
}

TEST_F(EventFiles, Evt2RecordingHasItsCounts) {
  const EventRecording recording = read("events/evt2/gen3_vga.raw");
  EXPECT_THAT(recording.events, SizeIs(521'252));
  EXPECT_EQ(on_events(recording), 185'861u);
  EXPECT_EQ(recording.width, 640u);
  EXPECT_EQ(recording.height, 480u);
  EXPECT_TRUE(is_sorted(recording));
}

TEST_F(EventFiles, Evt3RecordingHoldsTheAddressesThatAnotherDecoderFound) {
  const EventRecording recording = read("events/evt3/gen41_hd.raw");
  ASSERT_THAT(recording.events, SizeIs(219'596));
  EXPECT_EQ(recording.width, 1280u);
  EXPECT_EQ(recording.height, 720u);
  EXPECT_EQ(recording.start(), 11'718'656);
  EXPECT_EQ(recording.events.back().t, 11'727'457);
  // A table of NumPy: 192 bytes of header, then (t i8, x i2, y i2, p u1, 3 unused). Its times are
  // wrong, so events are compared without their order.
  const std::string table = file_content(shared_data("events/evt3/gen41_hd_expelliarmus.npy"));
  ASSERT_EQ(table.size(), 192 + 16 * recording.events.size());
  std::vector<std::array<int, 3>> ours, theirs;
  for (std::size_t i = 0; i < recording.events.size(); ++i) {
    const Event& event = recording.events[i];
    ours.push_back({event.x, event.y, event.on});
    std::array<std::int16_t, 2> address{};
    std::memcpy(address.data(), table.data() + 192 + 16 * i + 8, sizeof address);
    theirs.push_back({address[0], address[1], table[192 + 16 * i + 12]});
  }
  std::ranges::sort(ours);
  std::ranges::sort(theirs);
  EXPECT_TRUE(ours == theirs);
}

}  // namespace
}  // namespace meniscus
