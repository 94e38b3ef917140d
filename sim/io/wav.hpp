#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace meniscus {

/// A recording of sound, its channels averaged into one.
struct Waveform {
  double rate = 0.0;           ///< sampling rate [kHz]
  std::vector<float> samples;  ///< full scale is 1

  double duration() const { return static_cast<double>(samples.size()) / rate; }  ///< [ms]
};

/// Reads a RIFF WAV file of any encoding libsndfile knows. Throws ConfigError that names the file
/// when it can't be opened, is no WAV file, ends before its header says, holds no or more than 2^28
/// samples, or one that is not finite.
Waveform load_wav(const std::filesystem::path& path);

/// Version of libsndfile in use, e.g. "1.2.0".
std::string sndfile_version();

}  // namespace meniscus
