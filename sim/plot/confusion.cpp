#include "sim/plot/confusion.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// From white to Okabe & Ito's blue.
std::uint32_t shade(double share) {
  const auto mix = [&](double dark) {
    return static_cast<std::uint32_t>(std::lround(255.0 + share * (dark - 255.0)));
  };
  return mix(0.0) << 16 | mix(0x72) << 8 | mix(0xb2);
}

struct Cells {
  std::string boxes;        ///< x y xlow xhigh ylow yhigh colour
  std::string dark_text;    ///< x y count share
  std::string bright_text;  ///< on dark cells
};

Cells cells_of(const StoredConfusion& matrix) {
  Cells cells;
  for (std::size_t row = 0; row < matrix.classes; ++row) {
    const auto* counts = &matrix.counts[row * matrix.classes];
    double all = 0.0;
    for (std::size_t k = 0; k < matrix.classes; ++k) all += static_cast<double>(counts[k]);
    for (std::size_t column = 0; column < matrix.classes; ++column) {
      const double share = all > 0.0 ? static_cast<double>(counts[column]) / all : 0.0;
      const double x = static_cast<double>(column), y = static_cast<double>(row);
      fmt::format_to(std::back_inserter(cells.boxes), "{} {} {} {} {} {} {}\n", x, y, x - 0.48,
                     x + 0.48, y - 0.48, y + 0.48, shade(share));
      if (counts[column] == 0) continue;
      fmt::format_to(std::back_inserter(share > 0.5 ? cells.bright_text : cells.dark_text),
                     "{} {} {} {}\n", x, y, counts[column],
                     fmt::format("\"{:.1f} %\"", 100.0 * share));
    }
  }
  return cells;
}

std::string texts(FigureWriter& figure, const std::string& rows, std::string_view text_colour) {
  const std::string name = figure.data(rows);
  return fmt::format(
      ", {0} using 1:($2 - 0.17):3 with labels font ',7.5' textcolor rgb '{1}'"
      ", {0} using 1:($2 + 0.2):4 with labels font ',5.5' textcolor rgb '{1}'",
      name, text_colour);
}

}  // namespace

Figure confusion(const StoredConfusion& matrix) {
  const double cell = matrix.classes <= 20 ? 30.0 : 600.0 / static_cast<double>(matrix.classes);
  const double side = std::max(120.0, cell * static_cast<double>(matrix.classes));
  FigureWriter figure("confusion", side + 62.0, side + 62.0);
  figure.begin_panel({50.0, 22.0, side, side});
  std::uint64_t all = 0, right = 0;
  for (std::size_t k = 0; k < matrix.counts.size(); ++k) {
    all += matrix.counts[k];
    if (k % (matrix.classes + 1) == 0) right += matrix.counts[k];
  }
  const double last = static_cast<double>(matrix.classes) - 0.5;
  figure.axis("x", -0.5, last, "predicted class");
  figure.axis("y", -0.5, last, "true class");
  figure.line(fmt::format("set yrange [{}:-0.5]\nset border 0\nset tics scale 0", last));
  const std::size_t step = matrix.classes <= 20 ? 1 : (matrix.classes + 9) / 10;
  figure.line(fmt::format("set xtics 0, {0}\nset ytics 0, {0}", step));
  figure.line(fmt::format("set label '{} of {} right' at graph 0, 1 offset 0, 0.7 left",
                          with_commas(right), with_commas(all)));
  const Cells cells = cells_of(matrix);
  std::string plots =
      fmt::format("plot {} using 1:2:3:4:5:6:7 with boxxyerror fillcolor rgb variable",
                  figure.data(cells.boxes));
  if (matrix.classes <= 20) {
    if (!cells.dark_text.empty()) plots += texts(figure, cells.dark_text, "#202020");
    if (!cells.bright_text.empty()) plots += texts(figure, cells.bright_text, "#ffffff");
  }
  figure.line(plots);
  return std::move(figure).finish();
}

Figure accuracies(std::span<const StoredAccuracy> readouts) {
  constexpr double row = 34.0;
  const double rows = static_cast<double>(readouts.size());
  FigureWriter figure("accuracy", 300.0, rows * row + 48.0);
  figure.begin_panel({82.0, 8.0, 206.0, rows * row});
  double low = 100.0, high = 0.0;
  std::string points, values;
  for (std::size_t k = 0; k < readouts.size(); ++k) {
    const StoredAccuracy& r = readouts[k];
    low = std::min({low, r.low, r.value}), high = std::max({high, r.high, r.value});
    fmt::format_to(std::back_inserter(points), "{} {} {} {}\n", r.value, k, r.low, r.high);
    fmt::format_to(std::back_inserter(values), "{} {} \"{:.2f} %\"\n", r.value, k, r.value);
    std::string name = r.name;
    std::ranges::replace(name, '_', ' ');
    figure.line(fmt::format("set label {} at graph -0.04, first {} right",
                            gnuplot_text(abbreviated(name, 14)), k));
  }
  const double margin = std::max(1.0, 0.1 * (high - low));
  figure.axis("x", low - margin, high + margin, "accuracy (%), 95 % confidence");
  figure.axis("y", rows - 0.5, rows - 0.5, "");
  figure.line(fmt::format("set yrange [{}:-0.5]\nset border 1\nunset ytics", rows - 0.5));
  figure.line(
      fmt::format("plot {} using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.5 "
                  "linewidth 1.2 linecolor rgb '{}', {} using 1:2:3 with labels offset 0, 0.8",
                  figure.data(points), colour(0), figure.data(values)));
  return std::move(figure).finish();
}

}  // namespace meniscus
