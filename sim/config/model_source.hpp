#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sim/config/node.hpp"

namespace meniscus {

/// A model file as one tree, and what it was made of.
struct ModelSource {
  Node root;  ///< no `include`, no `parameters`, no `${name}` left
  std::vector<std::filesystem::path> included;  ///< the other files, in the order of reading
};

/// Reads a model file and the files it includes, applies `overrides` ("a.b[2].c=value") in order,
/// then resolves the parameters. Throws ConfigError.
ModelSource load_model(const std::filesystem::path& path, std::span<const std::string> overrides);

}  // namespace meniscus
