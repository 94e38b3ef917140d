#include "sim/io/wav.hpp"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <memory>
#include <numeric>
#include <span>
#include <string_view>
#include <system_error>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr sf_count_t most_samples = sf_count_t{1} << 28;

[[noreturn]] void refuse(const std::filesystem::path& path, std::string message) {
  throw ConfigError({Diagnostic{{path.string()}, {}, std::move(message), {}}});
}

/// libsndfile reads what is there of a file that was cut off, so the header is held against the
/// file's size first. Programs that write into a pipe leave 0 or ~0 for the size they don't know.
void check_riff_header(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) refuse(path, "expected a file, got a folder");
  if (std::filesystem::is_fifo(path, error)) refuse(path, "expected a file, got a named pipe");
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(path, "can't be opened: " + std::generic_category().message(errno));
  std::array<char, 12> start{};
  file.read(start.data(), start.size());
  const std::string_view header(start.data(), static_cast<std::size_t>(file.gcount()));
  if (header.size() < start.size() || !header.starts_with("RIFF") || !header.ends_with("WAVE")) {
    refuse(path, "expected a WAV file (RIFF and WAVE in the first 12 bytes), got something else");
  }
  std::uint32_t size = 0;
  for (std::size_t i = 4; i-- > 0;) size = size << 8 | static_cast<std::uint8_t>(start[4 + i]);
  const std::uintmax_t there = std::filesystem::file_size(path);
  if (size == 0 || size == 0xffffffff || std::uintmax_t{size} + 8 <= there) return;
  refuse(path, fmt::format("truncated: the header says {} bytes, the file has {}",
                           std::uintmax_t{size} + 8, there));
}

using SoundFile = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

SoundFile open(const std::filesystem::path& path, SF_INFO& info) {
  SoundFile file(sf_open(path.c_str(), SFM_READ, &info), sf_close);
  if (!file) refuse(path, fmt::format("damaged WAV file: {}", sf_strerror(nullptr)));
  if (info.channels < 1 || info.samplerate < 1) {
    refuse(path, fmt::format("expected a channel and a sampling rate > 0, got {} channels at {} Hz",
                             info.channels, info.samplerate));
  }
  if (info.frames < 1) refuse(path, "expected at least one sample, got none");
  if (info.frames > most_samples) {
    refuse(path, fmt::format("expected at most {} samples, got {}", most_samples, info.frames));
  }
  return file;
}

/// Averages the channels of interleaved samples and appends the result. False if one isn't finite.
bool append_mean(std::span<const float> interleaved, std::size_t channels,
                 std::vector<float>& samples) {
  for (std::size_t first = 0; first < interleaved.size(); first += channels) {
    const auto frame = interleaved.subspan(first, channels);
    const double sum = std::accumulate(frame.begin(), frame.end(), 0.0);
    if (!std::isfinite(sum)) return false;
    samples.push_back(static_cast<float>(sum / static_cast<double>(channels)));
  }
  return true;
}

}  // namespace

Waveform load_wav(const std::filesystem::path& path) {
  check_riff_header(path);
  SF_INFO info{};
  const SoundFile file = open(path, info);
  const auto channels = static_cast<std::size_t>(info.channels);
  Waveform waveform{.rate = info.samplerate / 1e3, .samples = {}};
  constexpr sf_count_t piece = 1 << 14;
  std::vector<float> interleaved(piece * channels);
  // Memory grows with what the file really holds.
  while (const sf_count_t got = sf_readf_float(file.get(), interleaved.data(), piece)) {
    const std::span read(interleaved.data(), static_cast<std::size_t>(got) * channels);
    if (!append_mean(read, channels, waveform.samples)) {
      refuse(path, fmt::format("sample {}: expected a finite number", waveform.samples.size()));
    }
  }
  if (static_cast<sf_count_t>(waveform.samples.size()) != info.frames) {
    refuse(path, fmt::format("truncated: expected {} samples, got {}", info.frames,
                             waveform.samples.size()));
  }
  return waveform;
}

std::string sndfile_version() {
  const std::string_view name = sf_version_string();  // e.g. "libsndfile-1.2.0"
  return std::string(name.substr(name.find('-') + 1));
}

}  // namespace meniscus
