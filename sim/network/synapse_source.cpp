#include "sim/network/synapse_source.hpp"

#include <algorithm>
#include <limits>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

std::int64_t whole_ticks(const Resolution& resolution, double ms) {
  const Time delay = resolution.ticks(ms);
  constexpr Time longest{std::numeric_limits<std::int32_t>::max()};
  if (delay.ticks < 1) {
    throw ConfigError(fmt::format("expected a delay of at least one tick ({} ms), got {} ms",
                                  resolution.tick(), ms));
  }
  if (delay > longest) {
    throw ConfigError(fmt::format("expected a delay of at most {} ticks ({} ms), got {} ms",
                                  longest.ticks, resolution.ms(longest), ms));
  }
  return delay.ticks;
}

void DrawnSynapses::weights(std::uint32_t source, std::span<float> row) const {
  const bool is_inhibitory = !inhibitory_.empty() && inhibitory_[source] != 0;
  const Distribution& law = is_inhibitory ? draws_.inhibitory_weight : *draws_.weight;
  RandomStream stream(draws_.weight_key, source);
  for (float& weight : row) weight = static_cast<float>(draw(law, stream));
}

std::vector<std::int64_t> DrawnSynapses::known_delays() const {
  if (!draws_.delay.is_constant()) return {};
  const double ms = std::get<ConstantValue>(draws_.delay.law).value;
  return {whole_ticks(resolution_, ms + draws_.dendritic_delay)};
}

void DrawnSynapses::delays(std::uint32_t source, std::span<std::int64_t> row) const {
  RandomStream stream(draws_.delay_key, source);
  for (std::int64_t& delay : row) {
    delay = whole_ticks(resolution_, draw(draws_.delay, stream) + draws_.dendritic_delay);
  }
}

void ListedSynapses::weights(std::uint32_t source, std::span<float> row) const {
  const auto first = list_.weight.begin() + list_.edges.row_begin[source];
  std::copy_n(first, row.size(), row.begin());
}

void ListedSynapses::delays(std::uint32_t source, std::span<std::int64_t> row) const {
  if (list_.delay.empty()) {
    std::ranges::fill(row, list_.delays.front());
    return;
  }
  const auto first = list_.delay.begin() + list_.edges.row_begin[source];
  std::transform(first, first + row.size(), row.begin(),
                 [&](std::uint32_t index) { return list_.delays[index]; });
}

}  // namespace meniscus
