#include "tests/fuzz/hdf5_readers.hpp"

namespace meniscus {

// Any bytes as a file; the first one chooses the reader.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputBytes bytes(data, size);
  const std::uint8_t choice = take_choice(bytes);
  const FuzzedFile file(bytes, "input.h5");
  read_hdf5(file.path(), choice);
  return 0;
}

}  // namespace meniscus
