#pragma once

#include <span>
#include <vector>

#include "sim/io/sonata.hpp"
#include "sim/plot/raster.hpp"

namespace meniscus {

/// A point of a curve.
struct CurvePoint {
  double x = 0.0;
  double y = 0.0;
};

/// A curve with at most `most` points that looks the same: the lowest and the highest one of every
/// piece, in order, so that no spike is lost. Points without a number are left out.
std::vector<CurvePoint> thinned(std::span<const CurvePoint> curve, std::size_t most);

/// Recorded states: a panel per report, up to three neurons in each; more than four reports stand
/// in a grid, two or four side by side. `windows` has the part of each report that is shown.
Figure traces(std::span<const Report> reports, std::span<const Window> windows);

}  // namespace meniscus
