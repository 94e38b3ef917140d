#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>
#include <set>

#include "sim/core/format.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/sonata.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

/// `meniscus convert` in a folder with a file of spikes.
class Convert : public testing::Test {
 protected:
  Outcome convert(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {MENISCUS_PROGRAM, "convert"});
    return Program(arguments, folder_.path()).wait();
  }

  /// Three populations; `inh` never fires.
  void write_spike_file() const {
    Hdf5File file(folder_ / "spikes.h5", Hdf5File::Mode::create);
    write_spikes(file, "exc", std::array{2.5, 0.1, 2.5}, std::array<std::uint64_t, 3>{3, 0, 1});
    write_extent(file, "exc", {.size = 10, .duration_ms = 5.0});
    write_spikes(file, "inh", {}, {});
    write_extent(file, "inh", {.size = 4, .duration_ms = 5.0});
    write_spikes(file, "other", std::array{2.5}, std::array<std::uint64_t, 1>{1});
    write_extent(file, "other", {.size = 2, .duration_ms = 5.0});
    file.close();
  }
  std::string content(const std::string& name) const { return file_content(folder_ / name); }
  bool exists(const std::string& name) const { return std::filesystem::exists(folder_ / name); }

  /// Expects exit status 2, `message` and no file `output`.
  void expect_refusal(const Outcome& outcome, const std::string& message,
                      const std::string& output) const {
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.errors, HasSubstr(message));
    EXPECT_FALSE(exists(output));
  }

  TemporaryFolder folder_;
};

TEST_F(Convert, HelpListsFormatsAndConversions) {
  const Outcome outcome = convert({"--help"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.output, AllOf(HasSubstr(".gdf"), HasSubstr("spikes to csv")));
}

TEST_F(Convert, GdfNumbersNeuronsFromOneThroughAllPopulations) {
  write_spike_file();
  const Outcome outcome = convert({"spikes.h5", "out.gdf"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(content("out.gdf"), "1\t0.1\n2\t2.5\n4\t2.5\n16\t2.5\n");
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("exc: neuron i has id 1 + i, up to 10"),
                                    HasSubstr("inh: neuron i has id 11 + i, up to 14"),
                                    HasSubstr("other: neuron i has id 15 + i, up to 16")));
}

TEST_F(Convert, CsvNamesThePopulation) {
  write_spike_file();
  EXPECT_EQ(convert({"spikes.h5", "out.csv"}).status, 0);
  EXPECT_EQ(content("out.csv"),
            "time_ms,population,neuron\n0.1,exc,0\n2.5,exc,1\n2.5,exc,3\n2.5,other,1\n");
}

TEST_F(Convert, PopulationsAreTakenInTheOrderAskedFor) {
  write_spike_file();
  EXPECT_EQ(
      convert({"spikes.h5", "out.gdf", "--population", "other", "--population", "exc"}).status, 0);
  EXPECT_EQ(content("out.gdf"), "3\t0.1\n2\t2.5\n4\t2.5\n6\t2.5\n");
}

TEST_F(Convert, APopulationWithoutSpikesGivesAnEmptyFile) {
  write_spike_file();
  EXPECT_EQ(convert({"spikes.h5", "out.gdf", "--population", "inh"}).status, 0);
  EXPECT_TRUE(exists("out.gdf"));
  EXPECT_EQ(content("out.gdf"), "");
}

TEST_F(Convert, FormatsCanBeGivenWhereTheNameSaysNone) {
  write_spike_file();
  std::filesystem::rename(folder_ / "spikes.h5", folder_ / "spikes");
  expect_refusal(convert({"spikes", "out"}), "its extension says no format", "out");
  EXPECT_EQ(convert({"spikes", "out", "--from", "spikes", "--to", "csv"}).status, 0);
  EXPECT_THAT(content("out"), HasSubstr("2.5,exc,3\n"));
}

TEST_F(Convert, UnknownFormatsAndPopulationsAreToldWithTheNearestName) {
  write_spike_file();
  expect_refusal(convert({"spikes.h5", "out.gdf", "--population", "ex"}), "did you mean \"exc\"?",
                 "out.gdf");
  expect_refusal(convert({"spikes.h5", "out.gdf", "--to", "cvs"}), "did you mean \"csv\"?",
                 "out.gdf");
  expect_refusal(convert({"spikes.h5", "out.xyz"}), "gdf (.gdf)", "out.xyz");
  expect_refusal(convert({"none.h5", "out.gdf"}), "none.h5: no such file", "out.gdf");
}

TEST_F(Convert, AnExistingFileIsReplacedOnlyOnDemand) {
  write_spike_file();
  write_file(folder_ / "out.gdf", "mine");
  const Outcome refused = convert({"spikes.h5", "out.gdf"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.errors, HasSubstr("--overwrite"));
  EXPECT_EQ(content("out.gdf"), "mine");
  EXPECT_EQ(convert({"spikes.h5", "out.gdf", "--overwrite"}).status, 0);
  EXPECT_THAT(content("out.gdf"), HasSubstr("16\t2.5"));
}

TEST_F(Convert, GuessedSizesAreToldAndRefusedWhenStrict) {
  {
    Hdf5File file(folder_ / "spikes.h5", Hdf5File::Mode::create);
    write_spikes(file, "a", std::array{1.0}, std::array<std::uint64_t, 1>{6});
    write_spikes(file, "b", std::array{2.0}, std::array<std::uint64_t, 1>{0});
    file.close();
  }
  expect_refusal(convert({"spikes.h5", "out.gdf", "--strict"}), "how many neurons a has: 7",
                 "out.gdf");
  const Outcome outcome = convert({"spikes.h5", "out.gdf"});
  EXPECT_THAT(outcome.errors, HasSubstr("approximated: the file doesn't say how many neurons a"));
  EXPECT_EQ(content("out.gdf"), "7\t1\n8\t2\n");
}

TEST_F(Convert, NwbHasAUnitForEveryNeuron) {
  write_spike_file();
  ASSERT_EQ(convert({"spikes.h5", "out.nwb"}).status, 0);
  const Hdf5File file(folder_ / "out.nwb", Hdf5File::Mode::read);
  const auto ends = file.read<std::uint64_t>("/units/spike_times_index");
  EXPECT_THAT(ends, ElementsAre(1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4));
  EXPECT_THAT(file.read<double>("/units/spike_times"), ElementsAre(1e-4, 2.5e-3, 2.5e-3, 2.5e-3));
  EXPECT_THAT(file.read<std::int64_t>("/units/node_id"),
              ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 0, 1));
  const auto populations = file.read_texts("/units/population");
  EXPECT_EQ(populations.at(9), "exc");
  EXPECT_EQ(populations.at(13), "inh");
  EXPECT_EQ(populations.at(14), "other");
  EXPECT_THAT(file.shape("/units/obs_intervals"), ElementsAre(16, 2));
  EXPECT_EQ(file.read<double>("/units/obs_intervals").back(), 5e-3);
  EXPECT_EQ(file.read<std::uint64_t>("/units/obs_intervals_index").back(), 16u);
}

TEST_F(Convert, EveryObjectOfNwbSaysWhatItIs) {
  write_spike_file();
  ASSERT_EQ(convert({"spikes.h5", "out.nwb"}).status, 0);
  const Hdf5File file(folder_ / "out.nwb", Hdf5File::Mode::read);
  std::set<std::string> identifiers;
  const std::map<std::string, std::string> types{{"/", "NWBFile"},
                                                 {"/units", "Units"},
                                                 {"/units/id", "ElementIdentifiers"},
                                                 {"/units/population", "VectorData"},
                                                 {"/units/spike_times", "VectorData"},
                                                 {"/units/spike_times_index", "VectorIndex"},
                                                 {"/units/obs_intervals_index", "VectorIndex"}};
  for (const auto& [path, type] : types) {
    EXPECT_EQ(file.read_text_attribute(path, "neurodata_type"), type);
    const std::string identifier = file.read_text_attribute(path, "object_id");
    EXPECT_THAT(identifier, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                         "[0-9a-f]{12}"));
    identifiers.insert(identifier);
  }
  EXPECT_EQ(identifiers.size(), types.size());
}

TEST_F(Convert, EqualSpikesGiveEqualNwbAndOthersOtherIdentifiers) {
  write_spike_file();
  ASSERT_EQ(convert({"spikes.h5", "a.nwb"}).status, 0);
  ASSERT_EQ(convert({"spikes.h5", "b.nwb"}).status, 0);
  ASSERT_EQ(convert({"spikes.h5", "c.nwb", "--population", "exc"}).status, 0);
  EXPECT_EQ(content("a.nwb"), content("b.nwb"));
  const Hdf5File a(folder_ / "a.nwb", Hdf5File::Mode::read);
  const Hdf5File c(folder_ / "c.nwb", Hdf5File::Mode::read);
  EXPECT_NE(a.read_text("/identifier"), c.read_text("/identifier"));
}

TEST_F(Convert, NwbOfTooManyNeuronsIsRefused) {
  {
    Hdf5File file(folder_ / "spikes.h5", Hdf5File::Mode::create);
    write_spikes(file, "a", std::array{1.0}, std::array<std::uint64_t, 1>{20'000'000});
    file.close();
  }
  expect_refusal(convert({"spikes.h5", "out.nwb"}), "at most 10000000 neurons", "out.nwb");
}

TEST_F(Convert, H5pyFollowsTheReferencesOfNwb) {
  const std::string python = "/usr/bin/python3";
  if (std::system((python + " -c 'import h5py' 2>/dev/null").c_str()) != 0) {
    GTEST_SKIP() << "needs python3 with h5py (apt-get install python3-h5py)";
  }
  write_spike_file();
  ASSERT_EQ(convert({"spikes.h5", "out.nwb"}).status, 0);
  write_file(folder_ / "look.py",
             "import h5py\n"
             "units = h5py.File('out.nwb', 'r')['units']\n"
             "print(list(units.attrs['colnames']))\n"
             "for name in 'spike_times', 'obs_intervals':\n"
             "    print(units.file[units[name + '_index'].attrs['target']].name)\n");
  EXPECT_EQ(Program({python, "look.py"}, folder_.path()).wait().output,
            "['population', 'node_id', 'spike_times', 'obs_intervals']\n"
            "/units/spike_times\n/units/obs_intervals\n");
}

TEST_F(Convert, PynwbFindsNothingWrong) {
  const std::string python = "/usr/bin/python3";
  if (std::system((python + " -c 'import pynwb' 2>/dev/null").c_str()) != 0) {
    GTEST_SKIP() << "needs python3 with pynwb";
  }
  write_spike_file();
  ASSERT_EQ(convert({"spikes.h5", "out.nwb"}).status, 0);
  write_file(folder_ / "look.py",
             "import pynwb\n"
             "print(pynwb.validate(paths=['out.nwb']))\n"
             "with pynwb.NWBHDF5IO('out.nwb', 'r') as io:\n"
             "    units = io.read().units\n"
             "    print(len(units), units['spike_times'][3], units['spike_times'][10])\n");
  EXPECT_EQ(Program({python, "look.py"}, folder_.path()).wait().output,
            "([], 0)\n16 [0.0025] []\n");
}

TEST_F(Convert, NeoReadsGdf) {
  const std::string python = "/usr/bin/python3";
  if (std::system((python + " -c 'import neo' 2>/dev/null").c_str()) != 0) {
    GTEST_SKIP() << "needs python3 with neo (apt-get install python3-neo)";
  }
  write_spike_file();
  ASSERT_EQ(convert({"spikes.h5", "out.gdf"}).status, 0);
  write_file(folder_ / "look.py",
             "import neo, quantities\n"
             "trains = neo.NestIO('out.gdf').read_segment(gid_list=[1, 2, 3, 4, 16],\n"
             "    t_start=0 * quantities.ms, t_stop=5 * quantities.ms).spiketrains\n"
             "print([train.rescale('ms').magnitude.tolist() for train in trains])\n");
  EXPECT_EQ(Program({python, "look.py"}, folder_.path()).wait().output,
            "[[0.1], [2.5], [], [2.5], [2.5]]\n");
}

TEST_F(Convert, DamagedFilesAreOneMessage) {
  write_spike_file();
  const std::string whole = content("spikes.h5");
  for (const std::size_t kept : {std::size_t{0}, std::size_t{100}, whole.size() / 2}) {
    write_file(folder_ / "cut.h5", whole.substr(0, kept));
    const Outcome outcome = convert({"cut.h5", "out.gdf"});
    EXPECT_EQ(outcome.status, 2) << kept;
    EXPECT_THAT(outcome.errors, HasSubstr("cut.h5")) << kept;
    EXPECT_FALSE(exists("out.gdf"));
  }
}

TEST_F(Convert, ARunsSpikesComeWithAllItsNeurons) {
  write_file(folder_ / "model.yaml",
             "duration: 20 ms\n"
             "populations:\n"
             "  pulse: {model: spike_list, size: 3, parameters: {times: [1 ms, 2.5 ms], neurons: "
             "[2, 0]}}\n"
             "  quiet: {model: lif, size: 5}\n"
             "record: {spikes: [pulse, quiet]}\n");
  ASSERT_EQ(
      Program({MENISCUS_PROGRAM, "run", "model.yaml", "--quiet"}, folder_.path()).wait().status, 0);
  const Outcome outcome = convert({"model.h5", "out.gdf", "--strict"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(content("out.gdf"), "3\t1\n1\t2.5\n");
  EXPECT_THAT(outcome.output, HasSubstr("quiet: neuron i has id 4 + i, up to 8"));
}

}  // namespace
}  // namespace meniscus
