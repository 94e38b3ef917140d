#include "sim/network/learning_checks.hpp"

#include <algorithm>
#include <limits>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/network/decay.hpp"

namespace meniscus {

namespace {

constexpr std::int64_t longest_post_lag = 65535;  // [ticks]; spikes wait that long

}  // namespace

WeightRange weight_range(const Synapses& synapses) {
  if (synapses.edges.size() == 0) return {};
  constexpr double inf = std::numeric_limits<double>::infinity();
  WeightRange range{inf, -inf};
  for (std::uint32_t source = 0; source < synapses.edges.sources(); ++source) {
    const double shared = synapses.row_weights.of(source);
    for (auto k = synapses.edges.row_begin[source]; k < synapses.edges.row_begin[source + 1]; ++k) {
      const double own = synapses.weight.empty() ? 1.0 : static_cast<double>(synapses.weight[k]);
      range = {std::min(range.least, shared * own), std::max(range.most, shared * own)};
    }
  }
  return range;
}

void check_learning(const Network& network, PopulationId target, const Learning& learning,
                    const WeightRange& weights) {
  if (learning.plasticity >= network.plasticities.size()) {
    throw ConfigError(fmt::format("no plasticity has the id {}", learning.plasticity));
  }
  if (learning.post_lag < Time{0} || learning.post_lag > Time{longest_post_lag}) {
    throw ConfigError(fmt::format("expected a post_lag of 0 to {} ticks, got {}", longest_post_lag,
                                  learning.post_lag.ticks));
  }
  const Plasticity& plasticity = *network.plasticities[learning.plasticity];
  if (plasticity.longest_tau() > Decay::longest_tau * network.resolution.tick()) {
    throw ConfigError(fmt::format("{}: expected time constants of at most {} ticks",
                                  plasticity.rule(), Decay::longest_tau));
  }
  const auto [low, high] = plasticity.bounds();
  const bool below = static_cast<float>(weights.least) < low;
  if (!below && static_cast<float>(weights.most) <= high) return;
  const auto channels = network.populations[target].neurons->channels();
  const std::string_view unit = channels.empty() ? "" : channels.front().unit.symbol;
  throw ConfigError(
      fmt::format("{} keeps weights between {} and {} {}, so they can't start from {:.4g} {}",
                  plasticity.rule(), low, high, unit, below ? weights.least : weights.most, unit));
}

}  // namespace meniscus
