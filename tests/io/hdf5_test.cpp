#include "sim/io/hdf5.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <class T>
class Hdf5Numbers : public testing::Test {};
using NumberTypes = testing::Types<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t,
                                   std::int64_t, float, double>;
TYPED_TEST_SUITE(Hdf5Numbers, NumberTypes);

TYPED_TEST(Hdf5Numbers, ComeBackAsWrittenAtBothEndsOfTheirRange) {
  const TemporaryFolder folder;
  const std::vector<TypeParam> values{std::numeric_limits<TypeParam>::lowest(), 0, 1,
                                      std::numeric_limits<TypeParam>::max()};
  {
    Hdf5File file(folder / "a.h5", Hdf5File::Mode::create);
    file.write_vector("/vector", values);
    file.write_matrix("/deep/in/matrix", 2, 2, values);
    file.write_number("/number", values.back());
    file.write_attribute("/vector", "one", values.back());
    file.write_attribute("/vector", "many", values);
    file.close();
  }
  const Hdf5File file(folder / "a.h5", Hdf5File::Mode::read);
  EXPECT_EQ(file.read<TypeParam>("/vector"), values);
  EXPECT_EQ(file.read<TypeParam>("/deep/in/matrix"), values);
  EXPECT_THAT(file.shape("/deep/in/matrix"), ElementsAre(2, 2));
  EXPECT_THAT(file.read<TypeParam>("/number"), ElementsAre(values.back()));
  EXPECT_TRUE(file.shape("/number").empty());
  EXPECT_THAT(file.read_attribute<TypeParam>("/vector", "one"), ElementsAre(values.back()));
  EXPECT_EQ(file.read_attribute<TypeParam>("/vector", "many"), values);
}

class Hdf5 : public testing::Test {
 protected:
  std::filesystem::path name() const { return folder / "a.h5"; }
  TemporaryFolder folder;
};

TEST_F(Hdf5, NamesTheStoredTypes) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  file.write_vector("/f", std::vector<float>{1});
  file.write_vector("/u", std::vector<std::uint16_t>{1});
  file.write_vector("/i", std::vector<std::int64_t>{1});
  file.write_text("/t", "x");
  EXPECT_EQ(file.type("/f"), "f32");
  EXPECT_EQ(file.type("/u"), "u16");
  EXPECT_EQ(file.type("/i"), "i64");
  EXPECT_EQ(file.type("/t"), "text");
}

TEST_F(Hdf5, TextsComeBackWithUmlautsAndEmpty) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  const std::vector<std::string> texts{"", "Lapicque µV", "two\nlines"};
  file.write_texts("/texts", texts);
  file.write_texts("/none", {});
  file.write_text("/text", texts[1]);
  file.write_attribute("/text", "units", "µV");
  EXPECT_EQ(file.read_texts("/texts"), texts);
  EXPECT_TRUE(file.read_texts("/none").empty());
  EXPECT_EQ(file.read_text("/text"), texts[1]);
  EXPECT_EQ(file.read_text_attribute("/text", "units"), "µV");
}

TEST_F(Hdf5, EnumerationsComeBackByName) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  const std::vector<std::string> members{"none", "by_id", "by_time"};
  file.write_enum_attribute("/", "sorting", members, 2);
  EXPECT_EQ(file.read_enum_attribute("/", "sorting"), "by_time");
  EXPECT_EQ(file.attribute_type("/", "sorting"), "enum u8");
}

TEST_F(Hdf5, AnAttributeIsReplacedByItsNewValue) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  file.write_attribute("/", "a", std::uint32_t{1});
  file.write_attribute("/", "a", "text");
  EXPECT_EQ(file.read_text_attribute("/", "a"), "text");
}

TEST_F(Hdf5, ListsAGroupInAlphabeticalOrder) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  file.create_group("/g/zebra");
  file.write_number("/g/ant", 1.0);
  EXPECT_THAT(file.names("/g"), ElementsAre("ant", "zebra"));
  EXPECT_TRUE(file.contains("/"));
  EXPECT_TRUE(file.contains("/g/ant"));
  EXPECT_FALSE(file.contains("/g/bee"));
  EXPECT_FALSE(file.contains("/h/ant/deeper"));
}

TEST_F(Hdf5, EmptyDatasetsKeepTheirExtents) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  file.write_vector("/vector", std::vector<double>{});
  file.write_matrix("/matrix", 0, 3, std::vector<float>{});
  EXPECT_THAT(file.shape("/vector"), ElementsAre(0));
  EXPECT_THAT(file.shape("/matrix"), ElementsAre(0, 3));
  EXPECT_TRUE(file.read<double>("/vector").empty());
}

TEST_F(Hdf5, LargeDatasetsAreCompressedAndComeBack) {
  std::vector<double> values(300'000);
  std::iota(values.begin(), values.end(), 0.0);
  {
    Hdf5File file(name(), Hdf5File::Mode::create);
    file.write_vector("/vector", values);
    file.write_matrix("/wide", 3, 100'000, values);
    file.write_matrix("/tall", 100'000, 3, values);
    file.close();
  }
  EXPECT_LT(std::filesystem::file_size(name()), 3 * 8 * values.size() / 3);
  const Hdf5File file(name(), Hdf5File::Mode::read);
  EXPECT_EQ(file.read<double>("/vector"), values);
  EXPECT_EQ(file.read<double>("/wide"), values);
  EXPECT_EQ(file.read<double>("/tall"), values);
}

TEST_F(Hdf5, DamageInsideALargeDatasetIsSeen) {
  // Noise that does not compress, so that most of the file is this dataset's bytes.
  std::vector<std::uint64_t> values(20'000);
  std::uint64_t state = 1;
  for (auto& value : values) value = state = state * 6364136223846793005u + 1442695040888963407u;
  {
    Hdf5File file(name(), Hdf5File::Mode::create);
    file.write_vector("/vector", values);
    file.close();
  }
  std::string bytes = file_content(name());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_file(name(), bytes);
  const Hdf5File file(name(), Hdf5File::Mode::read);
  EXPECT_THROW(file.read<std::uint64_t>("/vector"), IoError);
}

TEST_F(Hdf5, EqualContentGivesEqualBytes) {
  for (const char* name : {"a.h5", "b.h5"}) {
    Hdf5File file(folder / name, Hdf5File::Mode::create);
    file.write_vector("/g/vector", std::vector<double>(5000, 1.5));
    file.write_text("/g/text", "x");
    file.close();
  }
  EXPECT_EQ(file_content(folder / "a.h5"), file_content(folder / "b.h5"));
}

TEST_F(Hdf5, PiecesAreOneDatasetAcrossChunksAndConverted) {
  std::vector<std::uint64_t> expected;
  {
    Hdf5File file(name(), Hdf5File::Mode::create);
    Hdf5Pieces series(file, "/series", Hdf5Type::u64, {49'000});
    for (std::uint32_t piece = 0; piece < 50; ++piece) {
      std::vector<std::uint32_t> values(piece * 40);
      std::iota(values.begin(), values.end(), piece);
      series.append(values);
      expected.insert(expected.end(), values.begin(), values.end());
    }
    ASSERT_EQ(expected.size(), 49'000u);
    file.close();
    EXPECT_THROW(series.append(std::vector<std::uint32_t>{1}), IoError);
  }
  const Hdf5File file(name(), Hdf5File::Mode::read);
  EXPECT_EQ(file.read<std::uint64_t>("/series"), expected);
}

TEST_F(Hdf5, RowsWrittenInPiecesGiveTheBytesOfAMatrixWrittenAtOnce) {
  const std::vector<float> values(3000 * 7, 0.25f);
  {
    Hdf5File file(folder / "a.h5", Hdf5File::Mode::create);
    file.write_matrix("/m", 3000, 7, values);
    file.close();
  }
  {
    Hdf5File file(folder / "b.h5", Hdf5File::Mode::create);
    Hdf5Pieces rows(file, "/m", Hdf5Type::f32, {3000, 7});
    rows.append(std::span(values).first(7 * 1234));
    rows.append(std::span(values).subspan(7 * 1234));
    file.close();
  }
  EXPECT_EQ(file_content(folder / "a.h5"), file_content(folder / "b.h5"));
}

TEST_F(Hdf5, HalfARowIsNoPiece) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  Hdf5Pieces rows(file, "/m", Hdf5Type::f32, {3, 7});
  EXPECT_THROW(rows.append(std::vector<float>(10)), std::invalid_argument);
  EXPECT_THROW(rows.append(std::vector<float>(28)), IoError) << "more than there is room for";
}

TEST_F(Hdf5, RoundedMatricesAreFloatsOnDisk) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  const std::vector<double> values{0.1, -std::numeric_limits<double>::infinity(), 1e-3, 70.0};
  file.write_rounded_matrix("/m", 2, 2, values);
  EXPECT_EQ(file.type("/m"), "f32");
  EXPECT_THAT(file.read<float>("/m"), ElementsAre(0.1f, -HUGE_VALF, 1e-3f, 70.0f));
}

TEST_F(Hdf5, ReadsANarrowerTypeButNoWiderOrOtherOne) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  file.write_vector("/u32", std::vector<std::uint32_t>{7});
  file.write_vector("/i64", std::vector<std::int64_t>{-7});
  file.write_vector("/f64", std::vector<double>{0.5});
  EXPECT_THAT(file.read<std::uint64_t>("/u32"), ElementsAre(7));
  EXPECT_THAT(file.read<std::int64_t>("/u32"), ElementsAre(7));
  EXPECT_EQ(message_of<IoError>([&] { file.read<std::uint8_t>("/u32"); }),
            name().string() + ": /u32: expected u8, got u32");
  EXPECT_EQ(message_of<IoError>([&] { file.read<std::uint64_t>("/i64"); }),
            name().string() + ": /i64: expected u64, got i64");
  EXPECT_EQ(message_of<IoError>([&] { file.read<float>("/f64"); }),
            name().string() + ": /f64: expected f32, got f64");
  EXPECT_EQ(message_of<IoError>([&] { file.read_text("/f64"); }),
            name().string() + ": /f64: expected text, got f64");
}

TEST_F(Hdf5, SaysInOneLineWhatWentWrong) {
  EXPECT_EQ(message_of<IoError>([&] { Hdf5File(folder / "none.h5", Hdf5File::Mode::read); }),
            (folder / "none.h5").string() + ": can't open: No such file or directory");
  write_file(folder / "text.h5", "not HDF5 at all");
  EXPECT_EQ(message_of<IoError>([&] { Hdf5File(folder / "text.h5", Hdf5File::Mode::read); }),
            (folder / "text.h5").string() + ": can't open: file signature not found");
  Hdf5File file(name(), Hdf5File::Mode::create);
  file.write_number("/n", 1.0);
  EXPECT_EQ(message_of<IoError>([&] { file.write_number("/n", 2.0); }),
            name().string() + ": can't create /n: name already exists");
  EXPECT_EQ(message_of<IoError>([&] { file.read<double>("/missing"); }),
            name().string() + ": can't open /missing: object 'missing' doesn't exist");
  EXPECT_EQ(message_of<IoError>([&] { file.read_attribute<double>("/n", "units"); }),
            name().string() + ": can't open attribute units: can't locate attribute: 'units'");
}

TEST_F(Hdf5, ADatasetLargerThanItsFileCanHoldIsRefused) {
  constexpr std::uint64_t many = std::uint64_t{1} << 30;
  Hdf5File file(name(), Hdf5File::Mode::create);
  { const Hdf5Pieces unwritten(file, "/a", Hdf5Type::u8, {many}); }
  EXPECT_THAT(message_of<IoError>([&] { file.read<std::uint8_t>("/a"); }),
              HasSubstr("a.h5: /a: claims to hold 1073741824 values, more than a file of "));
  { const Hdf5Pieces few(file, "/b", Hdf5Type::u8, {1 << 20}); }
  EXPECT_EQ(file.read<std::uint8_t>("/b"), std::vector<std::uint8_t>(1 << 20));
}

TEST_F(Hdf5, AMatrixOfTheWrongSizeIsRefused) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  EXPECT_THROW(file.write_matrix("/m", 2, 3, std::vector<double>(5)), std::invalid_argument);
  EXPECT_FALSE(file.contains("/m"));
}

}  // namespace
}  // namespace meniscus
