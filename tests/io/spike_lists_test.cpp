#include "sim/io/spike_lists.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/core/error.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/tools/program.hpp"

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Files that h5py writes as the makers of the Spiking Heidelberg Digits did: half-precision times.
class SpikeLists : public testing::Test {
 protected:
  void SetUp() override {
    const std::string python = "/usr/bin/python3";
    if (!std::filesystem::exists(python)) GTEST_SKIP() << "python3 is not installed";
    write_file(folder_ / "write.py",
               "import sys, h5py, numpy as np\n"
               "times, units, labels, name, kind = eval(sys.argv[1])\n"
               "f = h5py.File(name, 'w')\n"
               "def lists(path, values, dtype):\n"
               "  d = f.create_dataset(path, (len(values),), h5py.vlen_dtype(dtype))\n"
               "  for i, v in enumerate(values): d[i] = np.array(v, dtype)\n"
               "lists('spikes/times', times, kind)\n"
               "lists('spikes/units', units, np.uint16)\n"
               "f['labels'] = np.array(labels, np.uint16)\n");
    if (run("[], [], [], 'try.h5', 'f2'").status != 0) GTEST_SKIP() << "h5py is not installed";
  }

  Outcome run(const std::string& content) const {
    return Program({"/usr/bin/python3", "write.py", content}, folder_.path()).wait();
  }
  SpikeListFile read(const std::string& lists, const std::string& type = "'f2'") const {
    const Outcome written = run(lists + ", 'a.h5', " + type);
    EXPECT_EQ(written.status, 0) << written.errors;
    return {folder_ / "a.h5", 700, std::make_shared<std::mutex>()};
  }
  std::string complaint(const std::string& lists) const {
    const std::string text = message_of<ConfigError>([&] { read(lists).spikes(0); });
    return text.substr(folder_.path().string().size() + 1);
  }

  TemporaryFolder folder_;
};

std::vector<std::pair<std::int64_t, std::uint32_t>> pairs(const std::vector<ListedSpike>& spikes) {
  std::vector<std::pair<std::int64_t, std::uint32_t>> found;
  for (const ListedSpike& spike : spikes) found.emplace_back(spike.t, spike.unit);
  return found;
}

TEST_F(SpikeLists, AreReadOneByOneInMicroseconds) {
  const SpikeListFile file = read("[[0.5, 0.25], [], [1.0]], [[3, 699], [], [0]], [19, 0, 2]");
  EXPECT_THAT(file.labels(), ElementsAre(19, 0, 2));
  EXPECT_THAT(pairs(file.spikes(0)), ElementsAre(std::pair(250'000, 699), std::pair(500'000, 3)));
  EXPECT_THAT(pairs(file.spikes(1)), ElementsAre());
  EXPECT_THAT(pairs(file.spikes(2)), ElementsAre(std::pair(1'000'000, 0)));
}

TEST_F(SpikeLists, MayHaveTimesOfHigherPrecision) {
  const SpikeListFile file = read("[[0.123457]], [[1]], [0]", "'f8'");
  EXPECT_THAT(pairs(file.spikes(0)), ElementsAre(std::pair(123'457, 1)));
}

TEST_F(SpikeLists, OfUnitsThatDontExistAreRefused) {
  EXPECT_EQ(complaint("[[0.5]], [[700]], [0]"),
            "a.h5: sample 0, spike 0: expected a unit below 700, got 700");
}

TEST_F(SpikeLists, WithTimesThatAreNoneAreRefused) {
  EXPECT_EQ(complaint("[[0.5, -1]], [[1, 1]], [0]"),
            "a.h5: sample 0, spike 1: expected a time from 0 s on, got -1");
  EXPECT_EQ(complaint("[[float('nan')]], [[1]], [0]"),
            "a.h5: sample 0, spike 0: expected a time from 0 s on, got nan");
}

TEST_F(SpikeLists, OfUnequalLengthAreRefused) {
  EXPECT_EQ(complaint("[[0.5, 0.6]], [[1]], [0]"),
            "a.h5: sample 0: expected as many units as times, got 1 and 2");
  EXPECT_EQ(complaint("[[0.5]], [[1]], [0, 1]"),
            "a.h5: /spikes/times: expected 2 lists, one for each label");
}

TEST_F(SpikeLists, AreMissedByName) {
  { Hdf5File(folder_ / "b.h5", Hdf5File::Mode::create).write_number("/labels", std::int64_t{1}); }
  const auto door = std::make_shared<std::mutex>();
  EXPECT_THAT(message_of<ConfigError>([&] { SpikeListFile(folder_ / "b.h5", 700, door); }),
              HasSubstr("b.h5: expected the datasets /spikes/times, /spikes/units and /labels, "
                        "found no /spikes/times"));
}

}  // namespace
}  // namespace meniscus
