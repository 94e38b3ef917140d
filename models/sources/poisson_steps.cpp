#include "models/sources/poisson_steps.hpp"

#include <algorithm>

#include "models/sources/counted.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

std::string PoissonSteps::Parameters::problem(std::uint32_t) const {
  if (times.size() != rates.size()) {
    return fmt::format("expected as many rates as times, got {} and {}", rates.size(),
                       times.size());
  }
  const bool ascend = std::ranges::adjacent_find(times, std::greater_equal{}) == times.end();
  return ascend ? "" : "expected times that ascend";
}

PoissonSteps::PoissonSteps(const Parameters& p, const Resolution& resolution) {
  if (const std::string problem = p.problem(); !problem.empty()) throw ConfigError(problem);
  for (std::size_t k = 0; k < p.times.size(); ++k) {
    const double mean = p.rates[k] * resolution.tick();
    times_.push_back(resolution.ticks(p.times[k]));
    tables_.emplace_back(mean, PoissonTable::Use::briefly);
    largest_mean_ = std::max(largest_mean_, mean);
  }
}

void PoissonSteps::counts(const StreamKey& key, Time t, std::uint32_t first,
                          std::span<std::uint16_t> counts) const {
  // Tick t is the time (t - 1, t], so a jump at tick n holds from tick n + 1 on.
  const auto after = std::ranges::lower_bound(times_, t);
  if (after == times_.begin()) {
    std::ranges::fill(counts, std::uint16_t{0});
  } else {
    tables_[static_cast<std::size_t>(after - times_.begin() - 1)].counts(key, t, first, counts);
  }
}

void PoissonSteps::emit(const StreamKey& key, Time t, std::uint32_t first, std::uint32_t count,
                        std::vector<std::uint32_t>& spikes) const {
  emit_counted(*this, key, t, first, count, spikes);
}

}  // namespace meniscus
