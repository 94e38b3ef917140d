#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/io/hdf5.hpp"
#include "tests/io/temporary_folder.hpp"
#include "tests/support/replaced.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/result_copy.hpp"

namespace meniscus {
namespace {

using testing::HasSubstr;

/// Synapses of one pair and several delays occur: 40 sources for 120 synapses of each target.
constexpr std::string_view model =
    "seed: 3\n"
    "duration: 200 ms\n"
    "populations:\n"
    "  exc: {model: lif, size: 40}\n"
    "stimuli: {drive: {source: poisson, rate: 9 kHz, to: exc, weight: 0.2 mV}}\n"
    "plasticity: {stdp: {rule: stdp_pair, w_max: 0.4 mV, learning_rate: 0.05}}\n"
    "projections:\n"
    "  - from: exc\n"
    "    to: exc\n"
    "    connect: {rule: fixed_indegree, indegree: 120}\n"
    "    weight: {uniform: {low: 0 mV, high: 0.2 mV}}\n"
    "    delay: {uniform: {low: 0.5 ms, high: 4 ms}}\n"
    "    plasticity: stdp\n"
    "record: {spikes: exc, weights: exc_to_exc}\n";

class StoredWeights : public testing::Test {
 protected:
  Outcome run(const std::string& name, const std::string& yaml) const {
    write_file(folder_ / (name + ".yaml"), yaml);
    return Program({MENISCUS_PROGRAM, "run", name + ".yaml", "--quiet", "--overwrite"},
                   folder_.path())
        .wait();
  }
  void run_well(const std::string& name, const std::string& yaml) const {
    const Outcome outcome = run(name, yaml);
    ASSERT_EQ(outcome.status, 0) << outcome.errors;
  }
  std::vector<float> weights(const std::string& name) const {
    return Hdf5File(folder_ / (name + ".h5"), Hdf5File::Mode::read)
        .read<float>("/weights/exc_to_exc/weight");
  }
  std::vector<double> spikes(const std::string& name) const {
    return Hdf5File(folder_ / (name + ".h5"), Hdf5File::Mode::read)
        .read<double>("/spikes/exc/timestamps");
  }

  /// The model so short that nothing is learnt, from the weights of a result.
  static std::string going_on(const std::string& weight = "{from: first.h5}") {
    return replaced(replaced(std::string(model), "200 ms", "0.1 ms"),
                    "{uniform: {low: 0 mV, high: 0.2 mV}}", weight);
  }

  void expect_refusal(const std::string& yaml, const std::string& message) const {
    const Outcome outcome = run("bad", yaml);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.errors, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "bad.h5"));
  }

  TemporaryFolder folder_;
};

TEST_F(StoredWeights, AreThoseThatAProjectionStartsFrom) {
  run_well("first", std::string(model));
  run_well("unlearnt", replaced(std::string(model), "200 ms", "0.1 ms"));
  ASSERT_EQ(weights("first").size(), 40u * 120u);
  EXPECT_NE(weights("first"), weights("unlearnt"));
  run_well("second", going_on());
  EXPECT_EQ(weights("second"), weights("first"));
}

TEST_F(StoredWeights, OfAWholeModelAreNamedByOneKey) {
  run_well("first", std::string(model));
  const std::string brief = replaced(std::string(model), "200 ms", "0.1 ms");
  run_well("second", brief + "weights: {from: first.h5}\n");
  EXPECT_EQ(weights("second"), weights("first"));
  run_well("third", brief + "weights: {from: first.h5, projections: [exc_to_exc]}\n");
  EXPECT_EQ(weights("third"), weights("first"));
}

TEST_F(StoredWeights, CanBeOfAProjectionOfAnotherName) {
  run_well("first", std::string(model));
  const std::string named = replaced(going_on("{from: first.h5, projection: exc_to_exc}"),
                                     "    to: exc\n", "    to: exc\n    name: loop\n");
  run_well("second", replaced(named, "weights: exc_to_exc", "weights: loop"));
  EXPECT_EQ(
      Hdf5File(folder_ / "second.h5", Hdf5File::Mode::read).read<float>("/weights/loop/weight"),
      weights("first"));
}

TEST_F(StoredWeights, ActAsTheSameEdgesOfAFile) {
  const std::string steady =
      replaced(std::string(model), "{uniform: {low: 0.5 ms, high: 4 ms}}", "1.5 ms");
  run_well("first", steady);
  std::string still = replaced(steady, "    plasticity: stdp\n", "");
  still = replaced(still, ", weights: exc_to_exc", "");
  still.replace(still.find("plasticity:"), still.find("projections:") - still.find("plasticity:"),
                "");
  run_well("drawn", still);
  run_well("stored", replaced(still, "{uniform: {low: 0 mV, high: 0.2 mV}}", "{from: first.h5}"));
  const std::string edges = replaced(still, "{rule: fixed_indegree, indegree: 120}",
                                     "{rule: from_file, file: first.h5, group: "
                                     "/weights/exc_to_exc}");
  run_well("listed", replaced(edges, "    weight: {uniform: {low: 0 mV, high: 0.2 mV}}\n", ""));
  EXPECT_EQ(spikes("stored"), spikes("listed"));
  EXPECT_NE(spikes("stored"), spikes("drawn"));
}

TEST_F(StoredWeights, AreRefusedWithThePlaceWhereTheyAreNamed) {
  run_well("first", std::string(model));
  expect_refusal(going_on("{from: none.h5}"),
                 "bad.yaml:11:20: projections[0].weight.from: none.h5: no such file");
  expect_refusal(going_on("{from: first.h5, projection: exc_to_exd}"),
                 "bad.yaml:11:20: projections[0].weight.from: first.h5: holds no weights of a "
                 "projection \"exc_to_exd\" (did you mean \"exc_to_exc\"?)");
  expect_refusal(replaced(going_on(), "size: 40", "size: 41"),
                 "bad.yaml:11:20: projections[0].weight.from: first.h5: /weights/exc_to_exc/"
                 "row_begin: expected 42 values for 41 sources, got 41");
  expect_refusal(going_on("{frm: first.h5}"), "bad.yaml:11:");
  expect_refusal(replaced(going_on(), "w_max: 0.4 mV", "w_max: 0.1 mV"),
                 "stdp_pair keeps weights between 0 and 0.1 mV");
}

TEST_F(StoredWeights, AreRefusedOfOtherSynapses) {
  run_well("first", std::string(model));
  expect_refusal(replaced(going_on(), "seed: 3", "seed: 4"),
                 "bad.yaml:8:5: projections[0]: the stored weights are of other synapses: source 0 "
                 "has other targets (the same seed");
  expect_refusal(replaced(going_on(), "indegree: 120", "indegree: 119"),
                 "the stored weights are of 4800 synapses, expected 4760");
}

TEST_F(StoredWeights, AreRefusedOfAnotherLayout) {
  run_well("first", std::string(model));
  const auto all = [](const std::string&) { return true; };
  copy_result(folder_ / "first.h5", folder_ / "old.h5", 1, all);
  run_well("second", going_on("{from: old.h5}"));
  EXPECT_EQ(weights("second"), weights("first"));
  copy_result(folder_ / "first.h5", folder_ / "new.h5", 3, all);
  expect_refusal(going_on("{from: new.h5}"),
                 "bad.yaml:11:20: projections[0].weight.from: new.h5: made by a newer Meniscus: "
                 "layout 3, this one reads 1 to 2");
}

TEST_F(StoredWeights, OfAWholeModelAreRefusedWhereNoProjectionHasThem) {
  run_well("first", std::string(model));
  const std::string named =
      replaced(std::string(model), "    to: exc\n", "    to: exc\n    name: loop\n");
  expect_refusal(
      replaced(named, "weights: exc_to_exc", "weights: loop") + "weights: {from: first.h5}\n",
      "weights.from: no projection is called \"exc_to_exc\"");
  run_well("empty", "duration: 1 ms\npopulations: {exc: {model: lif, size: 2}}\n");
  expect_refusal(std::string(model) + "weights: {from: empty.h5}\n",
                 "empty.h5: holds no weights (record.weights keeps them)");
}

}  // namespace
}  // namespace meniscus
