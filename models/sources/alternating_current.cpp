#include "models/sources/alternating_current.hpp"

#include <algorithm>
#include <cmath>

#include "models/sources/currents.hpp"
#include "models/sources/waves.hpp"

namespace meniscus {

AlternatingCurrent::AlternatingCurrent(const Parameters& p, const Resolution& resolution)
    : amplitude_(p.amplitude * sine_left_over(p.frequency * resolution.tick())),
      cycles_per_tick_(p.frequency * resolution.tick()),
      phase_(p.phase / 360.0),
      offset_(p.offset),
      start_(resolution.ticks(p.start)),
      stop_(stop_tick(p.stop, resolution)) {}

std::optional<Time> AlternatingCurrent::next_change(Time t) const {
  if (t > stop_) return {};
  return std::max(t, start_);
}

double AlternatingCurrent::value(const StreamKey&, Time t, std::uint32_t) const {
  if (t < start_ || t >= stop_) return 0.0;
  const double middle = static_cast<double>(t.ticks) + 0.5;
  return offset_ + amplitude_ * sine_of_cycles(cycles_per_tick_ * middle + phase_);
}

}  // namespace meniscus
