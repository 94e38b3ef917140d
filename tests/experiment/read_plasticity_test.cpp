#include <gtest/gtest.h>

#include "sim/experiment/describe.hpp"
#include "sim/experiment/memory_estimate.hpp"
#include "tests/experiment/model_files.hpp"

namespace meniscus {
namespace {

/// Lines 5 and 7 of a model file.
std::string model(const std::string& rule, const std::string& more,
                  const std::string& record = "{}") {
  return "duration: 100 ms\n"
         "populations:\n"
         "  exc: {model: lif, size: 10}\n"
         "plasticity:\n"
         "  stdp: {" +
         rule + "}\nprojections:\n  - {from: exc, to: exc, connect: {rule: all_to_all}, " + more +
         ", delay: 1 ms}\nrecord: " + record + "\n";
}

const std::string rule = "rule: stdp_pair, w_max: 300 uV, learning_rate: 0.02";
const std::string use = "weight: 0.1 mV, plasticity: stdp";

TEST(ReadPlasticity, TakesTheParametersInTheUnitOfTheChannel) {
  const Specification specification = specification_of(model(rule, use + ", post_lag: 1 ms"));
  const SynapseLaw& law = specification.projections.at(0).law;
  ASSERT_TRUE(law.plasticity);
  EXPECT_EQ(law.post_lag, 1.0);
  const auto parameters = specification.network.plasticity(*law.plasticity).parameters(unit::mV);
  EXPECT_EQ(parameters[2].default_value, 0.02);
  EXPECT_EQ(parameters[4].name, "w_max");
  EXPECT_DOUBLE_EQ(parameters[4].default_value, 0.3);
}

TEST(ReadPlasticity, RefusesAWeightInAnotherUnitThanTheChannels) {
  EXPECT_EQ(complaints(model("rule: stdp_pair, w_max: 3 pA", use)),
            "m.yaml:5:34: plasticity.stdp.w_max: expected a voltage > 0, got \"3 pA\" (pA is a "
            "unit of current)");
}

TEST(ReadPlasticity, SuggestsTheNearestRule) {
  EXPECT_EQ(
      complaints(model("rule: stdp_pear, w_max: 3 mV", use)),
      "m.yaml:5:16: plasticity.stdp.rule: unknown plasticity rule \"stdp_pear\" (did you mean "
      "\"stdp_pair\"?)");
}

TEST(ReadPlasticity, SuggestsTheNearestName) {
  EXPECT_EQ(
      complaints(model(rule, "weight: 0.1 mV, plasticity: sdtp")),
      "m.yaml:7:83: projections[0].plasticity: no plasticity is called \"sdtp\" (did you mean "
      "\"stdp\"?)");
}

TEST(ReadPlasticity, MissesTheLargestWeight) {
  EXPECT_EQ(complaints(model("rule: stdp_pair", use)),
            "m.yaml:5:9: plasticity.stdp: missing key \"w_max\" in plasticity");
}

TEST(ReadPlasticity, RefusesWeightsBeyondTheBounds) {
  EXPECT_EQ(
      complaints(model(rule, "weight: 0.4 mV, plasticity: stdp")),
      "m.yaml:7:5: projections[0]: stdp_pair keeps weights between 0 and 0.3 mV, so they can't "
      "start from 0.4 mV");
}

TEST(ReadPlasticity, RefusesALawOfWeightsThatReachesBeyondTheBounds) {
  EXPECT_EQ(
      complaints(model(rule,
                       "weight: {normal: {mean: 0.1 mV, sd: 0.1 mV}, min: 0 mV}, "
                       "plasticity: stdp")),
      "m.yaml:7:5: projections[0]: stdp_pair keeps weights between 0 and 0.3 mV, so they can't "
      "start from inf mV");
}

TEST(ReadPlasticity, TakesInhibitoryWeightsByTheSignOfTheStrongest) {
  const std::string inhibitory = "rule: stdp_inhibitory, w_max: -3 mV, target_rate: 5 Hz";
  const Specification specification =
      specification_of(model(inhibitory, "weight: -0.1 mV, plasticity: stdp"));
  const Plasticity& plasticity =
      specification.network.plasticity(*specification.projections.at(0).law.plasticity);
  EXPECT_EQ(plasticity.bounds().low, -3.0f);
  EXPECT_EQ(plasticity.bounds().high, 0.0f);
  EXPECT_EQ(plasticity.scalars(unit::mV).at(1).name, "target_rate");
  EXPECT_DOUBLE_EQ(plasticity.scalars(unit::mV).at(1).default_value, 0.005);
  EXPECT_EQ(complaints(model(inhibitory, use)),
            "m.yaml:7:5: projections[0]: stdp_inhibitory keeps weights between -3 and 0 mV, so "
            "they can't start from 0.1 mV");
}

TEST(ReadPlasticity, MissesTheStrongestInhibition) {
  EXPECT_EQ(complaints(model("rule: stdp_inhibitory", use)),
            "m.yaml:5:9: plasticity.stdp: missing key \"w_max\" in plasticity");
  EXPECT_EQ(complaints(model("rule: stdp_inhibitory, w_max: 0 mV", use)),
            "m.yaml:5:9: plasticity.stdp: expected a w_max other than 0");
}

TEST(ReadPlasticity, SaysNothingOfBoundsThatCouldNotBeRead) {
  EXPECT_EQ(complaints(model("rule: stdp", use)),
            "m.yaml:5:9: plasticity.stdp: missing key \"w_max\" in plasticity");
  EXPECT_EQ(
      complaints(model("rule: stdp_inhibitory, w_max: -3 pA", use)),
      "m.yaml:5:40: plasticity.stdp.w_max: expected a voltage, got \"-3 pA\" (pA is a unit of "
      "current)");
}

TEST(ReadPlasticity, SaysWhatIsWrongBetweenBounds) {
  EXPECT_EQ(complaints(model("rule: stdp, w_max: 1 mV, w_min: 2 mV", use)),
            "m.yaml:5:9: plasticity.stdp: expected a w_min below w_max");
  EXPECT_EQ(complaints(model("rule: ap_stdp, w_max: 1 mV, w_min: -1 mV, by_sign: true", use)),
            "m.yaml:5:9: plasticity.stdp: by_sign: expected a w_min of 0");
}

/// 8 bytes back from the target to each of 100 synapses.
TEST(ReadPlasticity, ExpectsTheMemoryOfRulesThatVisitEverySynapse) {
  const auto memory = [](const std::string& text) {
    return expected_memory(specification_of(model(text, use)), 1);
  };
  const double pair = memory("rule: stdp_pair, w_max: 1 mV");
  EXPECT_EQ(memory("rule: stdp, w_max: 1 mV") - pair, 800.0);
  EXPECT_EQ(memory("rule: tsodyks_markram"), pair);
}

TEST(ReadPlasticity, SuggestsTheNearestParameter) {
  EXPECT_NE(complaints(model("rule: stdp_triplet, w_max: 1 mV, a3plus: 0.1", use))
                .find("did you mean \"a3_plus\"?"),
            std::string::npos);
}

/// Weights that keep their signs obey Dale's law as the initial ones do; others must be bounded.
TEST(ReadPlasticity, ChecksDalesLawOfWeightsThatKeepTheirSigns) {
  const auto dale = [](const std::string& text, const std::string& more) {
    return complaints(replaced(model(text, more), "size: 10}", "size: 10, dale: true}"));
  };
  EXPECT_EQ(dale("rule: tsodyks_markram", use), "valid");
  EXPECT_EQ(dale("rule: stdp, w_max: 1 mV, by_sign: true", use), "valid");
  EXPECT_NE(dale("rule: stdp, w_max: 1 mV, w_min: -1 mV", use), "valid");
  EXPECT_NE(
      dale("rule: tsodyks_markram", "weight: {constant: 0.1 mV, sign: random}, plasticity: stdp"),
      "valid");
}

TEST(ReadPlasticity, RefusesARuleThatNobodyUses) {
  EXPECT_EQ(complaints(model(rule, "weight: 0.1 mV")),
            "m.yaml:5:9: plasticity.stdp: no projection learns by \"stdp\"");
}

TEST(ReadPlasticity, RefusesALagWithoutPlasticity) {
  EXPECT_NE(complaints(model(rule, "weight: 0.1 mV, post_lag: 1 ms")).find("unknown key"),
            std::string::npos);
}

TEST(ReadPlasticity, RefusesToRecordWeightsOfAStaticProjection) {
  const std::string two =
      "weight: 0.1 mV, delay: 1 ms, name: fixed}\n  - {from: exc, to: exc, connect: {rule: "
      "all_to_all}, " +
      use;
  EXPECT_EQ(complaints(model(rule, two, "{weights: [fixed]}")),
            "m.yaml:9:20: record.weights[0]: projection fixed does not learn");
}

TEST(ReadPlasticity, SuggestsTheNearestProjectionToRecord) {
  EXPECT_EQ(complaints(model(rule, use, "{weights: exc_to_exx}")),
            "m.yaml:8:19: record.weights: no projection is called \"exc_to_exx\" (did you mean "
            "\"exc_to_exc\"?)");
}

TEST(ReadPlasticity, IsDescribed) {
  Specification specification = specification_of(model(rule, use));
  EXPECT_NE(describe(specification, false).find("learns by stdp_pair"), std::string::npos);
}

}  // namespace
}  // namespace meniscus
