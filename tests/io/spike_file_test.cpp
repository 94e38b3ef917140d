#include "sim/io/spike_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "sim/core/error.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/sonata.hpp"
#include "tests/io/temporary_folder.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SpikeFiles : public testing::Test {
 protected:
  std::filesystem::path name() const { return folder_ / "spikes.h5"; }

  /// A file with /spikes/a of two spikes, changed by `change`, and what reading it complains about.
  template <class Change>
  std::string complaint(const Change& change) const {
    Hdf5File file(name(), Hdf5File::Mode::create);
    change(file);
    file.close();
    return message_of<ConfigError>([this] { read_spike_file(name()); });
  }

  TemporaryFolder folder_;
};

void write(Hdf5File& file, const std::string& group, const std::string& ids,
           const std::vector<double>& times, const std::vector<std::uint64_t>& neurons) {
  file.write_vector(group + "/timestamps", times);
  file.write_vector(group + "/" + ids, neurons);
}

TEST_F(SpikeFiles, AreSortedWhateverTheySayAboutSorting) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  write(file, "/spikes/a", "node_ids", {3, 1, 3}, {2, 9, 0});
  file.write_attribute("/spikes/a", "sorting", "by_time");  // text, and untrue
  file.close();
  const SpikeFile spikes = read_spike_file(name());
  EXPECT_THAT(spikes.populations.at(0).times, ElementsAre(1, 3, 3));
  EXPECT_THAT(spikes.populations.at(0).neurons, ElementsAre(9, 0, 2));
  EXPECT_EQ(spikes.populations.at(0).size, 10u);
  EXPECT_FALSE(spikes.populations.at(0).size_is_known);
  EXPECT_EQ(spikes.populations.at(0).duration, 3.0);
}

TEST_F(SpikeFiles, TheOldLayoutIsOnePopulation) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  write(file, "/spikes", "gids", {1, 2}, {4, 5});
  file.close();
  const SpikeFile spikes = read_spike_file(name());
  ASSERT_EQ(spikes.populations.size(), 1u);
  EXPECT_EQ(spikes.populations[0].name, "spikes");
  EXPECT_THAT(spikes.populations[0].neurons, ElementsAre(4, 5));
}

TEST_F(SpikeFiles, SecondsBecomeMilliseconds) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  write(file, "/spikes/a", "node_ids", {0.5}, {0});
  file.write_attribute("/spikes/a/timestamps", "units", "seconds");
  file.close();
  EXPECT_THAT(read_spike_file(name()).populations.at(0).times, ElementsAre(500.0));
}

TEST_F(SpikeFiles, AnExtentThatTheSpikesExceedIsNotBelieved) {
  Hdf5File file(name(), Hdf5File::Mode::create);
  write(file, "/spikes/a", "node_ids", {8}, {5});
  write_extent(file, "a", {.size = 5, .duration_ms = 7.0});
  file.close();
  const PopulationSpikes a = read_spike_file(name()).populations.at(0);
  EXPECT_EQ(a.size, 6u);
  EXPECT_FALSE(a.size_is_known);
  EXPECT_EQ(a.duration, 8.0);
  EXPECT_FALSE(a.duration_is_known);
}

TEST_F(SpikeFiles, NonsenseIsToldWithItsPlace) {
  EXPECT_THAT(complaint([](Hdf5File& f) {
                write(f, "/spikes/a", "node_ids", {1, 2}, {1});
              }),
              HasSubstr("/spikes/a: expected as many node_ids as timestamps, got 1 and 2"));
  EXPECT_THAT(complaint([](Hdf5File& f) {
                const double nan = std::numeric_limits<double>::quiet_NaN();
                write(f, "/spikes/a", "node_ids", {1, nan}, {1, 1});
              }),
              HasSubstr("/spikes/a/timestamps[1]: expected a time >= 0, got nan"));
  EXPECT_THAT(complaint([](Hdf5File& f) {
                write(f, "/spikes/a", "node_ids", {1}, {std::uint64_t{1} << 60});
              }),
              HasSubstr("/spikes/a/node_ids[0]: expected an id below 2^48"));
  EXPECT_THAT(complaint([](Hdf5File& f) {
                write(f, "/spikes/a", "node_ids", {1}, {1});
                f.write_attribute("/spikes/a/timestamps", "units", "fortnights");
              }),
              HasSubstr("expected units ms or s, got \"fortnights\""));
  EXPECT_THAT(complaint([](Hdf5File& f) { f.create_group("/spikes/a"); }),
              HasSubstr("expected spikes in the SONATA layout"));
}

TEST_F(SpikeFiles, OthersFilesHaveTheirCounts) {
  const auto data = shared_data("sonata");
  if (data.empty()) GTEST_SKIP() << "needs MENISCUS_DATA with sonata/";
  const SpikeFile two = read_spike_file(data / "spike_files/spikes.multipop.h5");
  ASSERT_EQ(two.populations.size(), 2u);
  EXPECT_EQ(two.populations[0].name, "lgn");
  EXPECT_EQ(two.populations[0].times.size(), 123356u);
  EXPECT_EQ(two.populations[1].times.size(), 21078u);
  const SpikeFile v1 = read_spike_file(data / "300_intfire/output/spikes.h5");
  EXPECT_EQ(v1.populations.at(0).times.size(), 4322u);
  EXPECT_EQ(read_spike_file(data / "spike_files/spikes.old.h5").populations.at(0).times.size(),
            124u);
  const SpikeFile four = read_spike_file(data / "libsonata/spikes.h5");
  ASSERT_EQ(four.populations.size(), 4u);  // sorting as an enumeration; one is empty
  EXPECT_THAT(four.populations[2].times, ElementsAre(0.1, 0.2, 0.3, 0.7, 1.3));
}

}  // namespace
}  // namespace meniscus
