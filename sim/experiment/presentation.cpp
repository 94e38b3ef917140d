#include "sim/experiment/presentation.hpp"

#include <algorithm>
#include <utility>

namespace meniscus {

Time SeriesCurrent::begin(std::size_t frame) const {
  return resolution_.ticks(static_cast<double>(frame) * series_.step);
}

std::size_t SeriesCurrent::begun(Time t) const {
  auto frames = static_cast<std::size_t>(std::max(0.0, resolution_.ms(t) / series_.step));
  while (frames > 0 && begin(frames) > t) --frames;  // the quotient may be rounded either way
  while (begin(frames) <= t) ++frames;
  return frames;
}

std::optional<Time> SeriesCurrent::next_change(Time t) const {
  const std::size_t next = t.ticks == 0 ? 0 : begun(t - Time{1});
  if (next > series_.frames()) return {};
  return begin(next);
}

double SeriesCurrent::value(const StreamKey&, Time t, std::uint32_t neuron) const {
  const std::size_t frame = begun(t) - 1;
  return frame < series_.frames() ? amplitude_ * series_.frame(frame)[neuron] : 0.0;
}

void Presentation::begin(Sample sample, std::uint32_t id) {
  sample_ = std::move(sample);
  if (classify_.amplitude) {
    current_.emplace(sample_.values, *classify_.amplitude, simulation_.network().resolution);
    simulation_.inject(classify_.input, *current_);
  } else {
    simulation_.play(classify_.input, sample_.spikes, Time{1});
  }
  simulation_.restart(id);
}

}  // namespace meniscus
