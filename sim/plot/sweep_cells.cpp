#include <algorithm>
#include <cmath>

#include "sim/config/suggestion.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/plot/sweep_figures.hpp"

namespace meniscus {

namespace {

constexpr std::size_t most_metrics = 6;

void check_names(std::string_view option, const std::vector<std::string>& wanted,
                 const std::vector<std::string>& known) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (const std::string& name : wanted) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string hint = suggestion_text(name, names);
    throw ConfigError(fmt::format("{} {}: the sweep has none of that name{}", option, name,
                                  hint.empty() ? "" : " (" + hint + ")"));
  }
}

bool differs(const SweepTable& table, const std::string& metric) {
  std::vector<double> values = values_of(table, metric);
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  return !values.empty() && std::ranges::min(values) < std::ranges::max(values);
}

}  // namespace

SweepView view_of(const SweepTable& table, std::vector<std::string> keys,
                  std::vector<std::string> metrics) {
  std::vector<std::string> known_keys, known_metrics;
  for (const SweepColumn& key : table.keys) known_keys.push_back(key.path);
  for (const SweepMetric& metric : metrics_in(table)) known_metrics.push_back(metric.name);
  check_names("--key", keys, known_keys);
  check_names("--metric", metrics, known_metrics);
  if (keys.empty()) {
    for (const std::string& key : known_keys) {
      if (key_values(table, key).numbers.size() > 1) keys.push_back(key);
    }
  }
  if (metrics.empty()) {
    for (const std::string& metric : known_metrics) {
      if (metrics.size() < most_metrics && differs(table, metric)) metrics.push_back(metric);
    }
  }
  return {std::move(keys), std::move(metrics)};
}

KeyValues key_values(const SweepTable& table, const std::string& key) {
  const SweepColumn& column = *std::ranges::find(table.keys, key, &SweepColumn::path);
  KeyValues values;
  std::vector<std::size_t> of_points;
  if (column.is_number()) {
    std::vector<double>& numbers = values.numbers;
    numbers = column.numbers;
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    for (const double number : numbers) values.labels.push_back(fmt::format("{:g}", number));
    for (const double number : column.numbers) {
      const auto at = std::ranges::lower_bound(values.numbers, number);
      of_points.push_back(static_cast<std::size_t>(at - values.numbers.begin()));
    }
  } else {
    for (const std::string& text : column.texts) {
      const auto at = std::ranges::find(values.labels, text);
      of_points.push_back(static_cast<std::size_t>(at - values.labels.begin()));
      if (at == values.labels.end()) values.labels.push_back(text);
    }
    for (std::size_t k = 0; k < values.labels.size(); ++k) {
      values.numbers.push_back(static_cast<double>(k));
    }
  }
  for (std::size_t r = 0; r < table.runs.size(); ++r) {
    values.of_runs.push_back(of_points[r / table.replicates]);
  }
  return values;
}

std::vector<std::vector<Spread>> cells(const SweepTable& table, const std::string& metric,
                                       const KeyValues& x, const KeyValues& y) {
  const std::vector<double> values = values_of(table, metric);
  const std::size_t columns = y.numbers.size();
  std::vector<std::vector<double>> samples(x.numbers.size() * columns);
  for (std::size_t r = 0; r < values.size(); ++r) {
    samples[x.of_runs[r] * columns + y.of_runs[r]].push_back(values[r]);
  }
  std::vector<std::vector<Spread>> spreads(x.numbers.size());
  for (std::size_t k = 0; k < samples.size(); ++k) {
    spreads[k / columns].push_back(spread_of(samples[k]));
  }
  return spreads;
}

}  // namespace meniscus
