#include "sim/io/byte_cursor.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_file({data, size}, "input.gz", [](const auto& file) { file_bytes(file); });
  return 0;
}

}  // namespace meniscus
