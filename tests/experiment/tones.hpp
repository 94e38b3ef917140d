#pragma once

#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include "tests/io/temporary_folder.hpp"
#include "tests/io/wav_files.hpp"

namespace meniscus {

/// A folder of recordings named like spoken digits: three classes of tones (400, 900 and 1900 Hz),
/// each recording with its own length from 60 to 95 ms, loudness and pitch within 3 %; 60 for
/// training, 30 for testing.
class Tones {
 public:
  Tones() {
    for (int digit = 0; digit < 3; ++digit) {
      for (int k = 0; k < 15; ++k) {
        for (const char speaker : {'a', 'b'}) {
          const std::string name = std::to_string(digit) + "_" + speaker + "_" + std::to_string(k);
          write_file(folder_ / (name + ".wav"), tone(digit, k, speaker == 'a'));
        }
      }
    }
  }

  const TemporaryFolder& folder() const { return folder_; }

  /// A model file that classifies them. Line 4 is `data`, 5 to 8 `input`.
  std::string model() const {
    return "name: tones\nresolution: 1 ms\nexperiment: classify\n"
           "data: {set: fsdd, path: " +
           folder_.path().string() +
           ", train: 45, validation: 15, test: 30}\n"
           "input:\n"
           "  filter_bank: {kind: gammatone, channels: 12, low: 200 Hz, high: 3 kHz}\n"
           "  compression: {kind: log, dynamic_range: 100}\n"
           "  encoder: integrate_and_fire\n"
           "populations:\n"
           "  liquid: {model: lif_nalsm, size: 40}\n"
           "projections:\n"
           "  - {from: input, to: liquid, connect: {rule: fixed_indegree, indegree: 4}, "
           "weight: 6 mV, delay: 1 ms}\n"
           "  - {from: liquid, to: liquid, connect: {rule: fixed_indegree, indegree: 4}, "
           "weight: {constant: 2 mV, sign: random}, delay: 1 ms}\n"
           "readout: {features: {counts: liquid, windows: 2}, classifier: ridge}\n"
           "record: {spikes: [liquid], samples: 3}\n";
  }

  /// How long recording k is [ms].
  static int duration(int k, bool first) { return 60 + 5 * (k % 7) + (first ? 5 : 0); }

 private:
  static std::string tone(int digit, int k, bool first) {
    constexpr double frequencies[] = {400.0, 900.0, 1900.0};  // Hz
    const double frequency = frequencies[digit] * (0.97 + 0.01 * (k % 7));
    const double amplitude = 3000.0 * (1.0 + k % 5);
    std::vector<int> samples(static_cast<std::size_t>(8 * duration(k, first)));
    for (std::size_t n = 0; n < samples.size(); ++n) {
      const double turn = frequency * static_cast<double>(n) / 8000.0;
      samples[n] = static_cast<int>(amplitude * std::sin(2.0 * std::numbers::pi * turn));
    }
    return wav_file(1, 1, 8000, pcm(samples));
  }

  TemporaryFolder folder_;
};

}  // namespace meniscus
