#include "sim/io/events.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_file({data, size}, "input.bin", [](const auto& file) {
    read_events(file, {.size = {34, 34}});
  });
  return 0;
}

}  // namespace meniscus
