#include "tools/sweep_report.hpp"

#include <algorithm>

#include "sim/core/format.hpp"
#include "sim/io/json.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_points_shown = 40;
constexpr std::size_t most_metrics_shown = 3;
constexpr std::size_t most_failures_shown = 10;

std::size_t count(const SweepTable& table, RunStatus status) {
  return static_cast<std::size_t>(std::ranges::count(table.runs, status, &SweepRun::status));
}

std::string means_text(const SweepTable& table, std::size_t point,
                       std::span<const SweepMetric> metrics) {
  std::string text;
  for (const SweepMetric& metric : metrics) {
    const std::vector<double> all = values_of(table, metric.name);
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(point * table.replicates);
    const Spread spread = spread_of({first, first + static_cast<std::ptrdiff_t>(table.replicates)});
    if (spread.count == 0) continue;
    text += fmt::format("{}{} {:.5g}", text.empty() ? "" : ", ", metric.name, spread.mean);
    if (spread.count > 1) text += fmt::format(" ± {:.2g}", spread.sd);
    if (!metric.unit.empty()) text += " " + metric.unit;
  }
  return text.empty() ? "nothing" : text;
}

std::string failures_text(const SweepTable& table, std::span<const std::string> points) {
  std::string text;
  std::size_t shown = 0;
  for (std::size_t r = 0; r < table.runs.size(); ++r) {
    const SweepRun& run = table.runs[r];
    if (run.status != RunStatus::failed) continue;
    if (shown++ == most_failures_shown) {
      return text + "failed: … (the others are in /runs/message)\n";
    }
    const std::string& point = points[r / table.replicates];
    text += fmt::format("failed: run {} ({}seed {}): {}\n", r, point.empty() ? "" : point + ", ",
                        run.seed, run.message);
  }
  return text;
}

}  // namespace

std::string sweep_text(const SweepTable& table, std::span<const std::string> points,
                       std::size_t before, const std::filesystem::path& result) {
  std::string text;
  std::vector<SweepMetric> metrics = metrics_in(table);
  metrics.resize(std::min(metrics.size(), most_metrics_shown));
  if (points.size() <= most_points_shown) {
    for (std::size_t p = 0; p < points.size(); ++p) {
      text += fmt::format("{}: {}\n", points[p], means_text(table, p, metrics));
    }
  }
  text += failures_text(table, points);
  text += fmt::format("{} runs at {} points: {} done", table.runs.size(), points.size(),
                      count(table, RunStatus::done));
  if (before > 0) text += fmt::format(" ({} of them before)", before);
  const std::size_t failed = count(table, RunStatus::failed);
  const std::size_t left = count(table, RunStatus::not_run);
  if (failed > 0) text += fmt::format(", {} failed", failed);
  if (left > 0) text += fmt::format(", {} left", left);
  return text + fmt::format("\nresult: {}\n", result.string());
}

std::string sweep_json(const SweepTable& table, std::span<const std::string> points,
                       const std::filesystem::path& result) {
  using Json = nlohmann::ordered_json;
  Json runs = Json::array();
  for (std::size_t r = 0; r < table.runs.size(); ++r) {
    const SweepRun& run = table.runs[r];
    Json metrics = Json::object();
    for (const SweepMetric& metric : run.metrics) metrics[metric.name] = metric.value;
    runs.push_back({{"point", r / table.replicates},
                    {"values", points[r / table.replicates]},
                    {"seed", run.seed},
                    {"status", name_of(run.status)},
                    {"message", run.message},
                    {"metrics", std::move(metrics)}});
  }
  const Json all{{"result", result.string()}, {"runs", std::move(runs)}};
  return all.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace meniscus
