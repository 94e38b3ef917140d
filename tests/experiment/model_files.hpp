#pragma once

#include <string>

#include "models/catalogue.hpp"
#include "plasticity/catalogue.hpp"
#include "sim/config/source.hpp"
#include "sim/core/error.hpp"
#include "sim/experiment/read_specification.hpp"
#include "tests/support/replaced.hpp"

namespace meniscus {

/// The specification of a model file named m.yaml. Throws ConfigError.
inline Specification specification_of(const std::string& yaml) {
  Catalogue catalogue;
  add_models(catalogue);
  add_plasticity(catalogue);
  return read_specification(parse_yaml(yaml, "m.yaml"), catalogue);
}

/// What is wrong with a whole model file.
inline std::string complaints(const std::string& yaml) {
  try {
    specification_of(yaml);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "valid";
}

}  // namespace meniscus
