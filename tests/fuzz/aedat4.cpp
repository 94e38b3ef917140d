#include "sim/io/events.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_file({data, size}, "input.aedat4", [](const auto& file) { read_events(file); });
  read_file({data, size}, "input.aedat4", [](const auto& file) {
    read_events(file, {.size = {640, 480}});  // so that a file without a size is read on
  });
  return 0;
}

}  // namespace meniscus
