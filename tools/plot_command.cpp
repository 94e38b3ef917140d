#include "tools/plot_command.hpp"

#include <filesystem>
#include <optional>

#include "sim/core/format.hpp"
#include "sim/plot/plot_result.hpp"
#include "tools/time_option.hpp"

namespace meniscus {

namespace {

/// The time of an option, if it was given [ms].
std::optional<double> time_of(const std::string& option, const std::string& text,
                              const Range& range) {
  if (text.empty()) return {};
  return time_of_option(option, text, range);
}

}  // namespace

CLI::App* add_plot_command(CLI::App& app, PlotCommand& command) {
  CLI::App* plot_app = app.add_subcommand("plot", "draw a result as PNG and SVG (by gnuplot)");
  plot_app->add_option("result", command.result, "result file (HDF5)")->required();
  plot_app->add_option("--output", command.output,
                       "FILE.png or FILE.svg for one picture; else the beginning of all names "
                       "(default: the result's)");
  plot_app
      ->add_option(
          "--what", command.what,
          "raster, rates, traces, weights, confusion, accuracy; of a sweep curves, heat_map "
          "(default: all there is data for)")
      ->delimiter(',')
      ->allow_extra_args(false);
  plot_app->add_option("--from", command.from, "begin of the time shown, e.g. '100 ms'");
  plot_app->add_option("--to", command.to, "its end");
  plot_app->add_option("--bin", command.bin, "bin of the population rates, e.g. '5 ms'");
  plot_app->add_option("--neurons", command.neurons, "how many neurons a raster shows at most")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  plot_app
      ->add_option("--key", command.keys,
                   "of a sweep: the swept keys shown, the first one along x (default: those with "
                   "several values)")
      ->delimiter(',')
      ->allow_extra_args(false);
  plot_app->add_option("--metric", command.metrics, "of a sweep: the metrics shown")
      ->delimiter(',')
      ->allow_extra_args(false);
  plot_app->add_flag("--overwrite", command.overwrite, "replace existing pictures");
  return plot_app;
}

void plot(const PlotCommand& command) {
  const PlotOptions options{.what = command.what,
                            .from = time_of("--from", command.from, non_negative),
                            .to = time_of("--to", command.to, positive),
                            .bin = time_of("--bin", command.bin, positive),
                            .neurons = command.neurons,
                            .keys = command.keys,
                            .metrics = command.metrics};
  const ResultReader result(command.result);
  std::filesystem::path output = command.output;
  if (output.empty()) output = std::filesystem::path(command.result).replace_extension();
  for (const auto& name : draw_all(figures_of(result, options), output, command.overwrite)) {
    fmt::print("{}\n", name.string());
  }
}

}  // namespace meniscus
