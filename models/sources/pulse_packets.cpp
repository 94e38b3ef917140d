#include "models/sources/pulse_packets.hpp"

#include <algorithm>
#include <cmath>

#include "models/sources/trains.hpp"
#include "sim/core/distributions.hpp"

namespace meniscus {

PulsePackets::PulsePackets(const Parameters& p, const Resolution& resolution)
    : spikes_(p.spikes), sd_(p.sd / resolution.tick()) {
  for (const double time : p.times) centres_.push_back(resolution.exact_ticks(time));
}

PulsePackets::Train PulsePackets::start(const StreamKey& key, std::uint32_t neuron) const {
  Train train;
  RandomStream stream(key, neuron);
  for (const double centre : centres_) {
    for (std::uint32_t k = 0; k < spikes_; ++k) {
      const double tick = std::floor(centre + sd_ * standard_normal(stream) + 0.5);
      if (tick >= 1.0) train.ticks.push_back(tick_or_never(tick));
    }
  }
  std::ranges::sort(train.ticks);
  return train;
}

std::int64_t PulsePackets::next(const StreamKey&, std::uint32_t, Train& train) const {
  return train.next == train.ticks.size() ? never : train.ticks[train.next++];
}

}  // namespace meniscus
