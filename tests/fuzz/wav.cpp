#include "sim/io/wav.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_file({data, size}, "input.wav", [](const auto& file) {
    const Waveform sound = load_wav(file);
    require(sound.rate > 0.0 && !sound.samples.empty(), "a sound of no length");
  });
  return 0;
}

}  // namespace meniscus
