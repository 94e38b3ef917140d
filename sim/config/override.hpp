#pragma once

#include <string_view>

#include "sim/config/node.hpp"

namespace meniscus {

/// Applies "a.b[2].c=value" to the tree: the value, any YAML, replaces the one at that path or
/// becomes a new key of an existing map. Its place reads "--set a.b[2].c=value". Throws ConfigError
/// when the text is malformed or the path leads through something that does not exist.
void apply_override(Node& root, std::string_view text);

/// The same with a path and a value of its own. Complaints about the path, and the new key, are at
/// `place`.
void set_value(Node& root, std::string_view path, Node value, const Place& place);

}  // namespace meniscus
