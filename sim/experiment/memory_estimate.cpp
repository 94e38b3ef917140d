#include "sim/experiment/memory_estimate.hpp"

#include <algorithm>
#include <functional>

namespace meniscus {

namespace {

constexpr double program_bytes = 30e6;       ///< with its libraries
constexpr double listed_synapse_bytes = 12;  ///< while a projection is kept as a list
constexpr double neuron_bytes = 64;          ///< besides states and inputs: spikes, positions
constexpr double delay_slots = 64;           ///< ticks of summed input kept, about

/// Kept as a list while the network is built.
bool is_listed(const ProjectionSpec& projection) {
  return projection.listed || projection.stored || projection.law.spectral_radius ||
         projection.law.velocity > 0.0;
}

double projection_bytes(const ProjectionSpec& p, const NetworkBuilder& network) {
  double bytes = expected_bytes(p);
  if (is_listed(p)) bytes += p.expected_synapses * listed_synapse_bytes;
  if (p.law.plasticity)
    bytes += p.expected_synapses * network.plasticity(*p.law.plasticity).synapse_bytes();
  return bytes;
}

/// What every worker has of its own.
double state_bytes(const Population& population) {
  const NeuronPopulation& neurons = *population.neurons;
  const auto variables = static_cast<double>(neurons.variables().size());
  const auto channels = static_cast<double>(neurons.channels().size());
  return population.size * (neuron_bytes + 8.0 * (variables + channels * delay_slots));
}

/// Features of liquid and control, and those of the input.
double feature_bytes(const Specification& specification) {
  if (!specification.classify) return 0.0;
  const ClassifySpec& classify = *specification.classify;
  const auto& populations = specification.network.populations();
  const double lines = 2.0 * populations[classify.liquid].size + populations[classify.input].size;
  const auto samples = static_cast<double>(classify.train + classify.validation + classify.test);
  return 8.0 * samples * lines * static_cast<double>(classify.features.times.count());
}

}  // namespace

double expected_bytes(const ProjectionSpec& projection) {
  const SynapseLaw& law = projection.law;
  const bool listed = projection.listed && !projection.listed->weight.empty();
  const bool individual = listed || !law.weight.is_constant() ||
                          (law.inhibitory_weight && !law.inhibitory_weight->is_constant());
  const double working = law.plasticity ? 4.0 : 0.0;
  return projection.expected_synapses * ((individual ? 6.0 : 2.0) + working);
}

std::vector<MemoryPart> expected_memory_parts(const Specification& specification, int threads) {
  const double workers = specification.classify ? std::max(1, threads) : 1;
  std::vector<MemoryPart> parts{{"the program", program_bytes},
                                {"features", feature_bytes(specification)}};
  for (const Population& population : specification.network.populations())
    parts.push_back({"populations." + population.name, workers * state_bytes(population)});
  for (const ProjectionSpec& projection : specification.projections)
    parts.push_back({projection.path, projection_bytes(projection, specification.network)});
  std::ranges::stable_sort(parts, std::ranges::greater(), &MemoryPart::bytes);
  return parts;
}

double expected_memory(const Specification& specification, int threads) {
  double bytes = 0.0;
  for (const MemoryPart& part : expected_memory_parts(specification, threads)) bytes += part.bytes;
  return bytes;
}

}  // namespace meniscus
