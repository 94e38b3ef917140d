#pragma once

#include "tools/convert.hpp"

namespace meniscus {

/// Adds --nir-dt, --nir-method, --nir-reset and --nir-time-unit, which set `options`. A value that
/// makes no sense throws ConfigError while the command line is parsed.
void add_nir_options(CLI::App& command, NirOptions& options);

/// A graph in NIR as a model file, and its weights beside it as <output's stem>.edges.h5.
PreparedConversion nir_to_model(const ConversionRequest& request);

}  // namespace meniscus
