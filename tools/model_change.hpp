#pragma once

#include "sim/io/checkpoint.hpp"

namespace meniscus {

/// Throws ConfigError unless the run of a checkpoint would be the same `now`: program, model and
/// inputs. What differs is shown.
void require_same_run(const Checkpoint& checkpoint, const Checkpoint& now);

}  // namespace meniscus
