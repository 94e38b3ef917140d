#include "models/sources/regular.hpp"

#include <cmath>

#include "models/sources/trains.hpp"

namespace meniscus {

std::string Regular::Parameters::problem(std::uint32_t size) const {
  if (const std::string problem = one_or_each(interval, "intervals", size); !problem.empty()) {
    return problem;
  }
  return first.empty() ? std::string() : one_or_each(first, "first spikes", size);
}

Regular::Regular(const Parameters& p, const Resolution& resolution) {
  for (const double interval : p.interval) {
    check_mean_interval(interval / resolution.tick());
    intervals_.push_back(resolution.exact_ticks(interval));
  }
  for (const double first : p.first) firsts_.push_back(resolution.exact_ticks(first));
}

Regular::Train Regular::start(const StreamKey& key, std::uint32_t neuron) const {
  // Half a tick makes up for rounding to the nearest: a drawn first spike lies in (0, interval].
  if (firsts_.empty()) {
    return {.first = interval(neuron) * RandomStream(key, neuron).uniform_positive() + 0.5};
  }
  Train train{.first = firsts_.size() == 1 ? firsts_.front() : firsts_[neuron]};
  // A run begins after time 0.
  if (train.first < 0.5) train.spikes = 1;
  return train;
}

std::int64_t Regular::next(const StreamKey&, std::uint32_t neuron, Train& train) const {
  const auto n = static_cast<double>(train.spikes++);
  return tick_or_never(std::floor(train.first + n * interval(neuron) + 0.5));
}

}  // namespace meniscus
