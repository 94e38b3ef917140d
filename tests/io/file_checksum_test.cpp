#include "sim/io/file_checksum.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "sim/io/result_file.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class FileChecksum : public testing::Test {
 protected:
  FileChecksum() {
    ResultFile result(name(), false);
    const SeriesId spikes = result.add(SpikeSeries{.population = "exc", .size = 9, .tick = 0.1});
    result.append(spikes, std::vector<Spike>{{Time{1}, 3}, {Time{4}, 8}});
    result.reached(1.0);
    result.write_number("/metrics/rate", 2.5, "Hz");
    result.write_text("/provenance/seed", "1");
    result.commit();
  }

  std::filesystem::path name() const { return folder_ / "r.h5"; }
  std::string verdict_on(const std::string& bytes) const {
    const auto file = folder_ / "judged.h5";
    std::filesystem::remove(file);  // some file systems write at once what replaces something
    write_file(file, bytes);
    return message_of<IoError>([&] { verify_checksum(file); });
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(FileChecksum, AResultIsIntactAsItWasWritten) {
  EXPECT_NO_THROW(verify_checksum(name()));
  // zlib.crc32 of the empty file's bytes is 0.
  EXPECT_EQ(verdict_on("\nmeniscus checksum crc32 00000000 of 00000000000000000000 bytes\n"),
            "nothing thrown");
}

TEST_F(FileChecksum, AFlippedBitInAnyByteIsSeen) {
  const std::string whole = file_content(name());
  std::fstream file(name(), std::ios::binary | std::ios::in | std::ios::out);
  const auto put = [&](std::size_t at, int byte) {
    file.seekp(static_cast<std::streamoff>(at)).put(static_cast<char>(byte)).flush();
  };
  for (std::size_t at = 0; at < whole.size(); ++at) {
    put(at, whole[at] ^ (1 << at % 8));
    ASSERT_THAT(message_of<IoError>([&] { verify_checksum(name()); }), HasSubstr("damaged")) << at;
    put(at, whole[at]);
  }
  EXPECT_NO_THROW(verify_checksum(name()));
}

TEST_F(FileChecksum, ATruncatedFileIsSeen) {
  const std::string whole = file_content(name());
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    ASSERT_THAT(verdict_on(whole.substr(0, length)), HasSubstr("truncated")) << length;
  }
}

TEST_F(FileChecksum, OtherReadersPassOverIt) {
  const Hdf5File file(name(), Hdf5File::Mode::read);
  EXPECT_THAT(file.read<std::uint64_t>("/spikes/exc/node_ids"), ElementsAre(3, 8));
}

TEST_F(FileChecksum, AMissingFileIsSaid) {
  EXPECT_THAT(message_of<IoError>([] { verify_checksum("/none/such.h5"); }),
              HasSubstr("/none/such.h5: can't be read: No such file or directory"));
}

}  // namespace
}  // namespace meniscus
