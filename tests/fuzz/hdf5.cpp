#include "tests/fuzz/hdf5_readers.hpp"

/// HDF5 1.10 loses memory where it refuses a damaged file, which nobody outside of it can free.
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }

namespace meniscus {

// Any bytes as a file; the first one chooses the reader. New inputs soon end in crashes within HDF5
// 1.10 itself (at first in H5HG_read: a damaged heap of variable-length texts or lists), which its
// callers can't prevent; so tools/fuzz runs this target on its corpus only, unless it is asked for
// by name. What our readers make of whole files with anything in them is hdf5_contents.cpp's.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputBytes bytes(data, size);
  const std::uint8_t choice = take_choice(bytes);
  const FuzzedFile file(bytes, "input.h5");
  read_hdf5(file.path(), choice);
  return 0;
}

}  // namespace meniscus
