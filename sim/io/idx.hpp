#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace meniscus {

/// Labelled grey-scale images of one size.
struct ImageSet {
  std::uint32_t count = 0;
  std::uint32_t rows = 0;            ///< [pixels]
  std::uint32_t columns = 0;         ///< [pixels]
  std::vector<std::uint8_t> pixels;  ///< image after image, row-major; 0 is background
  std::vector<std::uint8_t> labels;  ///< one per image

  std::size_t pixels_per_image() const { return std::size_t{rows} * columns; }
  std::span<const std::uint8_t> image(std::size_t i) const {
    return std::span(pixels).subspan(i * pixels_per_image(), pixels_per_image());
  }
};

/// Reads a pair of IDX files, plain or gzip (LeCun's MNIST format: big-endian u32 magic and
/// extents, then bytes; http://yann.lecun.com/exdb/mnist). Throws ConfigError naming the file and
/// the field unless both are complete, exact in length and of the same count.
ImageSet load_idx(const std::filesystem::path& images, const std::filesystem::path& labels);

/// The same without labels: all are 0.
ImageSet load_idx_images(const std::filesystem::path& images);

}  // namespace meniscus
