#include "sim/io/wav.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/io/wav_files.hpp"

namespace meniscus {
namespace {

class Wav : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& content) const {
    write_file(folder / "sound.wav", content);
    return folder / "sound.wav";
  }
  /// What load_wav says about a file, without the file's name.
  std::string complaint(const std::string& content) const {
    const auto path = file(content);
    const std::string text = message_of<ConfigError>([&] { load_wav(path); });
    EXPECT_TRUE(text.starts_with(path.string() + ": ")) << text;
    return text.substr(std::min(text.size(), path.string().size() + 2));
  }

  TemporaryFolder folder;
};

TEST_F(Wav, OfSixteenBitsIsReadWithFullScaleOne) {
  const Waveform sound = load_wav(file(wav_file(1, 1, 8000, pcm({0, 16384, -32768, 1}))));
  EXPECT_EQ(sound.rate, 8.0);
  EXPECT_EQ(sound.samples, (std::vector<float>{0.0f, 0.5f, -1.0f, 1.0f / 32768.0f}));
  EXPECT_EQ(sound.duration(), 0.5);
}

TEST_F(Wav, OfSeveralChannelsIsTheirMean) {
  const Waveform sound = load_wav(file(wav_file(1, 2, 44100, pcm({16384, 0, -32768, 16384}))));
  EXPECT_EQ(sound.rate, 44.1);
  EXPECT_EQ(sound.samples, (std::vector<float>{0.25f, -0.25f}));
}

TEST_F(Wav, LongerThanAPieceIsReadCompletely) {
  std::vector<int> ramp(100'001);
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<int>(i % 30'000);
  const Waveform sound = load_wav(file(wav_file(1, 1, 8000, pcm(ramp))));
  ASSERT_EQ(sound.samples.size(), ramp.size());
  for (std::size_t i = 0; i < ramp.size(); ++i) {
    ASSERT_EQ(sound.samples[i], static_cast<float>(ramp[i]) / 32768.0f) << i;
  }
}

TEST_F(Wav, ThatIsNoneIsRefused) {
  const std::string expected =
      "expected a WAV file (RIFF and WAVE in the first 12 bytes), got something else";
  EXPECT_EQ(complaint(""), expected);
  EXPECT_EQ(complaint("RIFF"), expected);
  EXPECT_EQ(complaint(std::string(1000, 'x')), expected);
  EXPECT_EQ(complaint(wav_file(1, 1, 8000, "").replace(8, 4, "AVI ")), expected);
}

TEST_F(Wav, ThatWasCutOffIsRefused) {
  const std::string whole = wav_file(1, 1, 8000, pcm(std::vector<int>(500, 7)));
  EXPECT_EQ(complaint(whole.substr(0, 900)),
            "truncated: the header says 1044 bytes, the file has 900");
}

TEST_F(Wav, WithoutSamplesOrAFormatIsRefused) {
  EXPECT_EQ(complaint(wav_file(1, 1, 8000, "")), "expected at least one sample, got none");
  EXPECT_TRUE(complaint(wav_file(1, 0, 8000, pcm({1, 2}))).starts_with("damaged WAV file: "));
  EXPECT_TRUE(complaint("RIFF" + little_endian(4, 4) + "WAVE").starts_with("damaged WAV file: "));
}

TEST_F(Wav, WithASampleThatIsNoNumberIsRefused) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::string data(8, '\0');
  std::copy_n(reinterpret_cast<const char*>(&nan), 4, data.begin() + 4);
  EXPECT_EQ(complaint(wav_file(3, 1, 8000, data)), "sample 1: expected a finite number");
}

TEST_F(Wav, SurvivesEveryCutAndEveryDamagedHeaderByte) {
  const std::string whole = wav_file(1, 1, 8000, pcm({1, 2, 3, 4}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THROW(load_wav(file(whole.substr(0, size))), ConfigError) << size;
  }
  for (std::size_t at = 0; at < 44; ++at) {
    for (const char byte : {'\x00', '\x7f', '\xff'}) {
      std::string damaged = whole;
      damaged[at] = byte;
      try {
        EXPECT_LE(load_wav(file(damaged)).samples.size(), 8u);
      } catch (const ConfigError&) {
      }
    }
  }
}

TEST_F(Wav, ThatIsAFolderOrMissingIsRefused) {
  EXPECT_EQ(message_of<ConfigError>([&] { load_wav(folder.path()); }),
            folder.path().string() + ": expected a file, got a folder");
  EXPECT_EQ(message_of<ConfigError>([&] { load_wav(folder / "no.wav"); }),
            (folder / "no.wav").string() + ": can't be opened: No such file or directory");
}

TEST(SpokenDigitFiles, HoldTheirSamples) {
  const auto digits = shared_data("audio/fsdd");
  if (digits.empty()) GTEST_SKIP() << "needs MENISCUS_DATA with audio/fsdd";
  std::size_t files = 0, samples = 0, shortest = SIZE_MAX, longest = 0;
  for (const auto& entry : std::filesystem::directory_iterator(digits)) {
    if (entry.path().extension() != ".wav") continue;
    const Waveform sound = load_wav(entry.path());
    // 44 bytes of header, two per sample.
    ASSERT_EQ(sound.samples.size(), (entry.file_size() - 44) / 2) << entry.path();
    ASSERT_EQ(sound.rate, 8.0);
    ++files;
    samples += sound.samples.size();
    shortest = std::min(shortest, sound.samples.size());
    longest = std::max(longest, sound.samples.size());
  }
  EXPECT_EQ(files, 3000u);
  EXPECT_EQ(shortest, 1148u);
  EXPECT_EQ(longest, 18262u);
  EXPECT_EQ(std::llround(static_cast<double>(samples) / 8000.0), 1312);
}

}  // namespace
}  // namespace meniscus
