#include "models/sources/gamma.hpp"

#include <cmath>

#include "models/sources/trains.hpp"
#include "sim/core/distributions.hpp"

namespace meniscus {

std::string Gamma::Parameters::problem(std::uint32_t size) const {
  return one_or_each(rate, "rates", size);
}

Gamma::Gamma(const Parameters& p, const Resolution& resolution) : shape_(p.shape) {
  for (const double rate : p.rate) {
    const double interval = 1.0 / (rate * resolution.tick());
    check_mean_interval(interval);
    scales_.push_back(interval / shape_);
  }
}

/// The time before the first spike is told by a position of 0.
Gamma::Train Gamma::start(const StreamKey&, std::uint32_t) const { return {}; }

std::int64_t Gamma::next(const StreamKey& key, std::uint32_t neuron, Train& train) const {
  if (std::isinf(scale(neuron))) return never;
  RandomStream stream(key, neuron, train.position);
  const double interval = train.position == 0
                              ? standard_gamma(stream, shape_ + 1.0) * stream.uniform_positive()
                              : standard_gamma(stream, shape_);
  train.position = stream.position();
  train.time += interval * scale(neuron);
  return tick_or_never(std::ceil(train.time));
}

}  // namespace meniscus
