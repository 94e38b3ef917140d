#include "sim/io/idx.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/gzip.hpp"

namespace meniscus {

namespace {

constexpr std::uint32_t images_magic = 0x00000803;  ///< unsigned bytes in three dimensions
constexpr std::uint32_t labels_magic = 0x00000801;  ///< unsigned bytes in one dimension
constexpr std::uint64_t largest_content = std::uint64_t{4} << 30;  ///< [B]

/// One IDX file being read.
class IdxFile {
 public:
  explicit IdxFile(const std::filesystem::path& name) : name_(name.string()), reader_(name) {}

  [[noreturn]] void refuse(std::string message) const {
    throw ConfigError({Diagnostic{{name_}, {}, std::move(message), {}}});
  }

  std::uint32_t read_number(std::string_view field) {
    std::array<std::uint8_t, 4> bytes{};
    const std::size_t got = reader_.read(bytes);
    if (got < bytes.size())
      refuse(fmt::format("truncated: ends at byte {}, inside the {}", header_bytes_ + got, field));
    header_bytes_ += got;
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
           std::uint32_t{bytes[2]} << 8 | bytes[3];
  }

  std::uint32_t read_extent(std::string_view field) {
    const std::size_t at = header_bytes_;
    const std::uint32_t extent = read_number(field);
    if (extent == 0) refuse(fmt::format("expected a {} > 0 at byte {}, got 0", field, at));
    return extent;
  }

  /// `meaning` says in words what `size` is made of. Memory grows with what the file really holds.
  std::vector<std::uint8_t> read_rest(std::uint64_t size, std::string_view meaning) {
    constexpr std::uint64_t piece = 1 << 22;
    std::vector<std::uint8_t> bytes;
    while (bytes.size() < size) {
      const std::size_t start = bytes.size();
      bytes.resize(std::min(size, start + piece));
      const std::size_t got = reader_.read(std::span(bytes).subspan(start));
      if (got < bytes.size() - start)
        refuse(fmt::format("truncated: expected {} bytes after the header ({}), got {}", size,
                           meaning, start + got));
    }
    if (std::array<std::uint8_t, 1> more{}; reader_.read(more) > 0)
      refuse(fmt::format("expected {} bytes after the header ({}), got more", size, meaning));
    return bytes;
  }

 private:
  std::string name_;
  ByteReader reader_;
  std::size_t header_bytes_ = 0;
};

void require_magic(IdxFile& file, std::uint32_t expected, std::uint32_t other,
                   std::string_view what, std::string_view other_what) {
  const std::uint32_t magic = file.read_number("magic number");
  if (magic == expected) return;
  const std::string guess =
      magic == other ? fmt::format(" (IDX {}: are the two files swapped?)", other_what) : "";
  file.refuse(fmt::format("expected magic {:#010x} (IDX {} of unsigned bytes), got {:#010x}{}",
                          expected, what, magic, guess));
}

void read_images(const std::filesystem::path& name, ImageSet& set) {
  IdxFile file(name);
  require_magic(file, images_magic, labels_magic, "images", "labels");
  set.count = file.read_extent("number of images");
  set.rows = file.read_extent("number of rows");
  set.columns = file.read_extent("number of columns");
  const std::string extents = fmt::format("{} images of {} x {}", set.count, set.rows, set.columns);
  const std::uint64_t pixels = std::uint64_t{set.rows} * set.columns;
  if (pixels > largest_content / set.count)
    file.refuse(fmt::format("the header asks for {}, more than 4 GiB", extents));
  set.pixels = file.read_rest(set.count * pixels, extents);
}

void read_labels(const std::filesystem::path& name, ImageSet& set) {
  IdxFile file(name);
  require_magic(file, labels_magic, images_magic, "labels", "images");
  const std::uint32_t count = file.read_extent("number of labels");
  if (count != set.count)
    file.refuse(fmt::format("expected {} labels, one for each image, got {}", set.count, count));
  set.labels = file.read_rest(count, fmt::format("{} labels", count));
}

}  // namespace

ImageSet load_idx(const std::filesystem::path& images, const std::filesystem::path& labels) {
  ImageSet set;
  read_images(images, set);
  read_labels(labels, set);
  return set;
}

ImageSet load_idx_images(const std::filesystem::path& images) {
  ImageSet set;
  read_images(images, set);
  set.labels.assign(set.count, 0);
  return set;
}

}  // namespace meniscus
