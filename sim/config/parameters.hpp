#pragma once

#include "sim/config/budget.hpp"
#include "sim/config/node.hpp"

namespace meniscus {

/// Replaces every `${name}` in the tree by what the section `parameters` says, and takes that
/// section away. A value that is just `${name}` becomes a copy of the parameter, also of a list or
/// a map; arithmetic is computed (expression.hpp); into any other text the parameters' texts are
/// inserted. Parameters may name each other. A parameter that nothing uses is refused unless it
/// comes from an included file, which may serve several models. Throws ConfigError with everything
/// that is wrong.
void resolve_parameters(Node& root, Budget& budget);

}  // namespace meniscus
