#pragma once

#include "sim/experiment/schema_values.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// The whole schema (schema.hpp).
Json model_schema(const Catalogue& catalogue);

// `data`, `input` and `readout` of a classification.
Json data_schema();
Json input_schema();
Json readout_schema();

/// `sweep`.
Json sweep_schema();

/// What a complete file that classifies must hold, beside what every one must.
Json complete_classification();
Json complete_data_and_input();

}  // namespace meniscus
