#include "sim/experiment/csv_samples.hpp"

#include <algorithm>
#include <numeric>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

[[noreturn]] void refuse(const CsvRows& rows, std::size_t row, std::string message) {
  throw ConfigError({Diagnostic{{rows.name, rows.lines[row], 0}, {}, std::move(message), {}}});
}

std::vector<double> scaled(std::span<const double> row, const ValueScale& scale) {
  std::vector<double> values(row.size());
  std::ranges::transform(row, values.begin(), scale);
  return values;
}

}  // namespace

CsvValues::CsvValues(CsvRows rows, const ValueScale& scale)
    : rows_(std::move(rows)), scale_(scale) {
  for (std::size_t i = 0; i < rows_.count(); ++i) {
    const auto row = rows_.row(i);
    if (row.empty() || row.size() != size()) {
      refuse(rows_, i,
             fmt::format("expected {} values beside the class, got {}",
                         std::max<std::size_t>(size(), 1), row.size()));
    }
    for (const double value : row) {
      if (value >= scale.low && value <= scale.high) continue;
      refuse(rows_, i,
             fmt::format("expected a value from {} to {}, got {}", scale.low, scale.high, value));
    }
  }
}

std::vector<double> CsvValues::values(std::size_t i) const { return scaled(rows_.row(i), scale_); }

double CsvValues::largest_share() const {
  double largest = 0.0;
  for (std::size_t i = 0; i < count(); ++i) {
    const std::vector<double> row = values(i);
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    if (sum > 0.0) largest = std::max(largest, std::ranges::max(row) / sum);
  }
  return largest;
}

CsvSeries::CsvSeries(CsvRows rows, const ValueScale& scale, std::size_t channels, double step)
    : rows_(std::move(rows)), scale_(scale), channels_(channels), step_(step) {
  for (std::size_t i = 0; i < rows_.count(); ++i) {
    const std::size_t size = rows_.row(i).size();
    if (size > 0 && size % channels == 0) continue;
    refuse(rows_, i,
           fmt::format("expected frames of {} values beside the class, got {} values", channels,
                       size));
  }
}

Series CsvSeries::series(std::size_t i) const {
  return {.channels = channels_, .step = step_, .values = scaled(rows_.row(i), scale_)};
}

}  // namespace meniscus
