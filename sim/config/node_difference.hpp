#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/config/node.hpp"

namespace meniscus {

/// In what a tree differs from an older one, key by key: `populations.exc.size: was 400, is 500`,
/// `record: is new`, `duration: is gone`. At most `most` lines; none: both are equal.
std::vector<std::string> differences(const Node& before, const Node& now, std::size_t most);

/// A value on one line, as YAML's flow style has it: `[8, 8, 8]`, `{tau_m: 20 ms}`.
std::string one_line(const Node& node);

}  // namespace meniscus
