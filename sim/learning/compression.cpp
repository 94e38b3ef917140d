#include "sim/learning/compression.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

void compress(Series& series, const Compression& compression) {
  if (!(compression.dynamic_range > 1.0)) {
    throw ConfigError(
        fmt::format("expected a dynamic range > 1, got {}", compression.dynamic_range));
  }
  if (series.values.empty()) return;
  const double largest = std::ranges::max(series.values);
  assert(std::ranges::min(series.values) >= 0.0);
  if (largest == 0.0) return;
  const double per_log = 1.0 / std::log(compression.dynamic_range);
  for (double& value : series.values) {
    const double x = value / largest;
    double y = x;
    if (compression.kind == CompressionKind::cube_root) y = std::cbrt(x);
    if (compression.kind == CompressionKind::log) {
      y = x > 0.0 ? std::max(0.0, 1.0 + std::log(x) * per_log) : 0.0;
    }
    value = y;
  }
}

}  // namespace meniscus
