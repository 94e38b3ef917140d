#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "tests/io/temporary_folder.hpp"

namespace meniscus {

/// A big-endian 32-bit number, as IDX has it.
inline std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

/// Writes one part of a data set: images of 8 x 8 pixels in three classes taking turns, of which
/// each has a bright band of its own and the rest is dark with some texture.
inline void write_bands(const std::filesystem::path& folder, const std::string& part,
                        std::uint32_t count) {
  std::string images = big_endian(0x803) + big_endian(count) + big_endian(8) + big_endian(8);
  std::string labels = big_endian(0x801) + big_endian(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    for (std::uint32_t row = 0; row < 8; ++row) {
      for (std::uint32_t column = 0; column < 8; ++column) {
        const std::uint32_t texture = (7 * i + 13 * row + 29 * column) % 31;
        images += static_cast<char>(row / 3 == i % 3 ? 200 + texture : texture);
      }
    }
    labels += static_cast<char>(i % 3);
  }
  write_file(folder / (part + "-images-idx3-ubyte"), images);
  write_file(folder / (part + "-labels-idx1-ubyte"), labels);
}

/// A folder with a data set of 120 training and 45 test images, easily told apart.
class Bands {
 public:
  Bands() {
    write_bands(folder_.path(), "train", 120);
    write_bands(folder_.path(), "t10k", 45);
  }

  const TemporaryFolder& folder() const { return folder_; }

  /// A model file that classifies it. Line 4 is `data`, 5 `input`, 7 the liquid, 9 and 10 its
  /// projections, 11 the readout and 12 what is recorded.
  std::string model(std::string_view readout = "classifier: ridge") const {
    return "name: bands\nresolution: 1 ms\nexperiment: classify\n"
           "data: {set: mnist, path: " +
           folder_.path().string() +
           ", train: 90, validation: 30, test: 45}\n"
           "input: {encoder: poisson_rate, max_rate: 200 Hz, duration: 40 ms}\n"
           "populations:\n"
           "  liquid: {model: lif_nalsm, size: 40}\n"
           "projections:\n"
           "  - {from: input, to: liquid, connect: {rule: fixed_indegree, indegree: 10}, "
           "weight: 4 mV, delay: 1 ms}\n"
           "  - {from: liquid, to: liquid, connect: {rule: fixed_indegree, indegree: 4}, "
           "weight: {constant: 2 mV, sign: random}, delay: 1 ms}\n"
           "readout: {features: {counts: liquid}, " +
           std::string(readout) +
           "}\n"
           "record: {spikes: [input, liquid], samples: 3}\n";
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace meniscus
