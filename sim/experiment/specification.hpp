#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/node.hpp"
#include "sim/core/distributions.hpp"
#include "sim/core/time.hpp"
#include "sim/engine/feature_recorders.hpp"
#include "sim/experiment/samples.hpp"
#include "sim/learning/ridge.hpp"
#include "sim/learning/softmax.hpp"
#include "sim/network/catalogue.hpp"
#include "sim/network/connectivity.hpp"
#include "sim/network/network.hpp"
#include "sim/network/network_builder.hpp"

namespace meniscus {

// A model file as typed values: everything checked, no strings left that name something.

struct ProjectionSpec {
  std::string name;  ///< empty: from the populations' names
  PopulationId source = 0;
  PopulationId target = 0;
  ConnectionRule rule = {};
  SynapseLaw law = {};
  double expected_synapses = 0.0;
  std::optional<ListedEdges> listed = {};  ///< in place of the rule: edges from a file
  std::filesystem::path file = {};         ///< that one
  /// Weights from a result, in place of the law's or the file's, with the edges they belong to.
  std::optional<ListedEdges> stored = {};
  Place place = {};       ///< where the model file says it
  std::string path = {};  ///< its key path
};

struct StateRecordSpec {
  PopulationId population = 0;
  std::vector<std::size_t> variables = {};
  std::vector<std::uint32_t> neurons = {};
  Time interval{1};
};

struct RecordSpec {
  std::vector<PopulationId> spikes;
  std::vector<StateRecordSpec> states;
  std::vector<std::uint32_t> weights;  ///< plastic projections
};

enum class ClassifierKind : std::uint8_t { softmax, ridge };

enum class FeatureKind : std::uint8_t { counts, traces, potentials };

/// What a readout sees of a population.
struct FeatureSpec {
  FeatureKind kind = FeatureKind::counts;
  SampleTimes times;
  double tau = 20.0;         ///< time constant of traces [ms]
  std::size_t variable = 0;  ///< the membrane potential, of potentials
};

/// `experiment: classify`: samples of a data set through a liquid into a readout.
struct ClassifySpec {
  SampleParts samples;
  std::vector<std::filesystem::path> files;  ///< they come from
  std::uint32_t classes = 0;                 ///< labels are 0 … classes - 1
  std::vector<std::string> class_names;      ///< of folders; empty: classes are numbers
  std::size_t train = 0;                     ///< the first ones of the training set
  std::size_t validation = 0;                ///< the last ones of the training set
  std::size_t test = 0;                      ///< the first ones of the test set
  /// Of cross-validation, over all samples of both sets; 0: none. With folds, `train` and
  /// `validation` are 0 and `test` is the number of samples.
  std::uint32_t folds = 0;
  Time duration{0};  ///< of every sample; 0: each its own
  /// Current of the value 1 into the neurons of `input` [pA]; none: they are lines of spikes.
  std::optional<double> amplitude = {};
  PopulationId input = 0;
  PopulationId liquid = 0;
  FeatureSpec features;
  ClassifierKind classifier = ClassifierKind::softmax;
  SoftmaxOptions softmax;
  RidgeOptions ridge;
  bool standardise = false;  ///< features of softmax; ridge does it by itself
  std::size_t recorded = 0;  ///< test samples whose recordings go into the result
};

struct Specification {
  std::string name;
  NetworkBuilder network;  ///< populations and stimuli; the projections wait below to be drawn
  Time duration{0};        ///< of a plain simulation
  std::uint32_t block_size = NetworkBuilder::default_block_size;
  std::vector<ProjectionSpec> projections = {};
  std::vector<PopulationId> dale = {};  ///< populations whose neurons obey Dale's law
  /// Files besides the model that say what the network is.
  std::vector<std::filesystem::path> files = {};
  /// While reading: populations that were complained about, so that each use of them isn't as well.
  std::vector<std::string> unreadable = {};
  RecordSpec record = {};
  std::optional<ClassifySpec> classify = {};  ///< absent: a plain simulation
  std::filesystem::path output = {};
  std::string yaml = {};  ///< the model as run, overrides applied
};

}  // namespace meniscus
