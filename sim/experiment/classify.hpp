#pragma once

#include "sim/experiment/report.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/io/result_file.hpp"

namespace meniscus {

/// `experiment: classify`: a data set through the liquid into a readout, beside the same readout on
/// the raw input counts and on the liquid without its recurrent synapses (every projection that
/// doesn't come from the input). Writes features, labels, predictions and recordings. Throws
/// Interrupted when the context says stop.
RunReport classify(Specification& specification, const RunContext& context, ResultFile& result);

}  // namespace meniscus
