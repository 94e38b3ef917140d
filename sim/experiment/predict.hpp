#pragma once

#include "sim/experiment/new_data.hpp"
#include "sim/experiment/readout_store.hpp"
#include "sim/experiment/report.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/io/result_file.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// A trained readout with all it takes to ask it: the model as run, which makes the same network.
struct TrainedModel {
  Node root;  ///< of the model, with what concerns its recordings taken out
  Readout readout;
  ReadoutContext context;
  std::filesystem::path result;  ///< that they come from
};

/// Reads it from a result; `model` is the model file's name, beside which the names of other files
/// are meant. Throws ConfigError where there is none.
TrainedModel read_trained_model(const std::filesystem::path& result, const std::string& yaml,
                                const std::string& model);

/// The model with fresh samples in place of its data; weights that the result has stored are those
/// that its projections start from. Throws ConfigError for samples that the readout can't tell.
Specification read_for_prediction(const TrainedModel& trained, NewData fresh,
                                  const Catalogue& catalogue);

/// Shows the samples to the network, each from its initial state, and asks the readout. Sample i
/// has the random streams that test sample i had in training. Writes /predictions/liquid and
/// /scores/liquid (samples x classes), of labelled samples /labels/liquid and the confusion matrix,
/// and /sample_files where each sample is a file. Same bits for any number of threads. Throws
/// Interrupted when the context says stop.
RunReport predict(const TrainedModel& trained, Specification& specification, bool labelled,
                  const RunContext& context, ResultFile& result);

}  // namespace meniscus
