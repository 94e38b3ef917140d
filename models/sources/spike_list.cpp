#include "models/sources/spike_list.hpp"

#include <cmath>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

SpikeTable table_of(const SpikeList::Parameters& parameters, const Resolution& resolution) {
  std::vector<Spike> spikes;
  for (std::size_t k = 0; k < parameters.times.size(); ++k) {
    spikes.push_back(
        {resolution.ticks(parameters.times[k]), static_cast<std::uint32_t>(parameters.neurons[k])});
  }
  return SpikeTable(std::move(spikes));
}

}  // namespace

std::string SpikeList::Parameters::problem(std::uint32_t size) const {
  if (times.size() != neurons.size()) {
    return fmt::format("expected as many neurons as times, got {} and {}", neurons.size(),
                       times.size());
  }
  for (const double neuron : neurons) {
    if (neuron >= size || neuron != std::floor(neuron)) {
      return fmt::format("expected neurons between 0 and {}, got {}", size - 1, neuron);
    }
  }
  return {};
}

SpikeList::SpikeList(const Parameters& parameters, const Resolution& resolution)
    : SpikeList(table_of(parameters, resolution)) {}

SpikeList::SpikeList(SpikeTable spikes) : spikes_(std::move(spikes)) {
  if (!spikes_.at(Time{0}).empty()) {
    throw ConfigError(
        "spike_list: expected spike times of at least one tick (a run starts after 0)");
  }
}

ModelEntry spike_list_entry() {
  return {.name = SpikeList::name,
          .summary = SpikeList::summary,
          .parameters = field_infos(SpikeList::Parameters::fields(), SpikeList::Parameters{}),
          .variables = {},
          .channels = {},
          .event_driven = false,
          .read = [](MapReader& reader, const Resolution& resolution, std::uint32_t size) {
            const auto parameters = read_parameters<SpikeList::Parameters>(reader, size);
            return parameters ? std::make_unique<const SpikeList>(*parameters, resolution)
                              : std::unique_ptr<const NeuronPopulation>{};
          }};
}

}  // namespace meniscus
