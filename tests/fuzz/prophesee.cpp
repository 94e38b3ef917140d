#include "sim/io/events.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

// DAT, EVT 2 and EVT 3: the name tells DAT from the others, which the first byte chooses.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputBytes bytes(data, size);
  const std::uint8_t choice = take_choice(bytes);
  const EventFileHints hints{.size = (choice & 2) == 0 ? SensorSize{} : SensorSize{2048, 2048}};
  read_file(bytes, (choice & 1) == 0 ? "input.dat" : "input.raw",
            [&](const auto& file) { read_events(file, hints); });
  return 0;
}

}  // namespace meniscus
