#include "models/sources/poisson_sinusoidal.hpp"

#include <cmath>

#include "models/sources/counted.hpp"
#include "models/sources/waves.hpp"
#include "sim/core/error.hpp"
#include "sim/core/poisson_counts.hpp"

namespace meniscus {

std::string_view PoissonSinusoidal::Parameters::problem(std::uint32_t) const {
  return amplitude <= rate ? "" : "amplitude must not exceed rate: rates can't be negative";
}

PoissonSinusoidal::PoissonSinusoidal(const Parameters& p, const Resolution& resolution)
    : mean_(p.rate * resolution.tick()),
      amplitude_(p.amplitude * resolution.tick() * sine_left_over(p.frequency * resolution.tick())),
      cycles_per_tick_(p.frequency * resolution.tick()),
      phase_(p.phase / 360.0) {
  if (const std::string_view problem = p.problem(); !problem.empty()) {
    throw ConfigError(std::string(problem));
  }
  PoissonLaw{mean_ + amplitude_};  // throws if that is too high
}

double PoissonSinusoidal::mean_count(Time t) const {
  const double cycles = cycles_per_tick_ * (static_cast<double>(t.ticks) - 0.5) + phase_;
  return std::fmax(mean_ + amplitude_ * sine_of_cycles(cycles), 0.0);
}

void PoissonSinusoidal::counts(const StreamKey& key, Time t, std::uint32_t first,
                               std::span<std::uint16_t> counts) const {
  PoissonTable(mean_count(t), PoissonTable::Use::briefly).counts(key, t, first, counts);
}

void PoissonSinusoidal::emit(const StreamKey& key, Time t, std::uint32_t first, std::uint32_t count,
                             std::vector<std::uint32_t>& spikes) const {
  emit_counted(*this, key, t, first, count, spikes);
}

}  // namespace meniscus
