#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "sim/config/model_source.hpp"

namespace meniscus {

/// The model file of a command, and what the command line changes in it.
struct ModelOptions {
  std::string model = {};
  std::vector<std::string> overrides = {};
  std::string seed = {};

  /// Adds these options to a command; must outlive it.
  void add_to(CLI::App& command);

  std::vector<std::string> all_overrides() const;  ///< the seed's, too
  ModelSource load() const { return load_model(model, all_overrides()); }
};

}  // namespace meniscus
