#include "sim/io/nir_losses.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/format.hpp"
#include "sim/io/nir_cells.hpp"

namespace meniscus {

namespace {

class LossFinder {
 public:
  explicit LossFinder(const NetworkBuilder& network) : network_(network) {}

  std::vector<std::string> find() {
    for (PopulationId p = 0; p < network_.populations().size(); ++p) look_at(p);
    for (const Projection& projection : network_.projections()) {
      if (projection.learning) drop("plasticity of {}", projection.name);
    }
    for (const InitialValue& initial : network_.initial_values()) {
      const Population& population = network_.populations()[initial.population];
      const std::vector<FieldInfo> variables = population.neurons->variables();
      drop("initial values of {} of {}", variables[initial.variable].name, population.name);
    }
    for (const SpikeStimulus& stimulus : network_.spike_stimuli()) {
      drop("stimulus {} of {}", stimulus.name, network_.populations()[stimulus.population].name);
    }
    for (const CurrentStimulus& stimulus : network_.current_stimuli()) {
      drop("stimulus {} of {}", stimulus.name, network_.populations()[stimulus.population].name);
    }
    return std::move(losses_);
  }

 private:
  template <class... Arguments>
  void drop(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    losses_.push_back("dropped: " + fmt::format(text, std::forward<Arguments>(arguments)...));
  }

  void look_at(PopulationId id) {
    const Population& population = network_.populations()[id];
    const Placement& placement = network_.placement(id);
    if (!placement.positions.empty()) drop("positions of {}", population.name);
    if (!placement.inhibitory.empty()) {
      drop("which neurons of {} are inhibitory", population.name);
    }
    if (population.neurons->is_source()) {
      look_at_source(population);
    } else {
      look_at_neurons(population);
    }
  }

  /// A source that fires every tick is biases, which aren't lost.
  void look_at_source(const Population& population) {
    const NeuronPopulation& source = *population.neurons;
    const SpikeTable* table = source.spike_table();
    if (table == nullptr && !is_nir_bias(population, network_.resolution())) {
      drop("the spikes of {} ({})", population.name, source.model());
    } else if (table != nullptr && table->size() > 0) {
      drop("the {} spikes of {}", table->size(), population.name);
    }
  }

  void look_at_neurons(const Population& population) {
    const auto parameters = population.neurons->parameters();
    const auto subtract = std::ranges::find(parameters, "subtract", &FieldInfo::name);
    if (subtract != parameters.end() && subtract->default_value != 0.0) {
      drop(
          "subtract of {}: a spike of NIR's sets v_reset (--nir-reset subtract, when it is read "
          "back)",
          population.name);
    }
    if (population.neurons->precision() == Precision::float32) {
      drop("precision of {}", population.name);
    }
  }

  const NetworkBuilder& network_;
  std::vector<std::string> losses_ = {};
};

}  // namespace

bool is_nir_bias(const Population& population, const Resolution& resolution) {
  if (population.size != 1 || population.neurons->model() != "regular") return false;
  const auto parameters = population.neurons->parameters();
  const auto value = [&](std::string_view name) {
    return std::ranges::find(parameters, name, &FieldInfo::name)->default_value;
  };
  const bool every_tick = std::abs(value("interval") / resolution.tick() - 1.0) < 1e-9;
  return every_tick && !std::isnan(value("first"));
}

std::vector<std::string> nir_losses(const NetworkBuilder& network) {
  return LossFinder(network).find();
}

}  // namespace meniscus
