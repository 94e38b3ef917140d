#include "sim/io/idx.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

// A piece of labels, then the images.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputBytes bytes(data, size);
  const FuzzedFile labels(take_piece(bytes), "labels");
  const FuzzedFile images(bytes, "images");
  const std::string either = FuzzedFile::folder().string();
  allow_refusal(either, [&] {
    const ImageSet set = load_idx(images.path(), labels.path());
    require(set.labels.size() == set.count, "labels and images differ in number");
    require(set.pixels.size() == set.count * set.pixels_per_image(), "pixels are missing");
  });
  return 0;
}

}  // namespace meniscus
