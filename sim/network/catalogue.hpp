#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/network/model_population.hpp"
#include "sim/network/rule_plasticity.hpp"
#include "sim/network/source_population.hpp"
#include "sim/network/stimulus.hpp"

namespace meniscus {

/// What YAML must know to make a population's model: its keys are read from `parameters`.
struct ModelEntry {
  std::string_view name;
  std::string_view summary;
  std::vector<FieldInfo> parameters;
  std::vector<FieldInfo> variables;
  std::vector<Channel> channels;
  bool event_driven = false;
  /// Reads the parameters of a population of `size` neurons; complaints go to the diagnostics and
  /// give null.
  using Read = std::function<std::unique_ptr<const NeuronPopulation>(
      MapReader& parameters, const Resolution&, std::uint32_t size)>;
  Read read;              ///< in the model's own precision
  Read read_single = {};  ///< in float; empty where the model doesn't offer it
};

/// The same for stimuli: exactly one of the two functions is set.
struct StimulusEntry {
  std::string_view name;
  std::string_view summary;
  std::vector<FieldInfo> parameters;
  std::function<std::unique_ptr<const SpikeInput>(MapReader&, const Resolution&,
                                                  std::uint32_t size)>
      read_spikes;
  std::function<std::unique_ptr<const CurrentInput>(MapReader&, const Resolution&)> read_current;
};

/// The same for plasticity rules. `weight` is the unit of the weights that are to learn.
struct PlasticityEntry {
  std::string_view name;
  std::string_view summary;
  std::vector<FieldInfo> parameters;
  std::function<std::unique_ptr<const Plasticity>(MapReader&, const Unit& weight)> read;
};

/// The models, stimuli and plasticity rules a model file can name. Filled by explicit calls, one
/// line a model.
class Catalogue {
 public:
  template <ClockDrivenNeuron M>
  void add_neuron();
  /// A model that offers both precisions.
  template <template <class Real> class M>
  void add_neuron();
  template <AnySource M>
  void add_source();
  /// S is a SpikeInput made from P's parameters under P's name.
  template <class P, class S>
  void add_spike_input();
  template <class S>
  void add_current_input();
  template <AnyPlasticityRule R>
  void add_plasticity();
  void add(ModelEntry entry) { models_.push_back(std::move(entry)); }

  const std::vector<ModelEntry>& models() const { return models_; }
  const std::vector<StimulusEntry>& stimuli() const { return stimuli_; }
  const std::vector<PlasticityEntry>& plasticities() const { return plasticities_; }
  const ModelEntry* find_model(std::string_view name) const { return find(models_, name); }
  const StimulusEntry* find_stimulus(std::string_view name) const { return find(stimuli_, name); }
  const PlasticityEntry* find_plasticity(std::string_view name) const {
    return find(plasticities_, name);
  }

 private:
  template <class Entry>
  static const Entry* find(const std::vector<Entry>& entries, std::string_view name) {
    for (const Entry& entry : entries) {
      if (entry.name == name) return &entry;
    }
    return nullptr;
  }

  std::vector<ModelEntry> models_;
  std::vector<StimulusEntry> stimuli_;
  std::vector<PlasticityEntry> plasticities_;
};

/// Reads a struct's fields and asks it what is wrong between them, if it can say: then null.
template <class Parameters, class... Context>
std::optional<Parameters> read_parameters(MapReader& reader, const Context&... context) {
  Parameters parameters;
  const std::size_t before = reader.diagnostics().size();
  reader.fields(parameters);
  if (reader.diagnostics().size() != before) return {};
  if constexpr (requires { parameters.problem(context...); }) {
    if (const std::string problem{parameters.problem(context...)}; !problem.empty()) {
      reader.diagnostics().error(reader.node(), problem);
      return {};
    }
  }
  return parameters;
}

/// The same for a plasticity rule, whose weights are told in `weight`. A field whose default lies
/// outside its range must be given.
template <class Parameters>
std::optional<Parameters> read_rule_parameters(MapReader& reader, const Unit& weight) {
  Parameters parameters;
  const std::size_t before = reader.diagnostics().size();
  const auto fields = Parameters::fields(weight);
  reader.fields(parameters, fields);
  std::apply(
      [&](const auto&... f) {
        ((f.range.contains(parameters.*f.member) || reader.node().find(f.name) != nullptr
              ? nullptr
              : reader.required(f.name)),
         ...);
      },
      fields);
  if (reader.diagnostics().size() != before) return {};
  if (const std::string problem{parameters.problem()}; !problem.empty()) {
    reader.diagnostics().error(reader.node(), problem);
    return {};
  }
  return parameters;
}

template <ClockDrivenNeuron M>
std::unique_ptr<const NeuronPopulation> read_neurons(MapReader& reader, const Resolution&,
                                                     std::uint32_t) {
  const auto parameters = read_parameters<typename M::Parameters>(reader);
  return parameters ? std::make_unique<const ModelPopulation<M>>(*parameters)
                    : std::unique_ptr<const NeuronPopulation>{};
}

template <ClockDrivenNeuron M>
void Catalogue::add_neuron() {
  using Parameters = typename M::Parameters;
  add({.name = M::name,
       .summary = M::summary,
       .parameters = field_infos(Parameters::fields(), Parameters{}),
       .variables = field_infos(M::State::variables(), M({}, Resolution{}).initial()),
       .channels = {M::channels.begin(), M::channels.end()},
       .event_driven = EventDrivenNeuron<M>,
       .read = read_neurons<M>});
}

template <template <class Real> class M>
void Catalogue::add_neuron() {
  add_neuron<M<double>>();
  models_.back().read_single = read_neurons<M<float>>;
}

template <AnySource M>
void Catalogue::add_source() {
  using Parameters = typename M::Parameters;
  add({.name = M::name,
       .summary = M::summary,
       .parameters = field_infos(Parameters::fields(), Parameters{}),
       .variables = {},
       .channels = {},
       .event_driven = false,
       .read = [](MapReader& reader, const Resolution& resolution, std::uint32_t size) {
         const auto parameters = read_parameters<Parameters>(reader, size);
         if (!parameters) return std::unique_ptr<const NeuronPopulation>{};
         auto population = std::make_unique<const SourcePopulation<M>>(*parameters);
         M(*parameters, resolution);  // throws when it can't be had at this resolution
         return std::unique_ptr<const NeuronPopulation>(std::move(population));
       }});
}

template <class P, class S>
void Catalogue::add_spike_input() {
  using Parameters = typename P::Parameters;
  stimuli_.push_back({.name = P::name,
                      .summary = P::summary,
                      .parameters = field_infos(Parameters::fields(), Parameters{}),
                      .read_spikes =
                          [](MapReader& reader, const Resolution& resolution, std::uint32_t size) {
                            const auto parameters = read_parameters<Parameters>(reader, size);
                            return parameters ? std::make_unique<const S>(*parameters, resolution)
                                              : std::unique_ptr<const SpikeInput>{};
                          },
                      .read_current = {}});
}

template <class S>
void Catalogue::add_current_input() {
  using Parameters = typename S::Parameters;
  stimuli_.push_back({.name = S::name,
                      .summary = S::summary,
                      .parameters = field_infos(Parameters::fields(), Parameters{}),
                      .read_spikes = {},
                      .read_current = [](MapReader& reader, const Resolution& resolution) {
                        const auto parameters = read_parameters<Parameters>(reader);
                        return parameters ? std::make_unique<const S>(*parameters, resolution)
                                          : std::unique_ptr<const CurrentInput>{};
                      }});
}

template <AnyPlasticityRule R>
void Catalogue::add_plasticity() {
  using Parameters = typename R::Parameters;
  plasticities_.push_back({.name = R::name,
                           .summary = R::summary,
                           .parameters = field_infos(Parameters::fields(), Parameters{}),
                           .read = [](MapReader& reader, const Unit& weight) {
                             const auto parameters =
                                 read_rule_parameters<Parameters>(reader, weight);
                             return parameters
                                        ? std::make_unique<const RulePlasticity<R>>(*parameters)
                                        : std::unique_ptr<const Plasticity>{};
                           }});
}

}  // namespace meniscus
