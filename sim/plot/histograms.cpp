#include "sim/plot/histograms.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_panels = 24;

/// What stands around a histogram.
struct Words {
  std::string title;
  std::string x;
  std::string y;
  std::string note = {};  ///< in the upper right corner
};

/// How many spikes each neuron that fired has in a window.
std::vector<std::uint64_t> counts_of(const RecordedSpikes& spikes, const Window& window) {
  std::vector<std::uint64_t> nodes;
  for (std::size_t k = 0; k < spikes.times.size(); ++k) {
    if (spikes.times[k] > window.from && spikes.times[k] <= window.to) {
      nodes.push_back(spikes.nodes[k]);
    }
  }
  std::ranges::sort(nodes);
  std::vector<std::uint64_t> counts;
  for (auto at = nodes.begin(); at != nodes.end();) {
    const auto next = std::upper_bound(at, nodes.end(), *at);
    counts.push_back(static_cast<std::uint64_t>(next - at));
    at = next;
  }
  return counts;
}

Panel panel_of(std::size_t k, std::size_t columns) {
  const double cell = full_width / static_cast<double>(columns);
  return {static_cast<double>(k % columns) * cell + 52.0,
          20.0 + static_cast<double>(k / columns) * 150.0, cell - 62.0, 92.0};
}

void draw_panel(FigureWriter& figure, const Panel& panel, const Histogram& histogram,
                std::size_t index, const Words& words) {
  figure.begin_panel(panel);
  std::string rows;
  std::uint64_t highest = 1;
  for (std::size_t k = 0; k < histogram.counts.size(); ++k) {
    highest = std::max(highest, histogram.counts[k]);
    const double begin = histogram.low + static_cast<double>(k) * histogram.width;
    if (histogram.counts[k] == 0) continue;
    fmt::format_to(std::back_inserter(rows), "{:.9g} {} {:.9g} {:.9g} 0 {}\n",
                   begin + 0.5 * histogram.width, histogram.counts[k], begin,
                   begin + histogram.width, histogram.counts[k]);
  }
  const double high =
      histogram.low + static_cast<double>(histogram.counts.size()) * histogram.width;
  figure.axis("x", histogram.low, high, words.x);
  figure.axis("y", 0.0, 1.05 * static_cast<double>(highest), words.y);
  figure.line(
      fmt::format("set xtics {:.7g}", round_up((high - histogram.low) / (panel.width / 40))));
  figure.line(
      fmt::format("set ytics {:.7g}", std::max(1.0, round_up(static_cast<double>(highest) / 4.0))));
  figure.line(fmt::format(
      "set label {} at graph 0, 1 offset 0, 0.9 left",
      gnuplot_text(abbreviated(words.title, static_cast<std::size_t>(panel.width / 4.2)))));
  figure.line(fmt::format("set label {} at graph 1, 0.93 right", gnuplot_text(words.note)));
  figure.line(fmt::format("plot {} using 1:2:3:4:5:6 with boxxyerror linecolor rgb '{}'",
                          figure.data(rows), colour(index)));
}

/// What the last panel says where there are more than one sees; else `note`.
std::string note_of(std::size_t index, std::size_t shown, std::size_t all, std::string note) {
  return shown < all && index + 1 == shown ? fmt::format("{} of {} shown", shown, all) : note;
}

FigureWriter grid_of(std::string name, std::size_t panels) {
  const std::size_t columns = std::min<std::size_t>(panels, 3);
  const double rows = static_cast<double>((panels + columns - 1) / columns);
  return FigureWriter(std::move(name), full_width, 150.0 * rows);
}

}  // namespace

Histogram rate_histogram(const RecordedSpikes& spikes, const Window& window) {
  const std::vector<std::uint64_t> counts = counts_of(spikes, window);
  const std::uint64_t most = counts.empty() ? 0 : std::ranges::max(counts);
  const std::uint64_t spikes_per_bin = most / 40 + 1;
  Histogram histogram{.low = 0.0,
                      .width = static_cast<double>(spikes_per_bin) * 1e3 / window.length(),
                      .counts = std::vector<std::uint64_t>(most / spikes_per_bin + 1)};
  for (const std::uint64_t count : counts) ++histogram.counts[count / spikes_per_bin];
  if (spikes.knows_size) histogram.counts[0] += spikes.size - counts.size();
  return histogram;
}

Histogram weight_histogram(std::span<const float> weights) {
  if (weights.empty()) return {.low = 0.0, .width = 1.0, .counts = {0}};
  const auto [least, greatest] = std::ranges::minmax(weights);
  const double low = least, range = double{greatest} - low;
  if (!(range > 0.0)) {
    const double width = low == 0.0 ? 1.0 : 0.1 * std::abs(low);
    return {.low = low - 0.5 * width, .width = width, .counts = {weights.size()}};
  }
  Histogram histogram{.low = low, .width = range / 50.0, .counts = std::vector<std::uint64_t>(50)};
  for (const float weight : weights) {
    const auto bin = static_cast<std::size_t>((double{weight} - low) / histogram.width);
    ++histogram.counts[std::min<std::size_t>(bin, 49)];
  }
  return histogram;
}

Figure rates(std::span<const RecordedSpikes> populations, const Window& window) {
  const auto shown = populations.first(std::min(populations.size(), most_panels));
  FigureWriter figure = grid_of("rates", shown.size());
  for (std::size_t p = 0; p < shown.size(); ++p) {
    const RecordedSpikes& spikes = shown[p];
    const auto counts = counts_of(spikes, window);
    std::uint64_t all = 0;
    for (const std::uint64_t count : counts) all += count;
    const double neurons = static_cast<double>(spikes.knows_size ? spikes.size : counts.size());
    const double mean =
        neurons > 0.0 ? static_cast<double>(all) / neurons / window.length() * 1e3 : 0.0;
    const std::string silent =
        spikes.knows_size ? with_commas(spikes.size - counts.size()) + " silent" : "";
    draw_panel(figure, panel_of(p, std::min<std::size_t>(shown.size(), 3)),
               rate_histogram(spikes, window), p,
               {fmt::format("{}: {:.3g} Hz", abbreviated(spikes.population, 14), mean),
                spikes.knows_size ? "firing rate (Hz)" : "rate of those that fired (Hz)", "neurons",
                note_of(p, shown.size(), populations.size(), silent)});
  }
  return std::move(figure).finish();
}

Figure weights(std::span<const StoredWeights> projections) {
  const auto shown = projections.first(std::min(projections.size(), most_panels));
  FigureWriter figure = grid_of("weights", shown.size());
  for (std::size_t p = 0; p < shown.size(); ++p) {
    const StoredWeights& stored = shown[p];
    const std::string unit =
        stored.unit.empty() ? "" : fmt::format(" ({})", abbreviated(stored.unit, 8));
    draw_panel(figure, panel_of(p, std::min<std::size_t>(shown.size(), 3)),
               weight_histogram(stored.values), p,
               {fmt::format("{}: {}", abbreviated(stored.projection, 16),
                            with_commas(stored.values.size())),
                "weight" + unit, "synapses", note_of(p, shown.size(), projections.size(), "")});
  }
  return std::move(figure).finish();
}

}  // namespace meniscus
