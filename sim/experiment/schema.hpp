#pragma once

#include <string>

#include "sim/network/catalogue.hpp"

namespace meniscus {

/// What a model file may hold, as a JSON Schema of draft 7, which the language servers for YAML
/// know: keys, units, ranges, defaults and meanings. The fields of models, stimuli and rules come
/// from the catalogue's tables. It accepts every valid file and refuses most invalid ones; what
/// lies between sections (does a population exist?) only reading can tell.
std::string json_schema(const Catalogue& catalogue);

}  // namespace meniscus
