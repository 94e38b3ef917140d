#include "sim/io/datasets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::Each;
using testing::ElementsAre;

std::vector<int> histogram(const std::vector<std::uint8_t>& labels) {
  std::vector<int> counts(10);
  for (const std::uint8_t label : labels) ++counts.at(label);
  return counts;
}

std::vector<std::uint8_t> first_ten(const ImageSet& set) {
  return {set.labels.begin(), set.labels.begin() + 10};
}

double mean_pixel(const ImageSet& set) {
  const auto sum = std::accumulate(set.pixels.begin(), set.pixels.end(), std::uint64_t{0});
  return static_cast<double>(sum) / static_cast<double>(set.pixels.size());
}

void expect_mnist_sizes(const DataSet& set) {
  EXPECT_EQ(set.train.count, 60'000u);
  EXPECT_EQ(set.test.count, 10'000u);
  EXPECT_EQ(set.train.rows, 28u);
  EXPECT_EQ(set.train.columns, 28u);
  EXPECT_EQ(set.train.pixels.size(), 47'040'000u);
  EXPECT_EQ(set.classes, 10u);
}

TEST(DataSets, FashionMnistIsTheOneOfThePaper) {
  if (!std::filesystem::exists(default_path("fashion_mnist")))
    GTEST_SKIP() << "needs Debian's package dataset-fashion-mnist";
  const DataSet set = load_data_set("fashion_mnist", {});
  EXPECT_EQ(set.name, "fashion_mnist");
  expect_mnist_sizes(set);
  EXPECT_THAT(histogram(set.train.labels), Each(6000));
  EXPECT_THAT(histogram(set.test.labels), Each(1000));
  EXPECT_THAT(first_ten(set.train), ElementsAre(9, 0, 0, 3, 0, 2, 7, 2, 5, 5));
  EXPECT_THAT(first_ten(set.test), ElementsAre(9, 2, 1, 1, 6, 1, 4, 6, 5, 7));
  EXPECT_NEAR(mean_pixel(set.train) / 255, 0.2860, 5e-5);  // the mean everyone normalises with
}

TEST(DataSets, MnistIsLeCuns) {
  const auto folder = shared_data("mnist");
  if (folder.empty()) GTEST_SKIP() << "needs MENISCUS_DATA with mnist/";
  const DataSet set = load_data_set("mnist", folder);
  expect_mnist_sizes(set);
  EXPECT_THAT(histogram(set.train.labels),
              ElementsAre(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949));
  EXPECT_THAT(histogram(set.test.labels),
              ElementsAre(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009));
  EXPECT_THAT(first_ten(set.train), ElementsAre(5, 0, 4, 1, 9, 2, 1, 3, 1, 4));
  EXPECT_NEAR(mean_pixel(set.train) / 255, 0.1307, 5e-5);  // the mean everyone normalises with
}

/// A folder with four tiny files, whose names a test chooses.
class TinySet : public testing::Test {
 protected:
  void fill(const std::string& separator) const {
    const std::string count{"\x00\x00\x00\x01", 4};
    const std::string images = std::string{"\x00\x00\x08\x03", 4} + count + count + count + "p";
    const std::string labels = std::string{"\x00\x00\x08\x01", 4} + count + "\x02";
    for (const std::string part : {"train", "t10k"}) {
      write_file(folder / (part + "-images" + separator + "idx3-ubyte"), images);
      write_file(folder / (part + "-labels" + separator + "idx1-ubyte"), labels);
    }
  }
  TemporaryFolder folder;
};

TEST_F(TinySet, IsFoundUnderLeCunsNames) {
  fill("-");
  const DataSet set = load_data_set("mnist", folder.path());
  EXPECT_EQ(set.train.count, 1u);
  EXPECT_EQ(set.classes, 3u);
}

TEST_F(TinySet, IsFoundUnderDottedNames) {
  fill(".");
  EXPECT_EQ(load_data_set("mnist", folder.path()).test.image(0).front(), 'p');
}

TEST_F(TinySet, AMissingFileIsToldWithTheNamesLookedFor) {
  fill("-");
  std::filesystem::remove(folder / "t10k-labels-idx1-ubyte");
  EXPECT_EQ(
      message_of<ConfigError>([&] { load_data_set("mnist", folder.path()); }),
      folder.path().string() +
          ": expected a file t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz, found neither");
}

TEST_F(TinySet, TestImagesOfAnotherSizeAreTold) {
  fill("-");
  std::string images = file_content(folder / "t10k-images-idx3-ubyte");
  images[15] = 2;
  write_file(folder / "t10k-images-idx3-ubyte", images + "q");
  EXPECT_EQ(message_of<ConfigError>([&] { load_data_set("mnist", folder.path()); }),
            (folder / "t10k-images-idx3-ubyte").string() + ": images of 1 x 2 pixels, but " +
                (folder / "train-images-idx3-ubyte").string() + " has 1 x 1");
}

TEST(DataSets, AnUnknownNameIsTold) {
  EXPECT_EQ(message_of<ConfigError>([] { load_data_set("cifar", "."); }),
            "unknown data set \"cifar\", expected fashion_mnist or mnist");
}

TEST(DataSets, MnistNeedsAPath) {
  EXPECT_EQ(message_of<ConfigError>([] { load_data_set("mnist", {}); }),
            "data set mnist needs a path (a folder with train-images-idx3-ubyte.gz, "
            "train-labels-idx1-ubyte.gz and the same of t10k)");
}

TEST(DataSets, AMissingFolderIsTold) {
  EXPECT_EQ(message_of<ConfigError>([] { load_data_set("mnist", "no/such/folder"); }),
            "no/such/folder: no such folder for data set mnist");
}

TEST(DataSets, WithoutFashionMnistThePackageIsNamed) {
  if (std::filesystem::exists(default_path("fashion_mnist")))
    GTEST_SKIP() << "the package is installed";
  EXPECT_EQ(message_of<ConfigError>([] { load_data_set("fashion_mnist", {}); }),
            "/usr/share/datasets/fashion-mnist: no such folder for data set fashion_mnist (apt-get "
            "install dataset-fashion-mnist)");
}

}  // namespace
}  // namespace meniscus
