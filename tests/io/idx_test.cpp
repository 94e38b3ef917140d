#include "sim/io/idx.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;

/// gzip of "IDX": made by `printf IDX | gzip -n`.
const std::string gzipped_idx{
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xf3\x74\x89\x00\x00\x9a\x3c\xaf\x71\x03\x00\x00\x00",
    23};

std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

/// Two images of 2 x 3 with labels 4 and 9, to be spoilt.
class Idx : public testing::Test {
 protected:
  std::string images = big_endian(0x803) + big_endian(2) + big_endian(2) + big_endian(3) +
                       std::string("\x00\x01\x02\x03\x04\x05\xfa\xfb\xfc\xfd\xfe\xff", 12);
  std::string labels = big_endian(0x801) + big_endian(2) + "\x04\x09";
  TemporaryFolder folder;

  ImageSet load() const {
    write_file(folder / "images", images);
    write_file(folder / "labels", labels);
    return load_idx(folder / "images", folder / "labels");
  }

  /// The complaint without the folder's name.
  std::string complaint() const {
    return short_text(message_of<ConfigError>([&] { load(); }));
  }
  std::string short_text(std::string text) const {
    const std::string prefix = folder.path().string() + "/";
    if (const auto at = text.find(prefix); at != std::string::npos) text.erase(at, prefix.size());
    return text;
  }
  std::string complaint_of_pair(const std::string& first, const std::string& second) const {
    return short_text(message_of<ConfigError>([&] { load_idx(folder / first, folder / second); }));
  }

  /// Packs folder/name to folder/name.gz with the system's gzip.
  void pack(const std::string& name) const {
    const std::string command = "gzip -kn '" + (folder / name).string() + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
};

TEST_F(Idx, ReadsPlainFiles) {
  const ImageSet set = load();
  EXPECT_EQ(set.count, 2u);
  EXPECT_EQ(set.rows, 2u);
  EXPECT_EQ(set.columns, 3u);
  EXPECT_THAT(set.image(0), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(set.image(1), ElementsAre(250, 251, 252, 253, 254, 255));
  EXPECT_THAT(set.labels, ElementsAre(4, 9));
}

TEST_F(Idx, ReadsGzippedFilesAlike) {
  const ImageSet plain = load();
  pack("images");
  pack("labels");
  const ImageSet packed = load_idx(folder / "images.gz", folder / "labels.gz");
  EXPECT_EQ(packed.pixels, plain.pixels);
  EXPECT_EQ(packed.labels, plain.labels);
}

TEST_F(Idx, ReadsManyMegabytesWhole) {
  images = big_endian(0x803) + big_endian(2) + big_endian(3000) + big_endian(1000) +
           std::string(3'000'000, '\x07') + std::string(3'000'000, '\x08');
  const ImageSet set = load();
  EXPECT_EQ(set.image(0).back(), 7);
  EXPECT_EQ(set.image(1).front(), 8);
  EXPECT_EQ(set.image(1).back(), 8);
}

TEST_F(Idx, SwappedFilesAreTold) {
  std::swap(images, labels);
  EXPECT_EQ(complaint(),
            "images: expected magic 0x00000803 (IDX images of unsigned bytes), got 0x00000801 (IDX "
            "labels: are the two files swapped?)");
}

TEST_F(Idx, ImagesInPlaceOfLabelsAreTold) {
  labels = images;
  EXPECT_EQ(complaint(),
            "labels: expected magic 0x00000801 (IDX labels of unsigned bytes), got 0x00000803 (IDX "
            "images: are the two files swapped?)");
}

TEST_F(Idx, AnotherMagicIsTold) {
  images.replace(0, 4, big_endian(0x00000d03));  // IDX of floats
  EXPECT_EQ(complaint(),
            "images: expected magic 0x00000803 (IDX images of unsigned bytes), got 0x00000d03");
}

TEST_F(Idx, AnEmptyFileIsTold) {
  images.clear();
  EXPECT_EQ(complaint(), "images: truncated: ends at byte 0, inside the magic number");
}

TEST_F(Idx, AHeaderCutShortIsTold) {
  images.resize(14);
  EXPECT_EQ(complaint(), "images: truncated: ends at byte 14, inside the number of columns");
}

TEST_F(Idx, PixelsCutShortAreTold) {
  images.pop_back();
  EXPECT_EQ(complaint(),
            "images: truncated: expected 12 bytes after the header (2 images of 2 x 3), got 11");
}

TEST_F(Idx, BytesAfterThePixelsAreTold) {
  images += "x";
  EXPECT_EQ(complaint(),
            "images: expected 12 bytes after the header (2 images of 2 x 3), got more");
}

TEST_F(Idx, LabelsCutShortAreTold) {
  labels.pop_back();
  EXPECT_EQ(complaint(), "labels: truncated: expected 2 bytes after the header (2 labels), got 1");
}

TEST_F(Idx, BytesAfterTheLabelsAreTold) {
  labels += "x";
  EXPECT_EQ(complaint(), "labels: expected 2 bytes after the header (2 labels), got more");
}

TEST_F(Idx, AnotherNumberOfLabelsIsTold) {
  labels = big_endian(0x801) + big_endian(3) + "\x04\x09\x01";
  EXPECT_EQ(complaint(), "labels: expected 2 labels, one for each image, got 3");
}

TEST_F(Idx, NoImagesAreTold) {
  images.replace(4, 4, big_endian(0));
  EXPECT_EQ(complaint(), "images: expected a number of images > 0 at byte 4, got 0");
}

TEST_F(Idx, ImagesWithoutPixelsAreTold) {
  images.replace(12, 4, big_endian(0));
  EXPECT_EQ(complaint(), "images: expected a number of columns > 0 at byte 12, got 0");
}

TEST_F(Idx, AnAbsurdSizeIsToldBeforeMemoryIsTaken) {
  images.replace(4, 12, std::string(12, '\xff'));
  EXPECT_EQ(
      complaint(),
      "images: the header asks for 4294967295 images of 4294967295 x 4294967295, more than 4 GiB");
}

TEST_F(Idx, ALargeSizeThatIsNotThereTakesNoMemory) {
  images.replace(4, 12, big_endian(1000) + big_endian(2000) + big_endian(2000));
  EXPECT_EQ(
      complaint(),
      "images: truncated: expected 4000000000 bytes after the header (1000 images of 2000 x 2000), "
      "got 12");
}

TEST_F(Idx, AMissingFileIsTold) {
  load();
  EXPECT_EQ(complaint_of_pair("none", "labels"),
            "none: can't be opened: No such file or directory");
}

TEST_F(Idx, AFolderIsTold) {
  load();
  std::filesystem::create_directory(folder / "sub");
  EXPECT_EQ(complaint_of_pair("sub", "labels"), "sub: expected a file, got a folder");
}

TEST_F(Idx, AGzNameThatIsNotGzipIsTold) {
  load();
  write_file(folder / "images.gz", images);
  EXPECT_EQ(complaint_of_pair("images.gz", "labels"),
            "images.gz: expected a gzip file (first bytes 1f 8b), got 00 00");
}

TEST_F(Idx, GzipOfSomethingElseIsTold) {
  load();
  write_file(folder / "images.gz", gzipped_idx);
  EXPECT_EQ(complaint_of_pair("images.gz", "labels"),
            "images.gz: truncated: ends at byte 3, inside the magic number");
}

TEST_F(Idx, AGzipCutShortIsTold) {
  load();
  pack("images");
  std::string packed = file_content(folder / "images.gz");
  write_file(folder / "images.gz", packed.substr(0, packed.size() - 12));
  EXPECT_EQ(complaint_of_pair("images.gz", "labels"),
            "images.gz: truncated: the gzip data end too early");
}

TEST_F(Idx, AGzipWithAWrongChecksumIsTold) {
  load();
  pack("images");
  std::string packed = file_content(folder / "images.gz");
  char& checksum = packed[packed.size() - 8];
  checksum = static_cast<char>(checksum ^ 1);
  write_file(folder / "images.gz", packed);
  EXPECT_EQ(complaint_of_pair("images.gz", "labels"),
            "images.gz: damaged gzip data: incorrect data check");
}

}  // namespace
}  // namespace meniscus
