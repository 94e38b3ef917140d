#include "sim/io/spike_lists.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

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
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    if (!std::filesystem::exists("/usr/bin/python3")) return;
    write_file(*folder_ / "write.py",
               "import h5py, numpy as np\n"
               "def write(name, times, units, labels, kind=np.float16):\n"
               "  f = h5py.File(name, 'w')\n"
               "  def lists(path, values, dtype):\n"
               "    d = f.create_dataset(path, (len(values),), h5py.vlen_dtype(dtype))\n"
               "    for i, v in enumerate(values): d[i] = np.array(v, dtype)\n"
               "  lists('spikes/times', times, kind)\n"
               "  lists('spikes/units', units, np.uint16)\n"
               "  f['labels'] = np.array(labels, np.uint16)\n"
               "write('good.h5', [[0.5, 0.25], [], [1.0]], [[3, 699], [], [0]], [19, 0, 2])\n"
               "write('exact.h5', [[0.123457]], [[1]], [0], np.float64)\n"
               "write('unit.h5', [[0.5]], [[700]], [0])\n"
               "write('negative.h5', [[0.5, -1]], [[1, 1]], [0])\n"
               "write('nan.h5', [[float('nan')]], [[1]], [0])\n"
               "write('unequal.h5', [[0.5, 0.6]], [[1]], [0])\n"
               "write('short.h5', [[0.5]], [[1]], [0, 1])\n");
    Program({"/usr/bin/python3", "write.py"}, folder_->path()).wait();
  }
  static void TearDownTestSuite() { folder_.reset(); }
  void SetUp() override {
    if (!std::filesystem::exists(*folder_ / "short.h5")) GTEST_SKIP() << "needs python3 with h5py";
  }

  static SpikeListFile read(const std::string& name) {
    return {*folder_ / name, 700, std::make_shared<std::mutex>()};
  }
  static std::string complaint(const std::string& name) {
    return message_of<ConfigError>([&] { read(name).spikes(0); })
        .substr(folder_->path().string().size() + 1);
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
};

std::vector<std::pair<std::int64_t, std::uint32_t>> pairs(const std::vector<ListedSpike>& spikes) {
  std::vector<std::pair<std::int64_t, std::uint32_t>> found;
  for (const ListedSpike& spike : spikes) found.emplace_back(spike.t, spike.unit);
  return found;
}

TEST_F(SpikeLists, AreReadOneByOneInMicroseconds) {
  const SpikeListFile file = read("good.h5");
  EXPECT_THAT(file.labels(), ElementsAre(19, 0, 2));
  EXPECT_THAT(pairs(file.spikes(0)), ElementsAre(std::pair(250'000, 699), std::pair(500'000, 3)));
  EXPECT_THAT(pairs(file.spikes(1)), ElementsAre());
  EXPECT_THAT(pairs(file.spikes(2)), ElementsAre(std::pair(1'000'000, 0)));
}

TEST_F(SpikeLists, MayHaveTimesOfHigherPrecision) {
  const SpikeListFile file = read("exact.h5");
  EXPECT_THAT(pairs(file.spikes(0)), ElementsAre(std::pair(123'457, 1)));
}

TEST_F(SpikeLists, OfUnitsThatDontExistAreRefused) {
  EXPECT_EQ(complaint("unit.h5"), "unit.h5: sample 0, spike 0: expected a unit below 700, got 700");
}

TEST_F(SpikeLists, WithTimesThatAreNoneAreRefused) {
  EXPECT_EQ(complaint("negative.h5"),
            "negative.h5: sample 0, spike 1: expected a time from 0 s on, got -1");
  EXPECT_EQ(complaint("nan.h5"), "nan.h5: sample 0, spike 0: expected a time from 0 s on, got nan");
}

TEST_F(SpikeLists, OfUnequalLengthAreRefused) {
  EXPECT_EQ(complaint("unequal.h5"),
            "unequal.h5: sample 0: expected as many units as times, got 1 and 2");
  EXPECT_EQ(complaint("short.h5"), "short.h5: /spikes/times: expected 2 lists, one for each label");
}

TEST_F(SpikeLists, AreMissedByName) {
  { Hdf5File(*folder_ / "b.h5", Hdf5File::Mode::create).write_number("/labels", std::int64_t{1}); }
  const auto door = std::make_shared<std::mutex>();
  EXPECT_THAT(message_of<ConfigError>([&] { SpikeListFile(*folder_ / "b.h5", 700, door); }),
              HasSubstr("b.h5: expected the datasets /spikes/times, /spikes/units and /labels, "
                        "found no /spikes/times"));
}

}  // namespace
}  // namespace meniscus
