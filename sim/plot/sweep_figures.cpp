#include "sim/plot/sweep_figures.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_curves = 7;
constexpr std::size_t most_tics = 10;
constexpr double log_ratio = 50.0;  ///< from the least to the greatest value: a logarithmic axis

/// Where the panels of a figure are: one alone, else two side by side.
class Grid {
 public:
  Grid(std::size_t panels, double right, double legend)
      : columns_(panels > 1 ? 2 : 1), right_(right), legend_(legend), panels_(panels) {}

  double width() const { return columns_ == 1 ? 300.0 : full_width; }
  double height() const {
    const auto rows = static_cast<double>((panels_ + columns_ - 1) / columns_);
    return legend_ + rows * row_height;
  }

  Panel panel(std::size_t k) const {
    const double cell = width() / static_cast<double>(columns_);
    return {static_cast<double>(k % columns_) * cell + left,
            legend_ + static_cast<double>(k / columns_) * row_height + 14.0, cell - left - right_,
            row_height - 54.0};
  }

 private:
  static constexpr double row_height = 170.0;
  static constexpr double left = 52.0;

  std::size_t columns_;
  double right_;
  double legend_;
  std::size_t panels_;
};

/// A parameter's name, or the end of another key's path, with its unit.
std::string axis_label(const SweepTable& table, const std::string& key) {
  constexpr std::string_view parameters = "parameters.";
  std::string name = key;
  if (name.starts_with(parameters)) name.erase(0, parameters.size());
  const std::size_t last = name.rfind('.');
  const bool nested = last != std::string::npos && last > 0;
  const std::size_t before = nested ? name.rfind('.', last - 1) : last;
  if (before != std::string::npos) name.erase(0, before + 1);
  const SweepColumn& column = *std::ranges::find(table.keys, key, &SweepColumn::path);
  return column.unit.empty() ? name : fmt::format("{} ({})", name, column.unit);
}

std::string metric_label(const SweepTable& table, const std::string& name) {
  for (const SweepMetric& metric : metrics_in(table)) {
    if (metric.name != name) continue;
    std::string label = abbreviated(metric.meaning, 30);
    label.erase(0, label.find_first_not_of(' '));
    return metric.unit.empty() ? label : fmt::format("{} ({})", label, metric.unit);
  }
  return name;
}

bool is_random(const SweepTable& table, const std::string& key) {
  return std::ranges::find(table.keys, key, &SweepColumn::path)->random;
}

bool is_text(const SweepTable& table, const std::string& key) {
  return !std::ranges::find(table.keys, key, &SweepColumn::path)->is_number();
}

/// Labels in the place of numbers.
std::string tics(std::string_view axis, std::span<const std::string> labels) {
  const std::size_t step = (labels.size() + most_tics - 1) / most_tics;
  std::string list;
  for (std::size_t k = 0; k < labels.size(); k += step) {
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ",
                        gnuplot_text(abbreviated(labels[k], 14)), k);
  }
  return fmt::format("set {}tics ({})", axis, list);
}

/// Sets an axis over a key's values.
void key_axis(FigureWriter& figure, const SweepTable& table, const std::string& key,
              std::string_view axis) {
  const KeyValues values = key_values(table, key);
  double low = values.numbers.front(), high = values.numbers.back();
  if (is_text(table, key)) {
    figure.axis(axis, low - 0.5, high + 0.5, axis_label(table, key));
    return figure.line(tics(axis, values.labels));
  }
  const bool log = low > 0.0 && high / low >= log_ratio;
  const double margin = log ? std::pow(high / low, 0.04) : 0.04 * (high - low);
  figure.axis(axis, log ? low / margin : low - margin, log ? high * margin : high + margin,
              axis_label(table, key));
  if (log) figure.line(fmt::format("set logscale {}", axis));
}

void no_logscale(FigureWriter& figure) { figure.line("unset logscale"); }

/// One panel of curves.
class CurvePanel {
 public:
  CurvePanel(const SweepTable& table, const std::string& metric, const KeyValues& x,
             const KeyValues& curves)
      : spreads_(cells(table, metric, x, curves)), x_(x), curves_(curves.numbers.size()) {}

  void draw(FigureWriter& figure, bool with_lines, const std::string& label) {
    std::string plots;
    for (std::size_t c = 0; c < curves_; ++c) {
      const std::string data = figure.data(rows(c));
      plots += fmt::format(
          "{}{} using 1:2:3 with yerrorbars pointtype 7 pointsize 0.45 linewidth 1 linecolor rgb "
          "'{}'",
          plots.empty() ? "plot " : ", ", data, colour(c));
      if (with_lines) {
        plots += fmt::format(", {} using 1:2 with lines linewidth 1.2 linecolor rgb '{}'", data,
                             colour(c));
      }
    }
    const double margin = 0.06 * (high_ - low_);
    if (high_ >= low_) {
      figure.axis("y", low_ - margin, high_ + margin, label);
    } else {
      figure.axis("y", 0.0, 1.0, label);
    }
    figure.line(plots);
  }

 private:
  std::string rows(std::size_t curve) {
    std::string text;
    for (std::size_t k = 0; k < spreads_.size(); ++k) {
      const Spread& spread = spreads_[k][curve];
      if (!std::isfinite(spread.mean)) continue;
      const double sd = std::isfinite(spread.sd) ? spread.sd : 0.0;
      low_ = std::min(low_, spread.mean - sd);
      high_ = std::max(high_, spread.mean + sd);
      fmt::format_to(std::back_inserter(text), "{} {} {}\n", x_.numbers[k], spread.mean, sd);
    }
    return text;
  }

  std::vector<std::vector<Spread>> spreads_;
  const KeyValues& x_;
  std::size_t curves_;
  double low_ = HUGE_VAL;
  double high_ = -HUGE_VAL;
};

/// Says above all panels which colour is which value of a key.
void legend(FigureWriter& figure, const Grid& grid, const std::string& label,
            const KeyValues& curves) {
  double at = 12.0;
  const auto write = [&](const std::string& text, std::string_view tint) {
    figure.line(fmt::format("set label {} at screen {:.5f}, {:.5f} left textcolor rgb '{}'",
                            gnuplot_text(text), at / grid.width(), 1.0 - 8.0 / grid.height(),
                            tint));
    at += 4.8 * static_cast<double>(text.size()) + 9.0;
  };
  write(label, "#202020");
  for (std::size_t c = 0; c < curves.labels.size(); ++c) {
    write(abbreviated(curves.labels[c], 14), colour(c));
  }
}

/// One panel of a heat map. Returns the command that plots it.
std::string heat_map_plot(FigureWriter& figure, const std::vector<std::vector<Spread>>& spreads,
                          const KeyValues& x, const KeyValues& y, bool scattered) {
  std::string rows;
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (std::size_t i = 0; i < x.numbers.size(); ++i) {
    for (std::size_t j = 0; j < y.numbers.size(); ++j) {
      const double mean = spreads[i][j].mean;
      if (!std::isfinite(mean)) continue;
      low = std::min(low, mean), high = std::max(high, mean);
      if (scattered) {
        fmt::format_to(std::back_inserter(rows), "{} {} {}\n", x.numbers[i], y.numbers[j], mean);
      } else {
        fmt::format_to(std::back_inserter(rows), "{0} {1} {2} {3} {4} {5} {6}\n", i, j,
                       static_cast<double>(i) - 0.5, static_cast<double>(i) + 0.5,
                       static_cast<double>(j) - 0.5, static_cast<double>(j) + 0.5, mean);
      }
    }
  }
  if (!(high >= low)) low = 0.0, high = 1.0;
  if (high == low) low -= 0.5, high += 0.5;
  figure.line(fmt::format("set cbrange [{}:{}]", low, high));
  const std::string_view style = scattered
                                     ? "using 1:2:3 with points pointtype 7 pointsize 0.8 palette"
                                     : "using 1:2:3:4:5:6:7 with boxxyerror fillcolor palette";
  return fmt::format("plot {} {}", figure.data(rows), style);
}

void heat_map_panel(FigureWriter& figure, const SweepTable& table, const SweepView& view,
                    const std::string& metric, bool scattered) {
  const KeyValues x = key_values(table, view.keys[0]), y = key_values(table, view.keys[1]);
  if (scattered) {
    key_axis(figure, table, view.keys[0], "x");
    key_axis(figure, table, view.keys[1], "y");
  } else {
    const auto steps = [&](std::string_view axis, const std::string& key, const KeyValues& values) {
      figure.axis(axis, -0.5, static_cast<double>(values.numbers.size()) - 0.5,
                  axis_label(table, key));
      figure.line(tics(axis, values.labels));
    };
    steps("x", view.keys[0], x);
    steps("y", view.keys[1], y);
  }
  figure.line(fmt::format("set label {} at graph 0, 1 offset 0, 0.6 left",
                          gnuplot_text(metric_label(table, metric))));
  figure.line(heat_map_plot(figure, cells(table, metric, x, y), x, y, scattered));
}

}  // namespace

Figure sweep_curves(const SweepTable& table, const SweepView& view) {
  const KeyValues x = key_values(table, view.keys[0]);
  KeyValues curves{{0.0}, {""}, std::vector<std::size_t>(table.runs.size(), 0)};
  const bool several = view.keys.size() > 1 && !is_random(table, view.keys[1]) &&
                       key_values(table, view.keys[1]).numbers.size() <= most_curves;
  if (several) curves = key_values(table, view.keys[1]);
  const Grid grid(view.metrics.size(), 14.0, several ? 18.0 : 0.0);
  FigureWriter figure("curves", grid.width(), grid.height());
  for (std::size_t k = 0; k < view.metrics.size(); ++k) {
    figure.begin_panel(grid.panel(k));
    no_logscale(figure);
    key_axis(figure, table, view.keys[0], "x");
    if (k == 0 && several) legend(figure, grid, axis_label(table, view.keys[1]) + ":", curves);
    CurvePanel panel(table, view.metrics[k], x, curves);
    panel.draw(figure, !is_random(table, view.keys[0]), metric_label(table, view.metrics[k]));
  }
  return std::move(figure).finish();
}

Figure sweep_heat_maps(const SweepTable& table, const SweepView& view) {
  const bool scattered = is_random(table, view.keys[0]) || is_random(table, view.keys[1]);
  const Grid grid(view.metrics.size(), 62.0, 0.0);
  FigureWriter figure("heat_map", grid.width(), grid.height());
  // Viridis (van der Walt & Smith 2015), in a few steps.
  figure.line(
      "set palette defined (0 '#440154', 1 '#443a83', 2 '#31688e', 3 '#21908d', 4 '#35b779', 5 "
      "'#8fd744', 6 '#fde725')");
  for (std::size_t k = 0; k < view.metrics.size(); ++k) {
    const Panel panel = grid.panel(k);
    figure.begin_panel(panel);
    no_logscale(figure);
    figure.line(fmt::format(
        "set colorbox user origin screen {:.5f}, screen {:.5f} size screen {:.5f}, screen {:.5f}",
        (panel.left + panel.width + 8.0) / grid.width(),
        1.0 - (panel.top + panel.height) / grid.height(), 9.0 / grid.width(),
        panel.height / grid.height()));
    heat_map_panel(figure, table, view, view.metrics[k], scattered);
  }
  return std::move(figure).finish();
}

}  // namespace meniscus
