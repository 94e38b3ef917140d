#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"

namespace meniscus {

/// The most runs of one sweep.
inline constexpr std::uint64_t most_runs = 100'000;

/// What may stand behind a key of `sweep.over` in the place of a list, and what draws values.
inline constexpr std::string_view sweep_range_keys[] = {"from", "to", "step", "number", "spacing"};
inline constexpr std::string_view sweep_laws[] = {"uniform",   "log_uniform", "normal",
                                                  "lognormal", "integer",     "choice"};

/// A key that is swept.
struct SweepAxis {
  std::string path;          ///< "populations.exc.size"
  Place place;               ///< where the section says so
  bool random = false;       ///< one value per sample; else the values of a grid
  std::vector<Node> values;  ///< in the order of the section, or of the samples
};

/// What a section `sweep` asks for: every combination of the grid's values, and at each of them
/// `samples` draws of the random keys (the same draws everywhere).
struct SweepSpace {
  std::vector<SweepAxis> axes;
  std::uint64_t samples = 1;
  std::uint64_t replicates = 1;  ///< runs per point, with the seeds s, s + 1, …

  std::uint64_t points() const;

  /// The value of an axis at a point. The last grid axis changes fastest, but for the samples.
  const Node& value(std::uint64_t point, std::size_t axis) const;
};

/// Reads a section `sweep`. Sample k of a key is a pure function of `seed`, the key's path and k,
/// rounded to six digits: the same on every machine, whatever else is swept.
SweepSpace read_sweep(const Node& section, std::uint64_t seed, Diagnostics& diagnostics);

}  // namespace meniscus
