#include "sim/io/journal.hpp"

#include "sim/io/result_builder.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

// The file as it is, whose checksums keep most bytes out; records.cpp goes behind them.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_file({data, size}, "input.journal", [](const auto& file) {
    JournalReader reader(file);
    const FuzzedFile result({}, "output.h5");
    build_result(reader, result.path());
  });
  return 0;
}

}  // namespace meniscus
