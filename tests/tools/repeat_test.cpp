#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/io/hdf5.hpp"
#include "tests/experiment/bands.hpp"
#include "tests/support/replaced.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/result_copy.hpp"

namespace meniscus {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view model =
    "seed: 3\n"
    "duration: 100 ms\n"
    "output: out.h5\n"
    "populations:\n"
    "  exc: {model: lif, size: 60, initial: {v: {uniform: {low: 0 mV, high: 20 mV}}}}\n"
    "stimuli:\n"
    "  drive: {source: poisson, rate: 9 kHz, to: exc, weight: 0.2 mV}\n"
    "plasticity:\n"
    "  stdp: {rule: stdp_pair, w_max: 0.4 mV}\n"
    "projections:\n"
    "  - {from: exc, to: exc, connect: {rule: from_file, file: edges.csv}, weight: 0.2 mV, "
    "delay: 1.5 ms, plasticity: stdp}\n"
    "record:\n"
    "  spikes: exc\n"
    "  states: {exc: {variables: v, neurons: 0..5, interval: 1 ms}}\n"
    "  weights: exc_to_exc\n";

class Repeat : public testing::Test {
 protected:
  Repeat() {
    std::filesystem::create_directories(folder_ / "models");
    std::filesystem::create_directories(folder_ / "elsewhere");
    write_file(folder_ / "models/model.yaml", std::string(model));
    std::string edges = "source,target\n";
    for (int i = 0; i < 59; ++i) edges += std::to_string(i) + "," + std::to_string(i + 1) + "\n";
    write_file(folder_ / "models/edges.csv", edges);
  }

  Outcome meniscus(std::vector<std::string> arguments, const std::string& from = ".") const {
    arguments.insert(arguments.begin(), MENISCUS_PROGRAM);
    return Program(arguments, folder_ / from).wait();
  }
  void run(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"run", "models/model.yaml", "--threads", "1"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = meniscus(words);
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
  }
  bool exists(const std::string& name) const { return std::filesystem::exists(folder_ / name); }
  std::vector<double> spikes(const std::string& name) const {
    return Hdf5File(folder_ / name, Hdf5File::Mode::read).read<double>("/spikes/exc/timestamps");
  }

  TemporaryFolder folder_;
};

TEST_F(Repeat, ASimulationHasTheSameBitsOnAnotherNumberOfThreads) {
  run();
  const std::string original = file_content(folder_ / "out.h5");
  const Outcome outcome = meniscus({"run", "--from", "out.h5", "--threads", "3"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("the same bits as " + (folder_ / "out.h5").string()));
  EXPECT_EQ(outcome.errors.find("warning"), std::string::npos) << outcome.errors;
  EXPECT_GT(spikes("out.h5").size(), 100u);
  EXPECT_EQ(spikes("out.repeat.h5"), spikes("out.h5"));
  EXPECT_EQ(file_content(folder_ / "out.h5"), original);
}

TEST_F(Repeat, AClassificationHasTheSameBits) {
  const Bands bands;
  write_file(folder_ / "bands.yaml", bands.model());
  ASSERT_EQ(meniscus({"run", "bands.yaml"}).status, 0);
  const Outcome outcome = meniscus({"run", "--from", "bands.h5", "--threads", "3", "--quiet"});
  EXPECT_THAT(outcome.output, HasSubstr("the same bits as ")) << outcome.errors;
  write_bands(bands.folder().path(), "t10k", 46);
  const Outcome refused = meniscus({"run", "--from", "bands.h5", "--output", "b.h5"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.errors, HasSubstr("t10k-images-idx3-ubyte: has changed since the run of "));
  EXPECT_FALSE(exists("b.h5"));
}

TEST_F(Repeat, NeedsNoModelFileAndRunsFromAnyFolder) {
  run();
  std::filesystem::remove(folder_ / "models/model.yaml");
  const Outcome outcome = meniscus({"run", "--from", "../out.h5", "--output", "b.h5"}, "elsewhere");
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("the same bits"));
  EXPECT_EQ(spikes("elsewhere/b.h5"), spikes("out.h5"));
  const Outcome again = meniscus({"run", "--from", "b.h5", "--json", "--quiet"}, "elsewhere");
  EXPECT_THAT(again.output, HasSubstr("\"same_bits\":true"));
  EXPECT_TRUE(exists("elsewhere/b.repeat.h5"));
}

TEST_F(Repeat, FindsFilesBesideAnIncludedFileAndOfAnOverride) {
  write_file(folder_ / "top.yaml", "include: models/model.yaml\nname: top\n");
  ASSERT_EQ(meniscus({"run", "top.yaml", "--output", "a.h5"}).status, 0);
  EXPECT_THAT(meniscus({"run", "--from", "a.h5"}).output, HasSubstr("the same bits"));
  std::filesystem::copy_file(folder_ / "models/edges.csv", folder_ / "edges2.csv");
  run({"--set", "projections[0].connect.file=edges2.csv", "--output", "b.h5"});
  const Outcome outcome = meniscus({"run", "--from", "../b.h5"}, "elsewhere");
  EXPECT_THAT(outcome.output, HasSubstr("the same bits")) << outcome.errors;
}

TEST_F(Repeat, SaysWhatIsOtherWhereTheModelIs) {
  run();
  const Outcome outcome = meniscus({"run", "--from", "out.h5", "--seed", "4"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.output, HasSubstr("other bits than "));
  EXPECT_THAT(outcome.output, HasSubstr("  /spikes/exc/timestamps: had "));
  EXPECT_THAT(outcome.output, HasSubstr("  /weights/exc_to_exc/weight: value "));
  EXPECT_THAT(outcome.output, Not(HasSubstr("/weights/exc_to_exc/target")));
  EXPECT_THAT(outcome.output, Not(HasSubstr("wall_time:")));
}

TEST_F(Repeat, RefusesAChangedFileByItsName) {
  run();
  write_file(folder_ / "models/edges.csv", "source,target\n0,1\n");
  const Outcome outcome = meniscus({"run", "--from", "out.h5"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("models/edges.csv: has changed since the run of "));
  EXPECT_THAT(outcome.errors, HasSubstr("18 bytes, CRC-32 "));
  EXPECT_FALSE(exists("out.repeat.h5"));
}

TEST_F(Repeat, FindsFilesThatHaveMovedIfTold) {
  run();
  std::filesystem::rename(folder_ / "models", folder_ / "elsewhere/models");
  EXPECT_EQ(meniscus({"run", "--from", "out.h5"}).status, 2);
  const Outcome outcome = meniscus({"run", "--from", "out.h5", "--folder", "elsewhere"});
  EXPECT_THAT(outcome.output, HasSubstr("the same bits")) << outcome.errors;
}

TEST_F(Repeat, ReplacesNothingUnasked) {
  run();
  write_file(folder_ / "out.repeat.h5", "mine");
  EXPECT_THAT(meniscus({"run", "--from", "out.h5"}).errors, HasSubstr("out.repeat.h5"));
  EXPECT_EQ(file_content(folder_ / "out.repeat.h5"), "mine");
  const Outcome itself =
      meniscus({"run", "--from", "out.h5", "--output", "models/../out.h5", "--overwrite"});
  EXPECT_EQ(itself.status, 2);
  EXPECT_THAT(itself.errors, HasSubstr("is the result that is run again"));
  EXPECT_EQ(meniscus({"run", "--from", "out.h5", "--overwrite"}).status, 0);
}

TEST_F(Repeat, WarnsOfAnotherBuild) {
  run();
  copy_result(
      folder_ / "out.h5", folder_ / "other.h5", 2,
      [](const std::string& path) { return path != "/provenance/version"; },
      [](Hdf5File& file) { file.write_text("/provenance/version", "9.9.9"); });
  const Outcome outcome = meniscus({"run", "--from", "other.h5"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.errors, HasSubstr("other.h5: made with version 9.9.9, this is "));
  EXPECT_THAT(outcome.output, HasSubstr("the same bits"));
}

TEST_F(Repeat, AResultOfTheOldestLayoutIsMeantFromTheCurrentFolder) {
  write_file(folder_ / "edges.csv", file_content(folder_ / "models/edges.csv"));
  write_file(folder_ / "model.yaml", std::string(model));
  ASSERT_EQ(meniscus({"run", "model.yaml"}).status, 0);
  copy_result(folder_ / "out.h5", folder_ / "old.h5", 1, [](const std::string& path) {
    return path != "/provenance/folder" && path != "/provenance/model";
  });
  const Outcome outcome = meniscus({"run", "--from", "old.h5"});
  EXPECT_THAT(outcome.output, HasSubstr("the same bits")) << outcome.errors;
}

TEST_F(Repeat, RefusesWhatIsNoResultOfARun) {
  const auto refusal = [&](const std::string& name) {
    const Outcome outcome = meniscus({"run", "--from", name});
    EXPECT_EQ(outcome.status, 2);
    return outcome.errors;
  };
  write_layout(folder_ / "new.h5", 3);
  EXPECT_THAT(refusal("new.h5"), HasSubstr("made by a newer Meniscus: layout 3"));
  { Hdf5File(folder_ / "foreign.h5", Hdf5File::Mode::create).close(); }
  EXPECT_THAT(refusal("foreign.h5"), HasSubstr("no result of Meniscus"));
  EXPECT_THAT(refusal("none.h5"), HasSubstr("none.h5: no such file"));
  EXPECT_THAT(refusal("models/model.yaml"), HasSubstr("models/model.yaml: "));
  ASSERT_EQ(meniscus({"sweep", "models/model.yaml", "--over", "duration=[1 ms, 2 ms]", "--output",
                      "sweep.h5", "--quiet"})
                .status,
            0);
  EXPECT_THAT(refusal("sweep.h5"), HasSubstr("holds a sweep, not a run"));
  EXPECT_EQ(meniscus({"run"}).status, 2);
  EXPECT_EQ(meniscus({"run", "models/model.yaml", "--from", "new.h5"}).status, 2);
}

TEST_F(Repeat, GoesOnAfterItWasStopped) {
  run();
  const Outcome stopped = meniscus({"run", "--from", "out.h5", "--max-walltime", "1 us"});
  ASSERT_EQ(stopped.status, 130) << stopped.errors;
  const Outcome outcome = meniscus({"resume", "out.repeat.h5"}, "elsewhere/..");
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(spikes("out.repeat.h5"), spikes("out.h5"));
}

TEST_F(Repeat, OtherReadersRefuseNewerLayoutsToo) {
  copy_result(
      [&] {
        run();
        return folder_ / "out.h5";
      }(),
      folder_ / "new.h5", 3, [](const std::string&) { return true; });
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"plot", "new.h5"}, {"convert", "new.h5", "new.gdf"}}) {
    const Outcome outcome = meniscus(words);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("made by a newer Meniscus: layout 3"));
  }
}

}  // namespace
}  // namespace meniscus
