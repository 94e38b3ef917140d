#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/io/result_reader.hpp"
#include "sim/plot/figure.hpp"

namespace meniscus {

/// What to draw of a result.
struct PlotOptions {
  std::vector<std::string> what = {};     ///< kinds of pictures; empty: all that the file allows
  std::optional<double> from = {};        ///< [ms]
  std::optional<double> to = {};          ///< [ms]
  std::optional<double> bin = {};         ///< of population rates [ms]
  std::uint64_t neurons = 500;            ///< shown in a raster, at most about so many
  std::vector<std::string> keys = {};     ///< of a sweep; empty: those with several values
  std::vector<std::string> metrics = {};  ///< of a sweep; empty: the first ones that differ
};

/// The figures of a result. Throws ConfigError for an unknown kind, one that the file has no data
/// for, a file with nothing to draw, and an empty time window.
std::vector<Figure> figures_of(const ResultReader& result, const PlotOptions& options);

/// Draws figures to `output`, or, unless that ends in .png or .svg, to <output>_<figure>.png and
/// .svg; all of them or none. Returns the names. Throws ConfigError where a file exists and
/// `overwrite` is false, IoError where one can't be drawn.
std::vector<std::filesystem::path> draw_all(const std::vector<Figure>& figures,
                                            const std::filesystem::path& output, bool overwrite);

}  // namespace meniscus
