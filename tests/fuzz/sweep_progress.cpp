#include "sim/io/sweep_progress.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_file({data, size}, "input.progress", [](const auto& file) {
    const SweepProgress progress(file);
    for (const auto& [number, run] : progress.runs()) {
      std::uint64_t again = 0;
      SweepRun result;
      require(read_line(line_of(number, run), again, result) && again == number,
              "a run that can't be written");
    }
    read_identity(progress.identity(), file.string());
  });
  return 0;
}

}  // namespace meniscus
