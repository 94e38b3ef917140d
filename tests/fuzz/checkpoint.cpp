#include "sim/io/checkpoint.hpp"

#include "tests/fuzz/target.hpp"

namespace meniscus {

// As a file or, if the first byte is odd, as the content of one with a right checksum.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputBytes bytes(data, size);
  const bool has_checksum = take_choice(bytes) % 2 == 1;
  const FuzzedFile file(bytes, "input.h5.checkpoint");
  if (has_checksum) {
    Journal journal(file.path(), Journal::Existing::replace);
    journal.append(std::span(&bytes, 1));
  }
  const std::filesystem::path result = std::filesystem::path(file.path()).replace_extension();
  allow_refusal(result.string(), [&] { read_checkpoint(result); });
  return 0;
}

}  // namespace meniscus
