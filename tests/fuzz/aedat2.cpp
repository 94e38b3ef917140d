#include "sim/io/events.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

// The first byte chooses a chip as the user may, or none.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputBytes bytes(data, size);
  const std::size_t chip = take_choice(bytes) % (event_chips().size() + 1);
  const EventFileHints hints{.chip = chip == 0 ? "" : event_chips()[chip - 1]};
  read_file(bytes, "input.aedat", [&](const auto& file) { read_events(file, hints); });
  return 0;
}

}  // namespace meniscus
