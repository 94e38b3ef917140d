#pragma once

#include <filesystem>
#include <vector>

#include "sim/config/budget.hpp"
#include "sim/config/node.hpp"

namespace meniscus {

/// Reads a YAML file and what its key `include` names, one file or a list of them, relative to its
/// own folder. Later files win over earlier ones and the file itself over all that it includes:
/// maps are merged key by key, anything else is replaced; keys keep the order in which they first
/// came. Every value keeps its own file, line and column. Appends the files read besides `path` to
/// `included`. Throws ConfigError: about a file that can't be included at the place that names it.
Node load_with_includes(const std::filesystem::path& path, Budget& budget,
                        std::vector<std::filesystem::path>& included);

}  // namespace meniscus
