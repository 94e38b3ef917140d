#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "models/catalogue.hpp"
#include "plasticity/catalogue.hpp"
#include "sim/config/source.hpp"
#include "sim/core/error.hpp"
#include "sim/experiment/read_specification.hpp"

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

/// `text` with the only occurrence of `from` replaced.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos)
    throw std::invalid_argument("not exactly once: " + std::string(from));
  return text.replace(at, from.size(), to);
}

}  // namespace meniscus
