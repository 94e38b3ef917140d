#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "sim/io/events.hpp"
#include "tests/io/event_bytes.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {

/// For GoogleTest's messages and for comparing whole recordings.
inline bool operator==(const Event& a, const Event& b) {
  return a.t == b.t && a.x == b.x && a.y == b.y && a.on == b.on;
}
inline void PrintTo(const Event& e, std::ostream* out) {
  *out << "{" << e.t << ", " << e.x << ", " << e.y << ", " << (e.on ? "on" : "off") << "}";
}

namespace {

using testing::ElementsAre;
using testing::StartsWith;

// Recordings of a few events, byte by byte as the formats' descriptions have them.

class EventFormats : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& content) const {
    write_file(folder_ / name, content);
    return folder_ / name;
  }
  EventRecording read(const std::string& name, const std::string& content,
                      const EventFileHints& hints = {}) const {
    return read_events(write(name, content), hints);
  }
  /// What is wrong with the file, without the folder.
  std::string complaint(const std::string& name, const std::string& content,
                        const EventFileHints& hints = {}) const {
    const auto path = write(name, content);
    const std::string text = message_of<ConfigError>([&] { read_events(path, hints); });
    return text.starts_with(folder_.path().string())
               ? text.substr(folder_.path().string().size() + 1)
               : text;
  }

  static constexpr EventFileHints nmnist{.chip = {}, .size = {34, 34}};

 private:
  TemporaryFolder folder_;
};

TEST_F(EventFormats, NmnistEventsAreFiveBytes) {
  const std::string content = nmnist_event(3, 33, true, 0x7f'ffff) + nmnist_event(0, 1, false, 2);
  const EventRecording recording = read("1.bin", content, nmnist);
  EXPECT_THAT(recording.events, ElementsAre(Event{2, 0, 1, false}, Event{0x7f'ffff, 3, 33, true}));
  EXPECT_EQ(recording.start(), 0);
}

TEST_F(EventFormats, NmnistRowOf240MovesTheClockOn) {
  const std::string content =
      nmnist_event(1, 1, true, 5) + nmnist_event(0, 240, false, 0) + nmnist_event(2, 2, true, 6);
  EXPECT_THAT(read("1.bs2", content, nmnist).events,
              ElementsAre(Event{5, 1, 1, true}, Event{8192 + 6, 2, 2, true}));
}

TEST_F(EventFormats, Aedat2ReadsCochleasAndSkipsTheirClocksMarks) {
  const std::string header = "#!AER-DAT2.0\r\n# AEChip: ch.unizh.ini.jaer.chip.cochlea.CochleaLP\n";
  const std::string content = header + big(5u << 2 | 1u << 1 | 1u, 4) + big(100, 4) +
                              big(0x8000'0001u, 4) + big(110, 4) + big(63u << 2, 4) + big(120, 4);
  const EventRecording recording = read("a.aedat", content);
  EXPECT_EQ(recording.width, 64u);
  EXPECT_EQ(recording.height, 2u);
  EXPECT_THAT(recording.events, ElementsAre(Event{100, 5, 1, true}, Event{120, 63, 0, false}));
  EXPECT_EQ(recording.start(), 100);
}

TEST_F(EventFormats, Aedat2LeavesOutADavissFramesAndTriggers) {
  const std::string header = "#!AER-DAT2.0\n# AEChip: eu.seebetter.ini.chips.davis.DAVIS240C\n";
  const std::string content = header + big(179u << 22 | 239u << 12 | 1u << 11, 4) + big(7, 4) +
                              big(1u << 31, 4) + big(8, 4) + big(1u << 10, 4) + big(9, 4);
  EXPECT_THAT(read("a.aedat", content).events, ElementsAre(Event{7, 239, 179, true}));
}

TEST_F(EventFormats, Aedat2TimesArePositiveAndGoOnWhereTheyWrap) {
  const std::string content =
      "#!AER-DAT2.0\n" + big(1, 4) + big(0xffff'fff0u, 4) + big(1, 4) + big(16, 4);
  const EventRecording recording = read("a.aedat", content, {.chip = "dvs128", .size = {}});
  EXPECT_THAT(recording.events,
              ElementsAre(Event{0xffff'fff0, 0, 0, false}, Event{0x1'0000'0010, 0, 0, false}));
}

TEST_F(EventFormats, Aedat2DataMayBeginWithTheSignOfAHeaderLine) {
  const std::string content = "#!AER-DAT2.0\n" + big(0x2300'0001u, 4) + big(10, 4);
  EXPECT_THAT(read("a.aedat", content, {.chip = "dvs128", .size = {}}).events,
              ElementsAre(Event{10, 0, 0, false}));
}

TEST_F(EventFormats, Aedat2OfADvs128HasOnWhereBit0IsClearAndLeavesOutSpecialWords) {
  const std::string content = "#!AER-DAT2.0\n" + big(5u << 8 | 9u << 1, 4) + big(1, 4) +
                              big(5u << 8 | 9u << 1 | 1u, 4) + big(2, 4) + big(0x8000u, 4) +
                              big(3, 4) + big(0x8000'0000u, 4) + big(4, 4);
  EXPECT_THAT(read("a.aedat", content, {.chip = "dvs128", .size = {}}).events,
              ElementsAre(Event{1, 9, 5, true}, Event{2, 9, 5, false}));
}

TEST_F(EventFormats, Aedat2NeedsItsChip) {
  EXPECT_EQ(
      complaint("a.aedat", "#!AER-DAT2.0\n" + big(1, 8)),
      "a.aedat: byte 0: the header names no chip that is known, give one of dvs128, davis240, "
      "davis346, davis640, cochlea");
}

TEST_F(EventFormats, Aedat4IsReadPlainAndUnderBothCompressions) {
  const std::string xml =
      R"(<node><attr key="typeIdentifier" type="string">EVTS</attr><attr key="sizeX" type="int">)"
      R"(346</attr><attr key="sizeY" type="int">260</attr></node>)";
  const std::string first = aedat4_packet(1'000'000'000'000, 345, 259, true);
  const std::string second = aedat4_packet(1'000'000'000'009, 0, 1, false);
  using Frame = std::string (*)(const std::string&);
  const Frame plain = [](const std::string& content) { return content; };
  const std::pair<int, Frame> cases[] = {
      {0, plain}, {1, lz4_frame}, {2, lz4_frame}, {3, zstd_frame}, {4, zstd_frame}};
  for (const auto& [compression, frame] : cases) {
    const std::string packets = aedat4_framed(frame(first)) + aedat4_framed(frame(second));
    const EventRecording recording = read("a.aedat4", aedat4_file(compression, packets, xml));
    EXPECT_EQ(recording.width, 346u) << compression;
    EXPECT_EQ(recording.height, 260u) << compression;
    EXPECT_THAT(recording.events, ElementsAre(Event{1'000'000'000'000, 345, 259, true},
                                              Event{1'000'000'000'009, 0, 1, false}))
        << compression;
  }
}

TEST_F(EventFormats, Aedat4IgnoresPacketsThatHoldNoEvents) {
  const std::string imu = flat_buffer("IMUS", little(8, 8), little(0, 4));
  const std::string packets =
      aedat4_framed(little(imu.size(), 4) + imu) + aedat4_framed(aedat4_packet(5, 1, 2, true));
  EXPECT_THAT(read("a.aedat4", aedat4_file(0, packets), nmnist).events,
              ElementsAre(Event{5, 1, 2, true}));
}

TEST_F(EventFormats, Aedat4TellsWhatItsCompressionLacks) {
  const std::string broken = lz4_frame(aedat4_packet(5, 1, 2, true)).substr(0, 60);
  const std::string file = aedat4_file(1, aedat4_framed(broken));
  EXPECT_EQ(complaint("a.aedat4", file, nmnist),
            "a.aedat4: byte " + std::to_string(file.size() - 60) +
                ": expected a packet of 60 bytes compressed by LZ4");
}

TEST_F(EventFormats, Aedat4RefusesTimesBeforeItsClock) {
  const std::string file = aedat4_file(0, aedat4_framed(aedat4_packet(-1, 1, 2, true)));
  EXPECT_THAT(complaint("a.aedat4", file, nmnist),
              testing::EndsWith(": expected times from 0 on, got -1"));
}

TEST_F(EventFormats, DatEventsFollowTypeAndSize) {
  const std::string content = "% Data file containing CD events.\n% Width 304\n% Height 240\n" +
                              little(12, 1) + little(8, 1) + little(77, 4) +
                              little(1u << 28 | 239u << 14 | 303u, 4);
  const EventRecording recording = read("a.dat", content);
  EXPECT_EQ(recording.width, 304u);
  EXPECT_EQ(recording.height, 240u);
  EXPECT_THAT(recording.events, ElementsAre(Event{77, 303, 239, true}));
}

TEST_F(EventFormats, DatRefusesEventsOfOtherKinds) {
  EXPECT_EQ(complaint("a.dat", "% a\n" + little(14, 1) + little(8, 1), nmnist),
            "a.dat: byte 4: expected events of type 0 or 12 and size 8, got type 14 and size 8");
}

std::string evt2_high(std::uint32_t high) { return little(8u << 28 | high, 4); }

TEST_F(EventFormats, Evt2TimesAreTwoParts) {
  const std::string content =
      "% evt 2.0\n% geometry 640x480\n% end\n" + little(0, 4) + evt2_high(1000) +
      little(1u << 28 | 63u << 22 | 639u << 11 | 479u, 4) + evt2_high(0x0fff'ffff) +
      little(1u << 22 | 5u << 11 | 6u, 4) + evt2_high(1) + little(2u << 22, 4);
  const EventRecording recording = read("a.raw", content);
  EXPECT_EQ(recording.width, 640u);
  EXPECT_EQ(recording.height, 480u);
  constexpr std::int64_t round = std::int64_t{1} << 34;
  EXPECT_THAT(recording.events,
              ElementsAre(Event{64063, 639, 479, true}, Event{round - 63, 5, 6, false},
                          Event{round + 64 + 2, 0, 0, false}));
}

std::string evt3(std::uint32_t type, std::uint32_t value) { return little(type << 12 | value, 2); }

TEST_F(EventFormats, Evt3VectorsHoldAnEventPerBitAndMoveTheirBase) {
  const std::string content = "% format EVT3;height=720;width=1280\n" + evt3(2, 9) + evt3(8, 2) +
                              evt3(6, 3) + evt3(0, 719) + evt3(3, 0x800 | 100) + evt3(4, 0x801) +
                              evt3(5, 0x82) + evt3(2, 1279) + evt3(10, 1);
  const EventRecording recording = read("a.raw", content);
  EXPECT_EQ(recording.width, 1280u);
  EXPECT_EQ(recording.height, 720u);
  constexpr std::int64_t t = 2 << 12 | 3;
  EXPECT_THAT(recording.events, ElementsAre(Event{t, 100, 719, true}, Event{t, 111, 719, true},
                                            Event{t, 113, 719, true}, Event{t, 119, 719, true},
                                            Event{t, 1279, 719, false}));
}

TEST_F(EventFormats, Evt3TimesGoOnWhereTheyWrap) {
  const std::string content = "% evt 3.0\n" + evt3(8, 0xfff) + evt3(6, 0xfff) + evt3(2, 1) +
                              evt3(8, 0) + evt3(6, 0) + evt3(2, 2);
  EXPECT_THAT(read("a.raw", content, nmnist).events,
              ElementsAre(Event{0xff'ffff, 1, 0, false}, Event{0x100'0000, 2, 0, false}));
}

TEST_F(EventFormats, OtherFilesAreRefused) {
  EXPECT_EQ(complaint("a.txt", "hello"),
            "a.txt: byte 0: expected an event recording: a header #!AER-DAT2.0, #!AER-DAT4.0 or % "
            "(DAT, EVT), or a name that ends in .bin or .bs2");
  EXPECT_EQ(complaint("a.raw", "% evt 4.0\n"),
            "a.raw: byte 0: expected a header with \"% evt 2.0\" or \"% evt 3.0\"");
}

TEST_F(EventFormats, AChipIsForAedat2) {
  EXPECT_EQ(complaint("a.bin", nmnist_event(1, 1, true, 1), {.chip = "dvs128", .size = {34, 34}}),
            "a.bin: byte 0: expected AEDAT 2, the only format whose chip (dvs128) must be named");
}

TEST_F(EventFormats, TheSizeOfASensorMustBeKnown) {
  EXPECT_EQ(complaint("a.bin", nmnist_event(1, 1, true, 1)),
            "a.bin: the file doesn't say how large its sensor is (give its size)");
}

TEST_F(EventFormats, EventsOutsideTheSensorAreRefused) {
  EXPECT_EQ(
      complaint("a.bin", nmnist_event(33, 33, true, 1) + nmnist_event(34, 0, true, 2), nmnist),
      "a.bin: event 1: expected an address within 34 x 34, got (34, 0)");
}

TEST_F(EventFormats, PackedRecordingsAreUnpacked) {
  // gzip of one stored block; its CRC-32 is that of the event's five bytes.
  const std::string packed = "\x1f\x8b\x08" + std::string(6, '\0') + "\x03\x01" + little(5, 2) +
                             little(0xfffa, 2) + nmnist_event(1, 2, true, 3) +
                             little(0x29775c1c, 4) + little(5, 4);
  EXPECT_THAT(read("a.bin.gz", packed, nmnist).events, ElementsAre(Event{3, 1, 2, true}));
  EXPECT_THAT(complaint("a.bin.gz", packed.substr(0, 19), nmnist), StartsWith("a.bin.gz: trunc"));
}

/// A file of each format, all of whose parts matter.
std::vector<std::pair<std::string, std::string>> small_files() {
  const std::string packets = aedat4_framed(aedat4_packet(5, 1, 2, true));
  return {{"a.bin", nmnist_event(1, 1, true, 5) + nmnist_event(2, 2, true, 6)},
          {"b.aedat", "#!AER-DAT2.0\n# AEChip: DVS128\n" + big(3, 4) + big(10, 4)},
          {"c.aedat4", aedat4_file(0, packets, "EVTS")},
          {"d.aedat4", aedat4_file(1, aedat4_framed(lz4_frame(aedat4_packet(5, 1, 2, true))))},
          {"e.aedat4", aedat4_file(3, aedat4_framed(zstd_frame(aedat4_packet(5, 1, 2, true))))},
          {"f.dat", "% Width 34\n" + little(0, 1) + little(8, 1) + little(1, 4) + little(1, 4)},
          {"g.raw", "% evt 2.0\n" + evt2_high(1) + little(1, 4)},
          {"h.raw", "% evt 3.0\n" + evt3(8, 1) + evt3(3, 1) + evt3(4, 0xfff)}};
}

TEST_F(EventFormats, AnyBeginningOfAFileIsReadOrRefused) {
  for (const auto& [name, content] : small_files()) {
    EXPECT_EQ(complaint(name, content, nmnist), "nothing thrown");
    for (std::size_t size = 0; size < content.size(); ++size) {
      const std::string said = complaint(name, content.substr(0, size), nmnist);
      EXPECT_TRUE(said == "nothing thrown" || said.starts_with(name + ": ")) << said;
    }
  }
}

TEST_F(EventFormats, AnyDamageOfAByteIsReadOrRefused) {
  for (const auto& [name, content] : small_files()) {
    for (std::size_t at = 0; at < content.size(); ++at) {
      for (const int damage : {0x01, 0xff}) {
        std::string damaged = content;
        damaged[at] = static_cast<char>(damaged[at] ^ damage);
        const std::string said = complaint(name, damaged, nmnist);
        EXPECT_TRUE(said == "nothing thrown" || said.starts_with(name + ": ")) << said;
      }
    }
  }
}

}  // namespace
}  // namespace meniscus
