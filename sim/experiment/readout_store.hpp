#pragma once

#include <string>
#include <vector>

#include "sim/experiment/readout_training.hpp"
#include "sim/io/hdf5.hpp"
#include "sim/io/result_file.hpp"

namespace meniscus {

// Trained readouts in a result: /readout/<of what>/…, the names as in /predictions without "test":
// liquid, feed_forward, input, values. Attributes of the group: `kind` (ridge or softmax) and
// `features`, what each row of `weights` weighs. Datasets:
//   weights        features x classes; the scores are W^T x + bias, the class with the largest wins
//   bias           one per class
//   mean, inverse_sd   where features are standardised: x is (feature - mean) * inverse_sd, of
//                  every feature; inverse_sd is 0 where it never varied in training
//   lambda         of ridge: the penalty that validation chose
//   scale, peak, batch   of softmax (float32): x is divided by its L1 norm, then by `peak`
//                  (training_max) or by the largest entry of its `batch` samples (batch_max)
// Beside them, for new data: /readout/first_test_id, the id of the first test sample, which names
// its random streams, /readout/lines, the number of input lines, and /readout/class_names where
// classes have names.

/// What new data need to know besides the readout itself.
struct ReadoutContext {
  std::uint32_t first_test_id = 0;
  std::uint32_t lines = 0;                    ///< of input
  std::vector<std::string> class_names = {};  ///< empty: classes are numbers
};

/// Writes the readouts that there are: none of cross-validation.
void write_readouts(ResultFile& result, const Readouts& readouts, const ReadoutContext& context,
                    const std::string& features);

/// The readout of the liquid. Throws ConfigError that names file and dataset where it is missing or
/// makes no sense.
Readout read_liquid_readout(const Hdf5File& file);

/// Likewise.
ReadoutContext read_readout_context(const Hdf5File& file);

}  // namespace meniscus
