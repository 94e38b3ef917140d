#include "sim/plot/raster.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::uint64_t most_spikes = 40'000;  ///< about 1 MB of SVG
constexpr double figure_height = 328.0;
constexpr double spikes_height = 200.0;
constexpr std::size_t longest_name = 16;

/// One of the two panels, which leave room for the populations' names on the left.
Panel panel_of(std::span<const RecordedSpikes> populations, double top, double height) {
  std::size_t longest = 8;
  for (const RecordedSpikes& spikes : populations) {
    longest = std::max(longest, std::min(longest_name, spikes.population.size()));
  }
  const double left = 26.0 + 5.0 * static_cast<double>(longest);
  return {left, top, full_width - left - 14.0, height};
}

/// The first and one behind the last spike of a window.
std::pair<std::size_t, std::size_t> range_of(std::span<const double> times, const Window& window) {
  const auto at = [&](double t) {
    return static_cast<std::size_t>(std::ranges::upper_bound(times, t) - times.begin());
  };
  return {at(window.from), std::max(at(window.from), at(window.to))};
}

std::uint64_t rows_of(const RecordedSpikes& spikes, std::uint64_t stride) {
  return (spikes.size + stride - 1) / stride;
}

/// The recording's samples as lines between them.
void draw_samples(FigureWriter& figure, const RasterOptions& options) {
  for (const double begin : options.sample_begins) {
    if (!(begin > options.window.from && begin < options.window.to)) continue;
    figure.line(
        fmt::format("set arrow from {0:.10g}, graph 0 to {0:.10g}, graph 1 nohead back "
                    "linewidth 0.7 linecolor rgb '#b0b0b0'",
                    begin));
  }
}

/// A stroke per spike; `row` is where neuron 0 stands.
std::string strokes(const RecordedSpikes& spikes, const Window& window, std::uint64_t stride,
                    double row, double half_height) {
  std::string rows;
  const auto [first, last] = range_of(spikes.times, window);
  for (std::size_t k = first; k < last; ++k) {
    if (spikes.nodes[k] % stride != 0) continue;
    const double y = row + static_cast<double>(spikes.nodes[k] / stride);
    fmt::format_to(std::back_inserter(rows), "{0:.7g} {1:.7g}\n{0:.7g} {2:.7g}\n\n",
                   spikes.times[k], y - half_height, y + half_height);
  }
  return rows;
}

std::string neurons_label(std::span<const RecordedSpikes> populations, const Thinning& shown) {
  if (shown.stride == 1) return "neuron";
  std::uint64_t all = 0;
  for (const RecordedSpikes& spikes : populations) all += spikes.size;
  return fmt::format("neuron ({} of {} shown)", with_commas(shown.rows), with_commas(all));
}

/// The names of populations beside their bands.
void name_band(FigureWriter& figure, const RecordedSpikes& spikes, std::size_t index,
               double middle) {
  figure.line(fmt::format("set label {} at graph -0.012, first {:.7g} right textcolor rgb '{}'",
                          gnuplot_text(abbreviated(spikes.population, longest_name)), middle,
                          colour(index)));
}

/// What the vertical axis shows, at the same place in both panels.
void name_axis(FigureWriter& figure, std::string_view text) {
  figure.line(fmt::format("set label {} at screen {:.5f}, graph 0.5 center rotate",
                          gnuplot_text(text), 10.0 / full_width));
}

void draw_spikes(FigureWriter& figure, std::span<const RecordedSpikes> populations,
                 const RasterOptions& options) {
  const Thinning shown = thin(populations, options.window, options.rows, most_spikes);
  figure.begin_panel(panel_of(populations, 8.0, spikes_height));
  draw_samples(figure, options);
  const double rows = static_cast<double>(shown.rows);
  // A stroke is 0.8 of its row, but not below 1.2 pt.
  const double half_height = std::max(0.4, 0.6 * rows / spikes_height);
  std::string plots;
  double row = 0.0;
  bool silent = true;
  for (std::size_t p = 0; p < populations.size(); ++p) {
    const std::string lines =
        strokes(populations[p], options.window, shown.stride, row, half_height);
    silent = silent && lines.empty();
    plots += fmt::format("{} {} with lines linewidth 0.8 linecolor rgb '{}'", p == 0 ? "plot" : ",",
                         figure.data(lines), colour(p));
    const double band = static_cast<double>(rows_of(populations[p], shown.stride));
    if (populations.size() > 1 && band > 0.0) {
      name_band(figure, populations[p], p, row + 0.5 * (band - 1.0));
    }
    row += band;
  }
  figure.axis("x", options.window.from, options.window.to, "");
  figure.axis("y", -0.5, std::max(0.5, rows - 0.5), "");
  name_axis(figure, neurons_label(populations, shown));
  figure.line("set format x ''");
  if (populations.size() > 1 || shown.stride > 1 || rows < 2.0) figure.line("unset ytics");
  if (silent) figure.line("set label 'no spikes' at graph 0.5, 0.5 center");
  figure.line(plots);
}

void draw_rates(FigureWriter& figure, std::span<const RecordedSpikes> populations,
                const RasterOptions& options) {
  const Window& window = options.window;
  const double width = options.bin > 0.0 ? options.bin : round_up(window.length() / 200.0);
  figure.begin_panel(panel_of(populations, 220.0, 70.0));
  draw_samples(figure, options);
  double highest = 0.0;
  std::string plots;
  for (std::size_t p = 0; p < populations.size(); ++p) {
    const auto counts = spikes_per_bin(populations[p].times, window, width);
    std::string rows;
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const double begin = window.from + static_cast<double>(k) * width;
      const double end = std::min(begin + width, window.to);
      const double neuron_seconds =
          static_cast<double>(std::max<std::uint64_t>(populations[p].size, 1)) * (end - begin) /
          1e3;
      const double rate = static_cast<double>(counts[k]) / neuron_seconds;
      highest = std::max(highest, rate);
      fmt::format_to(std::back_inserter(rows), "{:.8g} {:.8g}\n{:.8g} {:.8g}\n", begin, rate, end,
                     rate);
    }
    plots += fmt::format("{} {} with lines linewidth 1.1 linecolor rgb '{}'", p == 0 ? "plot" : ",",
                         figure.data(rows), colour(p));
  }
  figure.axis("x", window.from, window.to,
              fmt::format("time (ms); rates in bins of {:.4g} ms", width));
  figure.axis("y", 0.0, highest > 0.0 ? 1.05 * highest : 1.0, "");
  name_axis(figure, "rate (Hz)");
  if (highest > 0.0) figure.line(fmt::format("set ytics {:.7g}", round_up(highest / 4.0)));
  figure.line(plots);
}

}  // namespace

std::vector<std::uint64_t> spikes_per_bin(std::span<const double> times, const Window& window,
                                          double width) {
  // A window that is a whole number of bins but for rounding has no sliver of a bin at its end.
  const auto bins = static_cast<std::size_t>(std::ceil(window.length() / width - 1e-9));
  std::vector<std::uint64_t> counts(std::max<std::size_t>(1, bins));
  const auto [first, last] = range_of(times, window);
  for (std::size_t k = first; k < last; ++k) {
    const double bin = std::ceil((times[k] - window.from) / width - 1e-9) - 1.0;
    ++counts[std::min(static_cast<std::size_t>(std::max(0.0, bin)), counts.size() - 1)];
  }
  return counts;
}

Thinning thin(std::span<const RecordedSpikes> populations, const Window& window,
              std::uint64_t most_rows, std::uint64_t most_spikes_shown) {
  Thinning shown;
  std::uint64_t all = 0;
  for (const RecordedSpikes& spikes : populations) all += spikes.size;
  shown.stride = std::max<std::uint64_t>(1, (all + most_rows - 1) / most_rows);
  const auto spikes_shown = [&] {
    std::uint64_t count = 0;
    for (const RecordedSpikes& spikes : populations) {
      const auto [first, last] = range_of(spikes.times, window);
      for (std::size_t k = first; k < last; ++k) count += spikes.nodes[k] % shown.stride == 0;
    }
    return count;
  };
  while (shown.stride < all && spikes_shown() > most_spikes_shown) {
    shown.stride += (shown.stride + 3) / 4;
  }
  for (const RecordedSpikes& spikes : populations) shown.rows += rows_of(spikes, shown.stride);
  return shown;
}

Figure raster(std::span<const RecordedSpikes> populations, const RasterOptions& options) {
  FigureWriter figure("raster", full_width, figure_height);
  draw_spikes(figure, populations, options);
  draw_rates(figure, populations, options);
  return std::move(figure).finish();
}

}  // namespace meniscus
