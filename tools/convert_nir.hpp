#pragma once

#include "tools/convert.hpp"

namespace meniscus {

/// Adds --nir-dt, --nir-method, --nir-reset, --nir-time-unit and --allow-dense, which set
/// `request`. A value that makes no sense throws ConfigError while the command line is parsed.
void add_nir_options(CLI::App& command, ConversionRequest& request);

/// A graph in NIR as a model file, and its weights beside it as <output's stem>.edges.h5.
PreparedConversion nir_to_model(const ConversionRequest& request);

/// A model file as a graph in NIR; its synapses are drawn.
PreparedConversion model_to_nir(const ConversionRequest& request);

}  // namespace meniscus
