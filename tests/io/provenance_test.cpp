#include "sim/io/provenance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

TEST(Provenance, KnowsProgramMachineAndCommandLine) {
  const std::array<const char*, 5> arguments{"meniscus", "run", "my model.yaml", "--set",
                                             "a.b='x'"};
  const Provenance p = begin_provenance(arguments);
  EXPECT_EQ(p.program, "meniscus");
  EXPECT_THAT(p.version, MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_THAT(p.commit, MatchesRegex("unknown|[0-9a-f]+(-dirty)?"));
  EXPECT_THAT(p.compiler_flags, HasSubstr("-ffp-contract=off"));
  EXPECT_THAT(p.libraries, HasSubstr("HDF5 1."));
  EXPECT_THAT(p.system, HasSubstr("Linux"));
  EXPECT_GE(p.cores, 1u);
  EXPECT_EQ(p.command_line, R"(meniscus run 'my model.yaml' --set 'a.b='\''x'\''')");
  EXPECT_THAT(p.started, MatchesRegex("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
}

TEST(Provenance, MeasuresTimeAndMemoryOfTheRun) {
  Provenance p = begin_provenance({});
  std::vector<double> work(1 << 22, 1.0);
  double sum = 0.0;
  for (int pass = 0; pass < 5; ++pass)
    for (double& value : work) sum += value *= 0.999;
  end_provenance(p);
  EXPECT_GT(sum, 0.0);
  EXPECT_GT(p.wall_seconds, 0.0);
  EXPECT_GT(p.cpu_seconds, 0.0);
  EXPECT_LE(p.cpu_seconds, p.wall_seconds + 0.1);  // one thread, up to the clocks' grain
  EXPECT_GT(p.peak_memory_bytes, work.size() * sizeof(double));
  EXPECT_GE(p.finished, p.started);
}

TEST(Provenance, ChecksumsInputsWithTheCrcOfGzip) {
  const TemporaryFolder folder;
  write_file(folder / "data", "123456789");
  const InputFile input = describe_input(folder / "data");
  EXPECT_EQ(input.bytes, 9u);
  EXPECT_EQ(input.crc32, 0xCBF43926u);  // the check value every CRC-32 is known by
  EXPECT_EQ(message_of<IoError>([&] { describe_input(folder / "none"); }),
            (folder / "none").string() + ": can't be opened: No such file or directory");
}

TEST(Provenance, IsWrittenWithEveryMember) {
  const TemporaryFolder folder;
  Provenance p = begin_provenance({});
  p.seed = 42, p.threads = 2;
  p.original_yaml = "name: x\n", p.resolved_yaml = "name: x\nseed: 42\n";
  p.inputs = {{"images.gz", 10, 0xCBF43926u}};
  end_provenance(p);
  {
    ResultFile result(folder / "r.h5", false);
    write_begin(result, p);
    write_end(result, p);
    result.commit();
  }
  const Hdf5File file(folder / "r.h5", Hdf5File::Mode::read);
  EXPECT_THAT(
      file.names("/provenance"),
      ElementsAre("build_type", "command_line", "commit", "compiler", "compiler_flags", "cores",
                  "cpu_seconds", "finished", "folder", "inputs", "libraries", "model",
                  "original_yaml", "peak_memory_bytes", "processor", "program", "resolved_yaml",
                  "seed", "started", "system", "threads", "version", "wall_seconds"));
  EXPECT_THAT(file.read<std::uint64_t>("/provenance/seed"), ElementsAre(42));
  EXPECT_EQ(file.read_text("/provenance/resolved_yaml"), p.resolved_yaml);
  EXPECT_EQ(file.read_text("/provenance/original_yaml"), p.original_yaml);
  EXPECT_THAT(file.read_texts("/provenance/inputs/path"), ElementsAre("images.gz"));
  EXPECT_THAT(file.read<std::uint32_t>("/provenance/inputs/crc32"), ElementsAre(0xCBF43926u));
}

}  // namespace
}  // namespace meniscus
