#include "models/sources/poisson.hpp"

#include <numeric>

#include "models/sources/counted.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

/// Rates [kHz] to mean counts per tick.
std::vector<double> means(const std::vector<double>& rates, const Resolution& resolution) {
  std::vector<double> result(rates);
  for (double& mean : result) mean *= resolution.tick();
  return result;
}

}  // namespace

std::string Poisson::Parameters::problem(std::uint32_t size) const {
  if (rate.size() == 1 || rate.size() == size) return {};
  return fmt::format("expected one rate or one for each of {} neurons, got {}", size, rate.size());
}

Poisson::Poisson(const Parameters& parameters, const Resolution& resolution)
    : mean_count_(std::accumulate(parameters.rate.begin(), parameters.rate.end(), 0.0) *
                  resolution.tick() / static_cast<double>(parameters.rate.size())),
      table_(parameters.rate.size() == 1 ? mean_count_ : 0.0) {
  if (parameters.rate.size() > 1) rates_.emplace_back(means(parameters.rate, resolution));
}

void Poisson::counts(const StreamKey& key, Time t, std::uint32_t first,
                     std::span<std::uint16_t> counts) const {
  if (rates_.empty()) {
    table_.counts(key, t, first, counts);
  } else {
    rates_.front().counts(key, t, first, counts);
  }
}

void Poisson::emit(const StreamKey& key, Time t, std::uint32_t first, std::uint32_t count,
                   std::vector<std::uint32_t>& spikes) const {
  emit_counted(*this, key, t, first, count, spikes);
}

}  // namespace meniscus
