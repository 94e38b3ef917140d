#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/experiment/report.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/learning/features.hpp"
#include "sim/learning/metrics.hpp"
#include "sim/learning/readout.hpp"

namespace meniscus {

/// A readout and how good it is.
struct ReadoutResult {
  std::optional<Readout> readout = {};     ///< none where there is one per fold
  std::vector<std::uint32_t> predictions;  ///< of the test samples
  Proportion test;
  Proportion validation;
  std::string setting;                       ///< what validation chose
  std::vector<double> fold_accuracies = {};  ///< of cross-validation
};

/// What readouts are trained on: features of the training, validation and test samples, or, for
/// cross-validation, of all.
struct ReadoutFeatures {
  const std::vector<LabelledFeatures>& liquid;
  const std::vector<LabelledFeatures>& feed_forward;
  const std::vector<LabelledFeatures>& input;
  const std::vector<LabelledFeatures>& values;
};

/// The readout on what the liquid did, on the liquid without recurrent synapses, on the input, and
/// on the values that were encoded, where there are any; the latter two unless they are too many.
struct Readouts {
  ReadoutResult liquid;
  ReadoutResult feed_forward;
  std::optional<ReadoutResult> input;
  std::optional<ReadoutResult> values;
};

/// Trains them side by side, those of every fold for itself (`fold_of` each sample); each on one
/// thread. Throws Interrupted when the context says stop.
Readouts train_readouts(const ReadoutFeatures& features, const ClassifySpec& classify,
                        std::span<const std::uint32_t> fold_of, const RunContext& context);

}  // namespace meniscus
