#include "sim/plot/plot_result.hpp"

#include <algorithm>
#include <array>
#include <deque>

#include "sim/config/suggestion.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/output_file.hpp"
#include "sim/plot/confusion.hpp"
#include "sim/plot/gnuplot.hpp"
#include "sim/plot/histograms.hpp"
#include "sim/plot/raster.hpp"
#include "sim/plot/sweep_figures.hpp"
#include "sim/plot/traces.hpp"

namespace meniscus {

namespace {

constexpr std::uint64_t most_bins = 100'000;
constexpr std::size_t most_classes = 200;

/// A kind of picture and what it needs.
struct Kind {
  std::string_view name;
  std::string_view needs;
};
constexpr std::array kinds{
    Kind{"raster", "recorded spikes (/spikes)"},
    Kind{"rates", "recorded spikes (/spikes)"},
    Kind{"traces", "recorded states (/report)"},
    Kind{"weights", "weights (/weights)"},
    Kind{"confusion", "confusion matrix of at most 200 classes (/metrics/confusion)"},
    Kind{"accuracy", "accuracies (/metrics)"},
    Kind{"curves", "sweep of a key (/runs)"},
    Kind{"heat_map", "sweep of two keys (/runs)"}};

void check_kinds(const std::vector<std::string>& what) {
  std::vector<std::string_view> names;
  for (const Kind& kind : kinds) names.push_back(kind.name);
  for (const std::string& word : what) {
    if (std::ranges::find(names, word) != names.end()) continue;
    std::string text = fmt::format("--what {}: no such picture", word);
    const std::string hint = suggestion_text(word, names);
    throw ConfigError(hint.empty() ? text : fmt::format("{} ({})", text, hint));
  }
}

Window window_of(double from, double to, const PlotOptions& options) {
  const Window window{options.from.value_or(from), options.to.value_or(to)};
  if (window.length() > 0.0) return window;
  throw ConfigError(fmt::format("expected a time window that ends after it begins, got {} to {} ms",
                                window.from, window.to));
}

/// From 0 to the end of the recording; to the last spike where the file doesn't tell the end.
Window window_of(const std::vector<RecordedSpikes>& populations, const PlotOptions& options) {
  double stop = 0.0;
  for (const RecordedSpikes& spikes : populations) {
    if (!spikes.times.empty()) stop = std::max(stop, spikes.times.back());
    stop = std::max(stop, spikes.stop.value_or(0.0));
  }
  return window_of(0.0, stop > 0.0 ? stop : 1.0, options);
}

Window window_of(const Report& report, const PlotOptions& options) {
  const double stop = std::max(report.stop_ms, report.start_ms + report.dt_ms);
  return window_of(report.start_ms, stop, options);
}

double bin_of(const Window& window, const PlotOptions& options) {
  const double bin = options.bin.value_or(0.0);
  if (bin == 0.0 || window.length() / bin <= static_cast<double>(most_bins)) return bin;
  throw ConfigError(
      fmt::format("--bin: expected at most {} bins in {} ms", most_bins, window.length()));
}

/// Draws what is asked for, kind by kind.
class Drawer {
 public:
  Drawer(const ResultReader& result, const PlotOptions& options)
      : result_(result), options_(options) {}

  std::vector<Figure> draw() {
    draw_spikes();
    draw_states();
    draw_sweep();
    if (wants("weights")) {
      const auto stored = result_.weights();
      if (has("weights", !stored.empty())) figures_.push_back(weights(stored));
    }
    if (wants("confusion")) {
      const auto matrix = result_.confusion();
      if (has("confusion", matrix && matrix->classes <= most_classes))
        figures_.push_back(confusion(*matrix));
    }
    if (wants("accuracy")) {
      const auto readouts = result_.accuracies();
      if (has("accuracy", !readouts.empty())) figures_.push_back(accuracies(readouts));
    }
    if (figures_.empty()) {
      throw ConfigError(fmt::format(
          "{}: holds nothing to draw (expected a result of meniscus run or sweep, or SONATA spikes "
          "or reports)",
          result_.name()));
    }
    return std::move(figures_);
  }

 private:
  bool wants(std::string_view kind) const {
    return options_.what.empty() || std::ranges::find(options_.what, kind) != options_.what.end();
  }

  /// Whether there is data; complains if the user asked for it.
  bool has(std::string_view kind, bool data) const {
    if (data || options_.what.empty()) return data;
    const auto* known = std::ranges::find(kinds, kind, &Kind::name);
    throw ConfigError(fmt::format("{}: holds no {}", result_.name(), known->needs));
  }

  void draw_spikes() {
    if (!wants("raster") && !wants("rates")) return;
    const auto populations = result_.spikes();
    if (!has(wants("raster") ? "raster" : "rates", !populations.empty())) return;
    const Window window = window_of(populations, options_);
    if (wants("raster")) {
      figures_.push_back(raster(populations, {.window = window,
                                              .sample_begins = result_.sample_begins(),
                                              .bin = bin_of(window, options_),
                                              .rows = options_.neurons}));
    }
    if (wants("rates")) figures_.push_back(rates(populations, window));
  }

  void draw_states() {
    if (!wants("traces")) return;
    const auto reports = result_.reports();
    if (!has("traces", !reports.empty())) return;
    std::vector<Window> windows;
    for (const Report& report : reports) windows.push_back(window_of(report, options_));
    figures_.push_back(traces(reports, windows));
  }

  void draw_sweep() {
    if (!wants("curves") && !wants("heat_map")) return;
    const auto table = result_.sweep();
    if (!has(wants("curves") ? "curves" : "heat_map", table.has_value())) return;
    const SweepView view = view_of(*table, options_.keys, options_.metrics);
    const std::size_t keys = view.metrics.empty() ? 0 : view.keys.size();
    if (wants("curves") && has("curves", keys >= 1)) {
      figures_.push_back(sweep_curves(*table, view));
    }
    if (wants("heat_map") && has("heat_map", keys >= 2)) {
      figures_.push_back(sweep_heat_maps(*table, view));
    }
  }

  const ResultReader& result_;
  const PlotOptions& options_;
  std::vector<Figure> figures_;
};

struct Picture {
  const Figure& figure;
  PictureFormat format;
  std::filesystem::path name;
};

std::vector<Picture> pictures_of(const std::vector<Figure>& figures,
                                 const std::filesystem::path& output) {
  const bool png = output.extension() == ".png";
  if (png || output.extension() == ".svg") {
    if (figures.size() == 1) {
      return {{figures[0], png ? PictureFormat::png : PictureFormat::svg, output}};
    }
    std::string names;
    for (const Figure& figure : figures) names += (names.empty() ? "" : ", ") + figure.name;
    throw ConfigError(
        fmt::format("--output {}: one file can't hold {} (choose by --what, or give "
                    "a name without ending)",
                    output.string(), names));
  }
  std::vector<Picture> pictures;
  for (const Figure& figure : figures) {
    const std::string stem = output.string() + "_" + figure.name;
    pictures.push_back({figure, PictureFormat::png, stem + ".png"});
    pictures.push_back({figure, PictureFormat::svg, stem + ".svg"});
  }
  return pictures;
}

}  // namespace

std::vector<Figure> figures_of(const ResultReader& result, const PlotOptions& options) {
  check_kinds(options.what);
  return Drawer(result, options).draw();
}

std::vector<std::filesystem::path> draw_all(const std::vector<Figure>& figures,
                                            const std::filesystem::path& output, bool overwrite) {
  const std::vector<Picture> pictures = pictures_of(figures, output);
  std::deque<OutputFile> drawn;
  for (const Picture& picture : pictures) drawn.emplace_back(picture.name, overwrite);
  for (std::size_t k = 0; k < pictures.size(); ++k) {
    draw(pictures[k].figure, pictures[k].format, drawn[k].temporary_name());
  }
  std::vector<std::filesystem::path> names;
  for (std::size_t k = 0; k < pictures.size(); ++k) {
    drawn[k].commit();
    names.push_back(pictures[k].name);
  }
  return names;
}

}  // namespace meniscus
