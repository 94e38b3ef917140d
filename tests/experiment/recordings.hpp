#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "tests/io/event_bytes.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {

/// A folder laid out like N-MNIST: three classes of 12 training and 3 test recordings, each of a
/// bar in a place of its own that flickers every 2 ms. A recording lasts 41 ms and one more per its
/// number in its class.
class BarRecordings {
 public:
  BarRecordings() {
    for (unsigned label = 0; label < 3; ++label) {
      for (unsigned i = 0; i < 15; ++i) write(label, i);
    }
  }

  const TemporaryFolder& folder() const { return folder_; }

  /// A model file that classifies it. Line 4 is `data`, 6 the liquid.
  std::string model(std::string_view data = "train: 24, validation: 12, test: 9") const {
    return "name: bars\nresolution: 1 ms\nexperiment: classify\n"
           "data: {set: nmnist, path: " +
           folder_.path().string() + ", downsample: 2, " + std::string(data) +
           "}\n"
           "populations:\n"
           "  liquid: {model: lif_nalsm, size: 40}\n"
           "projections:\n"
           "  - {from: input, to: liquid, connect: {rule: fixed_indegree, indegree: 60}, "
           "weight: 4 mV, delay: 1 ms}\n"
           "  - {from: liquid, to: liquid, connect: {rule: fixed_indegree, indegree: 4}, "
           "weight: {constant: 2 mV, sign: random}, delay: 1 ms}\n"
           "readout: {features: {counts: liquid}, classifier: ridge}\n"
           "record: {spikes: [input, liquid], samples: 3}\n";
  }

 private:
  void write(unsigned label, unsigned i) const {
    std::string content;
    for (unsigned frame = 0; frame <= 20; ++frame) {
      for (unsigned x = 0; x < 34; x += 3) {
        const unsigned y = 12 * label + (x + i) % 5;
        content += nmnist_event(x, y, frame % 2 == 0, 2000 * frame + x);
      }
    }
    content += nmnist_event(0, 12 * label, true, 1000 * (40 + i));
    const auto folder = folder_ / (i < 12 ? "Train" : "Test") / std::to_string(label);
    std::filesystem::create_directories(folder);
    write_file(folder / (std::to_string(100 + i) + ".bin"), content);
  }

  TemporaryFolder folder_;
};

}  // namespace meniscus
