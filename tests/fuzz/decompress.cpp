#include "sim/io/decompress.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

// The first byte says how large the content may be; each unpacker gets the rest.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputBytes bytes(data, size);
  const std::size_t most = std::size_t{16} * take_choice(bytes);
  for (const auto unpack : {unpack_lz4, unpack_zstd}) {
    const auto content = unpack(bytes, most);
    require(!content || content->size() <= most, "more content than allowed");
  }
  return 0;
}

}  // namespace meniscus
