#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace meniscus {

/// A number as WAV has it.
inline std::string little_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xff);
  return text;
}

/// A WAV file byte by byte: format 1 is PCM of 16 bits, format 3 float of 32 bits.
inline std::string wav_file(std::uint32_t format, std::uint32_t channels, std::uint32_t rate,
                            const std::string& data) {
  const std::uint32_t bytes = format == 1 ? 2 : 4;
  const std::string chunks =
      "WAVEfmt " + little_endian(16, 4) + little_endian(format, 2) + little_endian(channels, 2) +
      little_endian(rate, 4) + little_endian(rate * channels * bytes, 4) +
      little_endian(channels * bytes, 2) + little_endian(8 * bytes, 2) + "data" +
      little_endian(static_cast<std::uint32_t>(data.size()), 4) + data;
  return "RIFF" + little_endian(static_cast<std::uint32_t>(chunks.size()), 4) + chunks;
}

/// Samples of 16 bits.
inline std::string pcm(const std::vector<int>& values) {
  std::string data;
  for (const int value : values) data += little_endian(static_cast<std::uint32_t>(value), 2);
  return data;
}

}  // namespace meniscus
