#include "models/sources/noise_current.hpp"

#include <algorithm>

#include "models/sources/currents.hpp"
#include "sim/core/distributions.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

NoiseCurrent::NoiseCurrent(const Parameters& p, const Resolution& resolution)
    : mean_(p.mean),
      sd_(p.sd),
      interval_(resolution.ticks(p.interval).ticks),
      start_(resolution.ticks(p.start)),
      stop_(stop_tick(p.stop, resolution)) {
  if (interval_ >= 1) return;
  throw ConfigError(fmt::format("expected an interval of at least one tick ({} ms), got {} ms",
                                resolution.tick(), p.interval));
}

std::optional<Time> NoiseCurrent::next_change(Time t) const {
  if (t <= start_) return start_;
  if (t > stop_) return {};
  const std::int64_t begun = (t - start_).ticks + interval_ - 1;
  return std::min(start_ + Time{begun / interval_ * interval_}, stop_);
}

double NoiseCurrent::value(const StreamKey& key, Time t, std::uint32_t neuron) const {
  if (t < start_ || t >= stop_) return 0.0;
  const auto which = static_cast<std::uint32_t>((t - start_).ticks / interval_);
  return mean_ + sd_ * normal_at(key, which, neuron);
}

double NoiseCurrent::changes_per_tick() const { return 1.0 / static_cast<double>(interval_); }

}  // namespace meniscus
