#pragma once

#include "sim/experiment/report.hpp"
#include "sim/experiment/specification.hpp"
#include "sim/io/result_file.hpp"

namespace meniscus {

/// `experiment: simulate`: runs the network for its duration, or until the context says stop, and
/// writes what was recorded.
RunReport simulate(Specification& specification, const RunContext& context, ResultFile& result);

}  // namespace meniscus
