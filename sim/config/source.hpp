#pragma once

#include <filesystem>
#include <string>

#include "sim/config/budget.hpp"
#include "sim/config/node.hpp"
#include "sim/config/override.hpp"

namespace meniscus {

// The one door to YAML. What yaml-cpp 0.7 lets through is refused here: duplicate keys, several
// documents, tags, keys that are no names, aliases into their own value or without end, deep
// nesting, binary files. Merge keys ("<<") are carried out: keys of the map itself win, then
// earlier maps.

/// Reads one YAML file, without what it includes (model_source.hpp). Throws ConfigError that says
/// where and why.
Node load_yaml(const std::filesystem::path& path);

/// Reads YAML text; `name` stands for the file in messages. Throws ConfigError.
Node parse_yaml(std::string text, std::string name);

/// The same for one of several files that share a budget.
Node parse_yaml(std::string text, std::string name, Budget& budget);

/// As parse_yaml, for text without lines of its own: every place is just `name`.
Node parse_yaml_snippet(std::string text, std::string name);

}  // namespace meniscus
