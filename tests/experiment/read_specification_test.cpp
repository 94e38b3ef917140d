#include "sim/experiment/read_specification.hpp"

#include <gtest/gtest.h>

#include "tests/experiment/model_files.hpp"

namespace meniscus {
namespace {

/// What is wrong with lines 5 and on, after a model of two populations of lif neurons.
std::string complaints_about(const std::string& rest) {
  return complaints(
      "duration: 100 ms\n"
      "populations:\n"
      "  exc: {model: lif, size: 10}\n"
      "  inh: {model: lif, size: 5}\n" +
      rest);
}

std::string complaints_about_projection(const std::string& projection) {
  return complaints_about("projections:\n  - " + projection);
}

std::string complaints_about_stimulus(const std::string& stimulus) {
  return complaints_about("stimuli:\n  noise: " + stimulus);
}

/// A model of the one population `p`, in line 3.
std::string complaints_about_population(const std::string& population) {
  return complaints("duration: 100 ms\npopulations:\n  p: " + population);
}

TEST(ReadPopulation, SuggestsTheNearestModel) {
  EXPECT_EQ(complaints_about_population("{model: lif_exq, size: 3}"),
            "m.yaml:3:14: populations.p.model: unknown model \"lif_exq\" (did you mean "
            "\"lif_exp\"?)");
}

TEST(ReadPopulation, MissesAModel) {
  EXPECT_EQ(complaints_about_population("{size: 3, modl: lif}"),
            "m.yaml:3:6: populations.p: missing key \"model\" in population (is \"modl\" meant?)\n"
            "m.yaml:3:16: populations.p: unknown key \"modl\" in population (did you mean "
            "\"model\"?)");
}

TEST(ReadPopulation, NeedsASize) {
  EXPECT_EQ(complaints_about_population("{model: lif}"),
            "m.yaml:3:6: populations.p: missing key \"size\" in population");
}

TEST(ReadPopulation, RefusesANegativeSize) {
  EXPECT_EQ(complaints_about_population("{model: lif, size: -3}"),
            "m.yaml:3:25: populations.p.size: expected a whole number from 1 to 100000000, got "
            "\"-3\"");
}

TEST(ReadPopulation, TakesASizeOrAGrid) {
  EXPECT_EQ(complaints_about_population("{model: lif, size: 6, grid: [1, 2, 3]}"),
            "m.yaml:3:25: populations.p.size: expected either size or grid, got both");
}

TEST(ReadPopulation, KnowsItsParameters) {
  EXPECT_EQ(
      complaints_about_population("{model: lif, size: 1, parameters: {tau_n: 3 ms}}"),
      "m.yaml:3:41: populations.p.parameters: unknown key \"tau_n\" in parameters of lif (did "
      "you mean \"tau_m\"?)");
}

TEST(ReadPopulation, RefusesParametersOutOfRange) {
  EXPECT_EQ(complaints_about_population("{model: lif, size: 1, parameters: {tau_m: -1 ms}}"),
            "m.yaml:3:48: populations.p.parameters.tau_m: expected a time > 0, got \"-1 ms\"");
}

TEST(ReadPopulation, RefusesNaN) {
  EXPECT_EQ(complaints_about_population("{model: lif, size: 1, parameters: {v_th: nan}}"),
            "m.yaml:3:47: populations.p.parameters.v_th: expected a voltage, got \"nan\" (only "
            "finite numbers are allowed)");
}

TEST(ReadPopulation, RefusesInfinity) {
  EXPECT_EQ(complaints_about_population("{model: lif, size: 1, parameters: {i_e: .inf}}"),
            "m.yaml:3:46: populations.p.parameters.i_e: expected a current, got \".inf\" (only "
            "finite numbers are allowed)");
}

TEST(ReadPopulation, WantsTheResetBelowTheThreshold) {
  EXPECT_EQ(complaints_about_population(
                "{model: lif, size: 1, parameters: {v_th: 10 mV, v_reset: 10 mV}}"),
            "m.yaml:3:40: populations.p.parameters: v_reset must lie below v_th");
}

TEST(ReadPopulation, ComparesAGivenResetWithTheDefaultThreshold) {
  EXPECT_EQ(complaints_about_population("{model: lif, size: 1, parameters: {v_reset: 1 V}}"),
            "m.yaml:3:40: populations.p.parameters: v_reset must lie below v_th");
}

TEST(ReadPopulation, RefusesTheEventDriverWhereTheModelHasNone) {
  EXPECT_EQ(complaints_about_population("{model: lif_nalsm, size: 1, driver: event}"),
            "m.yaml:3:42: populations.p.driver: lif_nalsm has no event driver (use clock)");
}

TEST(ReadPopulation, ChoosesThePrecision) {
  const auto precision = [](const std::string& key) {
    const Specification specification =
        specification_of("duration: 100 ms\npopulations:\n  p: {model: lif, size: 1" + key + "}\n");
    return specification.network.populations()[0].neurons->precision();
  };
  EXPECT_EQ(precision(""), Precision::float64);
  EXPECT_EQ(precision(", precision: double"), Precision::float64);
  EXPECT_EQ(precision(", precision: single"), Precision::float32);
}

TEST(ReadPopulation, RefusesAnUnknownPrecisionOrOneTheModelHasNot) {
  EXPECT_EQ(complaints_about_population("{model: lif, size: 1, precision: singel}"),
            "m.yaml:3:39: populations.p.precision: unknown precision \"singel\" (did you mean "
            "\"single\"?)");
  EXPECT_EQ(complaints_about_population("{model: poisson, size: 1, precision: single}"),
            "m.yaml:3:43: populations.p.precision: poisson has no single precision (use double)");
}

TEST(ReadPopulation, ChecksInitialValuesAndTheirUnits) {
  EXPECT_EQ(
      complaints_about_population("{model: lif, size: 1, initial: {w: 1 mV, v: 1 pA}}"),
      "m.yaml:3:38: populations.p.initial: unknown key \"w\" in initial values of lif (valid: "
      "v, refractory)\n"
      "m.yaml:3:50: populations.p.initial.v: expected a voltage, got \"1 pA\" (pA is a unit of "
      "current)");
}

TEST(ReadPopulation, WantsOneRateOrOneForEach) {
  EXPECT_EQ(
      complaints_about_population("{model: poisson, size: 3, parameters: {rate: [1 Hz, 2 Hz]}}"),
      "m.yaml:3:44: populations.p.parameters: expected one rate or one for each of 3 neurons, "
      "got 2");
}

TEST(ReadPopulation, RefusesASpikeAtTimeZero) {
  EXPECT_EQ(complaints_about_population(
                "{model: spike_list, size: 3, parameters: {times: [0 ms], neurons: [0]}}"),
            "m.yaml:3:56: populations.p.parameters.times[0]: expected a time > 0, got \"0 ms\"");
}

TEST(ReadPopulation, RefusesASpikeBeforeTheFirstTick) {
  EXPECT_EQ(
      complaints_about_population(
          "{model: spike_list, size: 3, parameters: {times: [0.01 ms], neurons: [0]}}"),
      "m.yaml:3:47: populations.p.parameters: spike_list: expected spike times of at least one "
      "tick (a run starts after 0)");
}

TEST(ReadPopulation, RefusesSpikesOfNeuronsThatDoNotExist) {
  EXPECT_EQ(complaints_about_population(
                "{model: spike_list, size: 3, parameters: {times: [1 ms], neurons: [3]}}"),
            "m.yaml:3:47: populations.p.parameters: expected neurons between 0 and 2, got 3");
}

TEST(ReadProjection, RefusesAWeightForInhibitoryNeuronsThatAreNotThere) {
  EXPECT_EQ(
      complaints_about_projection("{from: exc, to: inh, connect: {rule: all_to_all}, "
                                  "weight: {exc: 1 mV, inh: -1 mV}, delay: 1 ms}"),
      "m.yaml:6:5: projections[0]: population exc has no inhibitory neurons, so no weight for "
      "them");
}

TEST(ReadProjection, SuggestsTheNearestPopulation) {
  EXPECT_EQ(
      complaints_about_projection(
          "{from: [exc, ihn], to: exx, connect: {rule: all_to_all}, weight: 1 mV, delay: 1 ms}"),
      "m.yaml:6:18: projections[0].from[1]: no population is called \"ihn\" (did you mean "
      "\"inh\"?)\n"
      "m.yaml:6:28: projections[0].to: no population is called \"exx\" (did you mean \"exc\"?)");
}

TEST(ReadProjection, SuggestsTheNearestRuleAndDoesNotJudgeItsKeys) {
  EXPECT_EQ(complaints_about_projection("{from: exc, to: inh, connect: {rule: fixd_indegree, "
                                        "indegree: 2}, weight: 1 mV, delay: 1 ms}"),
            "m.yaml:6:42: projections[0].connect.rule: unknown connection rule \"fixd_indegree\" "
            "(did you mean \"fixed_indegree\"?)");
}

TEST(ReadProjection, NeedsTheNumbersOfItsRule) {
  EXPECT_EQ(complaints_about_projection("{from: exc, to: inh, connect: {rule: fixed_indegree}, "
                                        "weight: 1 mV, delay: 1 ms}"),
            "m.yaml:6:35: projections[0].connect: missing key \"indegree\" in connection rule");
}

TEST(ReadProjection, RefusesAProbabilityAboveOne) {
  EXPECT_EQ(
      complaints_about_projection("{from: exc, to: inh, connect: {rule: pairwise_bernoulli, "
                                  "p: 1.5}, weight: 1 mV, delay: 1 ms}"),
      "m.yaml:6:65: projections[0].connect.p: expected a number between 0 and 1, got \"1.5\"");
}

TEST(ReadProjection, RefusesARuleThatThePopulationsCannotMeet) {
  EXPECT_EQ(complaints_about_projection("{from: exc, to: inh, connect: {rule: fixed_indegree, "
                                        "indegree: 11, allow_multapses: false}, weight: 1 mV, "
                                        "delay: 1 ms}"),
            "m.yaml:6:5: projections[0]: fixed_indegree: indegree = 11 is impossible: 10 sources "
            "available, multapses not allowed");
}

TEST(ReadProjection, NeedsPlacesForTheDistanceRule) {
  EXPECT_EQ(
      complaints_about_projection(
          "{from: exc, to: inh, connect: {rule: distance, lambda: 3, c_ee: 1, c_ei: 1, c_ie: 1, "
          "c_ii: 1}, weight: 1 mV, delay: 1 ms}"),
      "m.yaml:6:5: projections[0]: distance: the source population needs positions: 10 "
      "neurons, 0 positions");
}

TEST(ReadProjection, RefusesADelayBelowTheResolution) {
  EXPECT_EQ(complaints_about_projection(
                "{from: exc, to: inh, connect: {rule: all_to_all}, weight: 1 mV, delay: 0.04 ms}"),
            "m.yaml:6:76: projections[0].delay: expected delays of at least one tick (0.1 ms), got "
            "0.04 ms");
}

TEST(ReadProjection, RefusesADelayThatMayBeDrawnBelowTheResolution) {
  EXPECT_EQ(
      complaints_about_projection("{from: exc, to: inh, connect: {rule: all_to_all}, weight: 1 "
                                  "mV, delay: {uniform: {low: 0.01 ms, high: 1 ms}}}"),
      "m.yaml:6:76: projections[0].delay: expected delays of at least one tick (0.1 ms), got "
      "0.01 ms (add min)");
}

TEST(ReadProjection, TakesADrawnDelayThatIsCutAboveTheResolution) {
  EXPECT_EQ(
      complaints_about_projection(
          "{from: exc, to: inh, connect: {rule: all_to_all}, weight: 1 mV, delay: {min: 0.1 ms, "
          "lognormal: {mean: 1 ms, sd: 1 ms}}}"),
      "valid");
}

TEST(ReadProjection, RefusesAWeightOfTheWrongUnit) {
  EXPECT_EQ(complaints_about_projection(
                "{from: exc, to: inh, connect: {rule: all_to_all}, weight: 1 pA, delay: 1 ms}"),
            "m.yaml:6:63: projections[0].weight: expected a voltage, got \"1 pA\" (pA is a unit of "
            "current)");
}

TEST(ReadProjection, ListsTheChannelsOfTheModel) {
  EXPECT_EQ(
      complaints_about_projection("{from: exc, to: inh, connect: {rule: all_to_all}, weight: 1 "
                                  "mV, delay: 1 ms, channel: exc}"),
      "m.yaml:6:91: projections[0].channel: unknown channel of lif \"exc\" (valid: delta)");
}

TEST(ReadProjection, RefusesToDriveASource) {
  EXPECT_EQ(
      complaints("duration: 1 s\npopulations:\n  p: {model: poisson, size: 2}\nprojections:\n"
                 "  - {from: p, to: p, connect: {rule: all_to_all}, weight: 1 mV, delay: 1 ms}"),
      "m.yaml:5:19: projections[0].to: population p takes no input: it is a poisson");
}

TEST(ReadStimulus, SuggestsTheNearestSource) {
  EXPECT_EQ(complaints_about_stimulus("{source: poison, rate: 1 Hz, to: exc, weight: 1 mV}"),
            "m.yaml:6:19: stimuli.noise.source: unknown stimulus \"poison\" (did you mean "
            "\"poisson\"?)");
}

TEST(ReadStimulus, SuggestsTheNearestPopulation) {
  EXPECT_EQ(
      complaints_about_stimulus("{source: poisson, rate: 1 Hz, to: exx, weight: 1 mV}"),
      "m.yaml:6:44: stimuli.noise.to: no population is called \"exx\" (did you mean \"exc\"?)");
}

TEST(ReadStimulus, KnowsItsKeys) {
  EXPECT_EQ(complaints_about_stimulus("{source: poisson, rat: 1 Hz, to: exc, weight: 1 mV}"),
            "m.yaml:6:28: stimuli.noise: unknown key \"rat\" in stimulus (did you mean \"rate\"?)");
}

TEST(ReadStimulus, ListsTheChannelsOfTheModelAndLeavesTheWeightAlone) {
  EXPECT_EQ(complaints_about_stimulus(
                "{source: poisson, rate: 1 Hz, to: exc, weight: 1 mV, channel: exc}"),
            "m.yaml:6:72: stimuli.noise.channel: unknown channel of lif \"exc\" (valid: delta)");
}

TEST(ReadStimulus, RefusesCurrentIntoAModelThatTakesNone) {
  EXPECT_EQ(complaints("duration: 1 s\nresolution: 1 ms\npopulations:\n"
                       "  p: {model: lif_nalsm, size: 2}\nstimuli:\n"
                       "  k: {source: constant_current, amplitude: 1 nA, to: p}"),
            "m.yaml:6:6: stimuli.k: population p: lif_nalsm neurons take no injected current");
}

TEST(ReadStimulus, RefusesNeuronsThatDoNotExist) {
  EXPECT_EQ(complaints_about_stimulus(
                "{source: constant_current, amplitude: 1 nA, to: inh, neurons: 0..5}"),
            "m.yaml:6:72: stimuli.noise.neurons: expected indices from 0 to 4, got \"0..5\"");
  EXPECT_EQ(complaints_about_stimulus(
                "{source: constant_current, amplitude: 1 nA, to: inh, neurons: []}"),
            "m.yaml:6:72: stimuli.noise.neurons: expected some indices, got an empty list");
}

TEST(ReadRecord, SuggestsPopulationsAndVariables) {
  EXPECT_EQ(
      complaints_about("record:\n"
                       "  spikes: [exc, in]\n"
                       "  states: {ex: {}, inh: {variables: refractry, neurons: all, interval: "
                       "1 ms}}"),
      "m.yaml:6:17: record.spikes[1]: no population is called \"in\" (did you mean \"inh\"?)\n"
      "m.yaml:7:16: record.states.ex: no population is called \"ex\" (did you mean \"exc\"?)\n"
      "m.yaml:7:37: record.states.inh.variables: unknown state variable \"refractry\" (did you "
      "mean \"refractory\"?)");
}

TEST(ReadRecord, RefusesAnIntervalBelowTheResolution) {
  EXPECT_EQ(
      complaints_about("record: {states: {exc: {variables: v, neurons: 0, interval: 10 us}}}"),
      "m.yaml:5:61: record.states.exc.interval: expected 1 to 4294967295 ticks of 0.1 ms, got "
      "\"10 us\"");
}

TEST(ReadRecord, RecordsNothingTwice) {
  EXPECT_EQ(complaints_about("record:\n"
                             "  spikes: [exc, exc]\n"
                             "  states: {inh: {variables: [v, v], neurons: all, interval: 1 ms}}"),
            "m.yaml:6:17: record.spikes[1]: population exc is listed twice\n"
            "m.yaml:7:33: record.states.inh.variables[1]: variable v is listed twice");
}

TEST(ReadSpecification, RefusesUnknownSections) {
  EXPECT_EQ(complaints_about("stimulis: {}"),
            "m.yaml:5:1: unknown key \"stimulis\" in model (did you mean \"stimuli\"?)");
}

TEST(ReadSpecification, NeedsADuration) {
  EXPECT_EQ(complaints("populations: {}"), "m.yaml:1:1: missing key \"duration\" in model");
}

TEST(ReadSpecification, RefusesADurationThatRoundsToNothing) {
  EXPECT_EQ(complaints("duration: 10 us\npopulations: {}"),
            "m.yaml:1:11: duration: expected 1 to 4294967295 ticks of 0.1 ms, got \"10 us\"");
}

TEST(ReadSpecification, RefusesADurationBeyondTheTicksOfTheRandomStreams) {
  EXPECT_EQ(complaints("duration: 1e300 s\npopulations: {}"),
            "m.yaml:1:11: duration: expected 1 to 4294967295 ticks of 0.1 ms, got \"1e300 s\"");
}

TEST(ReadSpecification, JudgesNothingElseWithoutTheExperiment) {
  EXPECT_EQ(complaints("experiment: clasify\ndata: {}\n"),
            "m.yaml:1:13: experiment: unknown experiment \"clasify\" (did you mean \"classify\"?)");
}

TEST(ReadSpecification, TellsAWrongPopulationOnceAndNotAtEachUse) {
  EXPECT_EQ(complaints("duration: 1 s\n"
                       "populations:\n"
                       "  exc: {model: lif, size: 5, parameters: {tau_m: 20 mV}}\n"
                       "projections:\n"
                       "  - {from: exc, to: exc, connect: {rule: all_to_all}, weight: 1 mV,\n"
                       "     delay: 1 ms}\n"
                       "record: {spikes: exc}\n"),
            "m.yaml:3:50: populations.exc.parameters.tau_m: expected a time > 0, got \"20 mV\" (mV "
            "is a unit of voltage)");
}

TEST(ReadSpecification, KeepsTheTypesOfAPopulationWithAnUnknownKey) {
  EXPECT_EQ(complaints("duration: 1 s\n"
                       "populations:\n"
                       "  liquid: {model: lif, grid: [2, 2, 2], inhibitory: 50 %, modle: lif}\n"
                       "projections:\n"
                       "  - {from: liquid, to: liquid, connect: {rule: distance},\n"
                       "     weight: {exc: 1 mV, inh: -1 mV}, delay: 1 ms}\n"),
            "m.yaml:3:59: populations.liquid: unknown key \"modle\" in population (did you mean "
            "\"model\"?)");
}

TEST(ReadSpecification, TellsEveryErrorOfAllSectionsInTheOrderOfTheFile) {
  EXPECT_EQ(complaints(
                "record: {spikes: exd}\n"
                "projections:\n"
                "  - {from: exc, to: exc, connect: {rule: all_to_all}, weight: 1 mV, delay: 0 ms}\n"
                "populations:\n"
                "  exc: {model: lif, size: 1}\n"
                "seed: -1\n"
                "stimuli:\n"
                "  k: {source: poisson, rate: 1 mV, to: exc, weight: 1 mV}\n"),
            "m.yaml:1:1: missing key \"duration\" in model\n"
            "m.yaml:1:18: record.spikes: no population is called \"exd\" (did you mean \"exc\"?)\n"
            "m.yaml:3:76: projections[0].delay: expected a time > 0, got \"0 ms\"\n"
            "m.yaml:6:7: seed: expected a whole number >= 0, got \"-1\"\n"
            "m.yaml:8:30: stimuli.k.rate: expected a frequency >= 0, got \"1 mV\" (mV is a unit of "
            "voltage)");
}

}  // namespace
}  // namespace meniscus
