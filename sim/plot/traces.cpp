#include "sim/plot/traces.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_curves = 3;
constexpr std::size_t most_panels = 40;
constexpr std::size_t most_points = 40'000;  ///< of a figure: below 1 MB of SVG

struct Extremes {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
};

std::vector<CurvePoint> curve_of(const Report& report, std::size_t column, const Window& window) {
  std::vector<CurvePoint> curve;
  const std::size_t columns = report.node_ids.size();
  for (std::size_t k = column, row = 0; k < report.values.size(); k += columns, ++row) {
    const double t = report.start_ms + static_cast<double>(row) * report.dt_ms;
    if (t >= window.from && t <= window.to) curve.push_back({t, report.values[k]});
  }
  return curve;
}

/// "exc, neurons 0, 1, 2 of 10": which neurons a panel shows.
std::string title_of(const Report& report, std::size_t curves) {
  if (report.node_ids.size() <= 1) return report.population;
  std::string title = abbreviated(report.population, 24) + ", neurons ";
  for (std::size_t k = 0; k < curves; ++k) {
    title += fmt::format("{}{}", k == 0 ? "" : ", ", report.node_ids[k]);
  }
  if (curves < report.node_ids.size()) title += fmt::format(" of {}", report.node_ids.size());
  return title;
}

/// How the panels stand.
struct Grid {
  explicit Grid(std::size_t panels)
      : columns(panels <= 4   ? 1
                : panels <= 8 ? 2
                              : 4),
        rows((panels + columns - 1) / columns) {}

  double height() const { return static_cast<double>(rows) * cell_height() + 26.0; }
  double cell_height() const { return columns == 1 ? 110.0 : 92.0; }

  Panel panel(std::size_t k) const {
    const double cell = (full_width - 12.0) / static_cast<double>(columns);
    const double left = columns == 1 ? 56.0 : columns == 2 ? 50.0 : 34.0;
    return {static_cast<double>(k % columns) * cell + left,
            18.0 + static_cast<double>(k / columns) * cell_height(),
            cell - left - (columns == 4 ? 6.0 : 4.0), cell_height() - 36.0};
  }

  std::size_t columns;
  std::size_t rows;
};

std::string y_label(const Report& report) {
  const std::string name = abbreviated(report.variable, 16);
  return report.unit.empty() ? name : fmt::format("{} ({})", name, abbreviated(report.unit, 8));
}

void draw_panel(FigureWriter& figure, const Report& report, const Window& window,
                std::size_t points) {
  const std::size_t curves = std::min(most_curves, report.node_ids.size());
  Extremes y;
  std::string plots;
  for (std::size_t c = 0; c < curves; ++c) {
    std::string rows;
    for (const CurvePoint& point : thinned(curve_of(report, c, window), points / curves)) {
      y.low = std::min(y.low, point.y), y.high = std::max(y.high, point.y);
      fmt::format_to(std::back_inserter(rows), "{:.7g} {:.6g}\n", point.x, point.y);
    }
    plots += fmt::format("{} {} with lines linewidth 0.9 linecolor rgb '{}'", c == 0 ? "plot" : ",",
                         figure.data(rows), colour(c));
  }
  const bool empty = !(y.low <= y.high);
  if (empty) {
    y = {0.0, 1.0};
    figure.line("set label 'nothing recorded' at graph 0.5, 0.5 center");
  }
  const double margin = 0.05 * (y.high - y.low);
  figure.axis("x", window.from, window.to, "");
  figure.axis("y", y.low - margin, y.high + margin, "");
  if (margin > 0.0) figure.line(fmt::format("set ytics {:.7g}", round_up((y.high - y.low) / 4.0)));
  figure.line(plots.empty() ? "plot " + figure.data("") : plots);
}

/// Tic distances that leave room for their numbers.
void set_tics(FigureWriter& figure, const Window& window, const Panel& panel) {
  if (!(window.length() > 0.0)) return;
  figure.line(fmt::format("set xtics {:.7g}", round_up(window.length() / (panel.width / 36.0))));
}

}  // namespace

std::vector<CurvePoint> thinned(std::span<const CurvePoint> curve, std::size_t most) {
  std::vector<CurvePoint> finite;
  std::ranges::copy_if(curve, std::back_inserter(finite),
                       [](const CurvePoint& point) { return std::isfinite(point.y); });
  if (finite.size() <= most) return finite;
  const std::size_t pieces = std::max<std::size_t>(1, most / 2);
  std::vector<CurvePoint> kept;
  for (std::size_t k = 0; k < pieces; ++k) {
    const auto at = [&](std::size_t piece) {
      return finite.begin() + static_cast<std::ptrdiff_t>(piece * finite.size() / pieces);
    };
    const auto [low, high] = std::minmax_element(
        at(k), at(k + 1), [](const CurvePoint& a, const CurvePoint& b) { return a.y < b.y; });
    kept.push_back(*std::min(low, high));
    if (low != high) kept.push_back(*std::max(low, high));
  }
  return kept;
}

Figure traces(std::span<const Report> reports, std::span<const Window> windows) {
  const std::size_t shown = std::min(most_panels, reports.size());
  const Grid grid(shown);
  FigureWriter figure("traces", full_width, grid.height());
  for (std::size_t k = 0; k < shown; ++k) {
    const Panel panel = grid.panel(k);
    figure.begin_panel(panel);
    set_tics(figure, windows[k], panel);
    const std::size_t curves = std::min(most_curves, reports[k].node_ids.size());
    figure.line(fmt::format("set label {} at graph 0, 1 offset 0, screen {:.5f} left",
                            gnuplot_text(abbreviated(title_of(reports[k], curves),
                                                     static_cast<std::size_t>(panel.width / 4.2))),
                            8.0 / grid.height()));
    figure.line(fmt::format("set label {} at graph 0, 0.5 offset screen {:.5f}, 0 center rotate",
                            gnuplot_text(y_label(reports[k])),
                            (grid.columns == 4 ? -27.0 : -38.0) / full_width));
    if (k + grid.columns >= shown) {
      figure.line(fmt::format("set label {} at graph 0.5, 0 offset 0, screen {:.5f} center",
                              gnuplot_text(shown < reports.size() && k + 1 == shown
                                               ? fmt::format("time (ms); {} of {} recordings shown",
                                                             shown, reports.size())
                                               : "time (ms)"),
                              -26.0 / grid.height()));
    }
    draw_panel(figure, reports[k], windows[k], most_points / shown);
  }
  return std::move(figure).finish();
}

}  // namespace meniscus
