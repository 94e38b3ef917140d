#include "sim/io/sonata.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/result_file.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;

class Sonata : public testing::Test {
 protected:
  std::filesystem::path name() const { return folder / "a.h5"; }

  TemporaryFolder folder;
};

/// A population's spikes and how they are stored: what a reader depends on.
struct SpikeLayout {
  std::string timestamps, node_ids, units, sorting;
  friend bool operator==(const SpikeLayout&, const SpikeLayout&) = default;
};

SpikeLayout layout_of(const Hdf5File& file, const std::string& group) {
  return {file.type(group + "/timestamps"), file.type(group + "/node_ids"),
          file.attribute_type(group + "/timestamps", "units"),
          file.attribute_type(group, "sorting")};
}

TEST_F(Sonata, SpikesAreSortedByTimeAndThenById) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  const std::vector<double> times{0.3, 0.1, 0.3, 0.2};
  const std::vector<std::uint64_t> ids{7, 9, 2, 4};
  write_spikes(file, "exc", times, ids);
  EXPECT_THAT(file.read<double>("/spikes/exc/timestamps"), ElementsAre(0.1, 0.2, 0.3, 0.3));
  EXPECT_THAT(file.read<std::uint64_t>("/spikes/exc/node_ids"), ElementsAre(9, 4, 2, 7));
  EXPECT_EQ(file.read_enum_attribute("/spikes/exc", "sorting"), "by_time");
  EXPECT_EQ(file.read_text_attribute("/spikes/exc/timestamps", "units"), "ms");
}

TEST_F(Sonata, SpikesAreStoredWithTheTypesReadersNeed) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  write_spikes(file, "whole", std::vector{1.0}, std::vector<std::uint64_t>{1});
  SpikeWriter(file, "pieces", 1, SpikeOrder::by_time)
      .append(std::vector{1.0}, std::vector<std::uint64_t>{1});
  // As in libsonata's own example, data/sonata/libsonata/spikes.h5.
  const SpikeLayout expected{"f64", "u64", "text", "enum u8"};
  EXPECT_EQ(layout_of(file, "/spikes/whole"), expected);
  EXPECT_EQ(layout_of(file, "/spikes/pieces"), expected);
}

TEST_F(Sonata, ASilentPopulationHasEmptyDatasetsAndNoOrder) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  write_spikes(file, "silent", {}, {});
  EXPECT_THAT(file.shape("/spikes/silent/timestamps"), ElementsAre(0));
  EXPECT_THAT(file.shape("/spikes/silent/node_ids"), ElementsAre(0));
  EXPECT_EQ(file.read_enum_attribute("/spikes/silent", "sorting"), "none");
}

TEST_F(Sonata, SpikesWrittenInPiecesEqualSpikesWrittenAtOnce) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  std::vector<double> times;
  std::vector<std::uint64_t> ids;
  SpikeWriter writer(file, "pieces", 21'250, SpikeOrder::by_time);
  for (int tick = 0; tick < 500; ++tick) {
    const std::vector<double> piece_times(tick % 90, 0.1 * tick);
    std::vector<std::uint64_t> piece_ids;
    for (std::size_t k = 0; k < piece_times.size(); ++k) piece_ids.push_back(3 * k);
    writer.append(piece_times, piece_ids);
    times.insert(times.end(), piece_times.begin(), piece_times.end());
    ids.insert(ids.end(), piece_ids.begin(), piece_ids.end());
  }
  write_spikes(file, "whole", times, ids);
  for (const char* set : {"/timestamps", "/node_ids"})
    EXPECT_EQ(file.shape(std::string("/spikes/pieces") + set),
              file.shape(std::string("/spikes/whole") + set));
  EXPECT_EQ(file.read<double>("/spikes/pieces/timestamps"),
            file.read<double>("/spikes/whole/timestamps"));
  EXPECT_EQ(file.read<std::uint64_t>("/spikes/pieces/node_ids"), ids);
  EXPECT_EQ(file.read_enum_attribute("/spikes/pieces", "sorting"), "by_time");
}

TEST_F(Sonata, PiecesOutOfOrderAndNoneAreNotCalledSorted) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  SpikeWriter(file, "exc", 2, SpikeOrder::any)
      .append(std::vector{1.0, 0.5}, std::vector<std::uint64_t>{3, 5});
  const SpikeWriter silent(file, "silent", 0, SpikeOrder::by_time);
  EXPECT_EQ(file.read_enum_attribute("/spikes/exc", "sorting"), "none");
  EXPECT_EQ(file.read_enum_attribute("/spikes/silent", "sorting"), "none");
}

TEST_F(Sonata, AReportHasTheLayoutOfFrameReaders) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  write_report(file, {.population = "exc",
                      .variable = "v",
                      .unit = "mV",
                      .node_ids = {2, 5, 9},
                      .start_ms = 1.0,
                      .stop_ms = 3.0,
                      .dt_ms = 1.0,
                      .values = {-70.1, -60, -50, -70, -61, -51}});
  const std::string group = "/report/exc.v";
  EXPECT_EQ(file.type(group + "/data"), "f32");
  EXPECT_THAT(file.shape(group + "/data"), ElementsAre(2, 3));
  EXPECT_THAT(file.read<float>(group + "/data"), ElementsAre(-70.1f, -60, -50, -70, -61, -51));
  EXPECT_EQ(file.read_text_attribute(group + "/data", "units"), "mV");
  EXPECT_EQ(file.read_text_attribute(group, "population"), "exc");
  EXPECT_EQ(file.read_text_attribute(group, "variable"), "v");
  EXPECT_EQ(file.type(group + "/mapping/element_ids"), "u32");
  EXPECT_THAT(file.read<std::uint64_t>(group + "/mapping/node_ids"), ElementsAre(2, 5, 9));
  EXPECT_THAT(file.read_attribute<std::uint8_t>(group + "/mapping/node_ids", "sorted"),
              ElementsAre(1));
  EXPECT_THAT(file.read<std::uint64_t>(group + "/mapping/index_pointers"), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(file.read<std::uint32_t>(group + "/mapping/element_ids"), ElementsAre(0, 0, 0));
  EXPECT_THAT(file.read<double>(group + "/mapping/time"), ElementsAre(1, 3, 1));
  EXPECT_EQ(file.read_text_attribute(group + "/mapping/time", "units"), "ms");
}

TEST_F(Sonata, AReportOfUnsortedNeuronsSaysSo) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  write_report(
      file,
      {.population = "exc", .variable = "v", .unit = "mV", .node_ids = {5, 2}, .values = {1, 2}});
  EXPECT_THAT(file.read_attribute<std::uint8_t>("/report/exc.v/mapping/node_ids", "sorted"),
              ElementsAre(0));
}

TEST_F(Sonata, OurFileHasTheTypesOfLibsonatasExamples) {
  const auto examples = shared_data("sonata/libsonata");
  if (examples.empty()) GTEST_SKIP() << "needs MENISCUS_DATA with sonata/libsonata";
  Hdf5File ours(name(), Hdf5File::Mode::create);
  write_spikes(ours, "All", std::vector{0.1, 0.2}, std::vector<std::uint64_t>{5, 2});
  write_report(
      ours, {.population = "All", .variable = "v", .unit = "mV", .node_ids = {1}, .values = {0}});

  const Hdf5File spikes(examples / "spikes.h5", Hdf5File::Mode::read);
  EXPECT_EQ(layout_of(ours, "/spikes/All"), layout_of(spikes, "/spikes/All"));
  EXPECT_EQ(spikes.read_enum_attribute("/spikes/All", "sorting"), "by_time");
  EXPECT_THAT(spikes.read<double>("/spikes/All/timestamps"), ElementsAre(0.1, 0.2, 0.3, 0.7, 1.3));
  EXPECT_THAT(spikes.read<std::uint64_t>("/spikes/All/node_ids"), ElementsAre(5, 2, 3, 2, 3));

  const Hdf5File reports(examples / "somas.h5", Hdf5File::Mode::read);
  for (const char* set : {"/data", "/mapping/node_ids", "/mapping/index_pointers",
                          "/mapping/element_ids", "/mapping/time"}) {
    EXPECT_EQ(ours.type(std::string("/report/All.v") + set),
              reports.type(std::string("/report/All") + set));
  }
  EXPECT_EQ(reports.shape("/report/All/mapping/index_pointers").front(),
            reports.shape("/report/All/mapping/node_ids").front() + 1);
}

TEST_F(Sonata, OurMarksAreThoseOfTheAllenInstitutesExample) {
  const auto example = shared_data("sonata/300_intfire/output/spikes.h5");
  if (example.empty()) GTEST_SKIP() << "needs MENISCUS_DATA with sonata/300_intfire";
  Hdf5File ours(name(), Hdf5File::Mode::create);
  write_sonata_marks(ours);
  const Hdf5File theirs(example, Hdf5File::Mode::read);
  for (const char* mark : {"magic", "version"}) {
    EXPECT_EQ(ours.attribute_type("/", mark), theirs.attribute_type("/", mark));
    EXPECT_EQ(ours.read_attribute<std::uint32_t>("/", mark),
              theirs.read_attribute<std::uint32_t>("/", mark));
  }
  EXPECT_EQ(theirs.read<double>("/spikes/v1/timestamps").size(), 4322u);
}

/// A Python that has h5py; empty if none does.
std::string python_with_h5py() {
  for (const char* python : {"python3", "/usr/bin/python3"})
    if (std::system(fmt::format("{} -c 'import h5py' 2>/dev/null", python).c_str()) == 0)
      return python;
  return "";
}

TEST_F(Sonata, H5pySeesWhatWasWritten) {
  const std::string python = python_with_h5py();
  if (python.empty()) GTEST_SKIP() << "needs python3 with h5py (apt-get install python3-h5py)";
  {
    ResultFile result(name(), false);
    const SeriesId spikes = result.add(SpikeSeries{.population = "exc", .size = 9, .tick = 0.1});
    result.append(spikes, std::vector<Spike>{{Time{1}, 4}, {Time{2}, 3}});
    const SeriesId states = result.add(StateSeries{
        .population = "exc", .variable = "v", .unit = "mV", .neurons = {3}, .step = 1.0});
    result.append(states, 0, std::vector<float>{-70, -60});
    result.write_text("/provenance/note", "µ");
    result.commit();
  }
  write_file(folder / "look.py", R"(
import sys, h5py
f = h5py.File(sys.argv[1], 'r')
s = f['/spikes/exc']
print(int(f.attrs['magic']), list(map(int, f.attrs['version'])), int(f.attrs['complete']))
print(s['timestamps'].dtype, list(map(float, s['timestamps'])), s['timestamps'].attrs['units'])
print(s['node_ids'].dtype, list(map(int, s['node_ids'])))
members = h5py.check_enum_dtype(s.attrs.get_id('sorting').dtype)
print(sorted(members.items()), int(s.attrs['sorting']))
r = f['/report/exc.v']
print(r['data'].dtype, r['data'].shape, list(map(float, r['data'][:, 0])), r['data'].attrs['units'])
print(ascii(f['/provenance/note'][()].decode()))
)");
  const std::string command =
      fmt::format("{} '{}' '{}' 2>&1", python, (folder / "look.py").string(), name().string());
  std::string output;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  EXPECT_EQ(::pclose(pipe), 0);
  EXPECT_EQ(output,
            "2682 [0, 1] 1\n"
            "float64 [0.1, 0.2] ms\n"
            "uint64 [4, 3]\n"
            "[('by_id', 1), ('by_time', 2), ('none', 0)] 2\n"
            "float32 (2, 1) [-70.0, -60.0] mV\n"
            "'\\xb5'\n");
}

}  // namespace
}  // namespace meniscus
