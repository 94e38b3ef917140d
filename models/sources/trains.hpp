#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/poisson_counts.hpp"
#include "sim/network/neuron.hpp"

namespace meniscus {

// What the scheduled sources have in common.

/// The complaint about a list that has neither one number nor one for each of `size` neurons.
inline std::string one_or_each(const std::vector<double>& values, std::string_view what,
                               std::uint32_t size) {
  if (values.size() == 1 || values.size() == size) return {};
  return fmt::format("expected one value or one for each of {} neurons as {}, got {}", size, what,
                     values.size());
}

/// Throws ConfigError for spikes so dense that a run would not end. `interval` [ticks].
inline void check_mean_interval(double interval) {
  if (interval * largest_mean_count >= 1.0) return;
  throw ConfigError(fmt::format("expected at most {} spikes per tick, got {:.0f}",
                                largest_mean_count, 1.0 / interval));
}

/// A spike time in whole ticks as a tick from 1 on, or `never` beyond those a run can have.
inline std::int64_t tick_or_never(double ticks) {
  if (!(ticks < 0x1p33)) return never;
  return ticks < 1.0 ? 1 : static_cast<std::int64_t>(ticks);
}

}  // namespace meniscus
