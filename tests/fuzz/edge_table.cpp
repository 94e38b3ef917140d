#include "sim/io/edge_file.hpp"
#include "sim/io/position_file.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const EdgeFileContext context{.sources = 10, .targets = 20, .weight = unit::mV};
  read_file({data, size}, "input.csv",
            [&](const auto& file) { read_edge_file(file, "/", context); });
  read_file({data, size}, "input.csv", [](const auto& file) { read_position_file(file); });
  return 0;
}

}  // namespace meniscus
