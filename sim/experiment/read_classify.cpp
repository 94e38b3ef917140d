#include <algorithm>

#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/choices.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

void read_softmax(MapReader& reader, SoftmaxOptions& options) {
  options.optimiser = read_named(reader, "optimiser", choices::optimisers, options.optimiser);
  options.targets = read_named(reader, "targets", choices::targets, options.targets);
  options.scale = read_named(reader, "scale", choices::scales, options.scale);
  options.order = read_named(reader, "order", choices::orders, options.order);
  reader.fields(options);
}

void read_ridge(MapReader& reader, RidgeOptions& options) {
  if (const Node* lambdas = reader.optional("lambdas")) {
    options.lambdas = read_quantities(*lambdas, unit::none, positive, reader.diagnostics());
    if (lambdas->kind() == Node::Kind::sequence && lambdas->items().empty()) {
      reader.diagnostics().error(*lambdas, "expected at least one lambda, got an empty list");
    }
  }
  options.standardise = reader.boolean("standardise", options.standardise);
}

void check_ridge_features(const Node& readout, const Specification& specification,
                          Diagnostics& diagnostics) {
  const ClassifySpec& classify = *specification.classify;
  if (specification.network.populations().empty()) return;  // it could not be read
  const std::size_t features =
      std::size_t{specification.network.populations()[classify.liquid].size} *
      classify.features.times.count();
  if (features <= most_ridge_features) return;
  diagnostics.error(
      readout,
      fmt::format("expected at most {} features for ridge regression, got {} neurons "
                  "times {} windows",
                  most_ridge_features, specification.network.populations()[classify.liquid].size,
                  classify.features.times.count()),
      "softmax takes more");
}

}  // namespace

void read_data_and_input(MapReader& root, const NewData* fresh, Specification& specification,
                         Diagnostics& diagnostics) {
  specification.classify.emplace();
  RawData data;
  if (const Node* node = root.required("data")) {
    data = read_data(*node, fresh, *specification.classify, diagnostics);
  }
  read_input(root, data, specification, diagnostics);
}

namespace {

/// The neurons that take the samples as currents are a population of the model file.
void find_input_population(const Node& populations, Specification& specification,
                           Diagnostics& diagnostics) {
  ClassifySpec& classify = *specification.classify;
  const Node* node = populations.find(input_name);
  if (node == nullptr) {
    diagnostics.error(populations,
                      "expected a population \"input\", whose neurons take the currents");
    return;
  }
  const auto id = read_population(*node, input_name, specification, diagnostics);
  if (!id) return;
  classify.input = *id;
  const Population& input = specification.network.populations()[*id];
  at(*node, diagnostics, [&] { check_takes_current(input); });
  if (classify.samples.train && input.size != classify.samples.train->lines()) {
    diagnostics.error(*node, fmt::format("expected a neuron for each of the samples' {} values, "
                                         "got {}",
                                         classify.samples.train->lines(), input.size));
  }
}

}  // namespace

void add_input_population(const Node& populations, const Catalogue& catalogue,
                          Specification& specification, Diagnostics& diagnostics) {
  ClassifySpec& classify = *specification.classify;
  if (classify.amplitude) return find_input_population(populations, specification, diagnostics);
  const ModelEntry* model = catalogue.find_model("spike_list");
  if (model == nullptr)
    throw ConfigError("the catalogue lacks spike_list, which plays the samples");
  if (const Node* taken = populations.find(input_name)) {
    diagnostics.error(taken->key_place(), taken->path(),
                      "expected another name: \"input\" are the lines that play the data set");
    return;
  }
  if (!classify.samples.train) {  // it could not be read, which was told already
    specification.unreadable.emplace_back(input_name);
    return;
  }
  const std::uint32_t lines = classify.samples.train->lines();
  const Node none(Node::Kind::map, "", {});
  MapReader parameters(none, diagnostics, "input");
  classify.input =
      specification.network.add(std::string(input_name), lines,
                                model->read(parameters, specification.network.resolution(), lines));
}

void read_readout(MapReader& root, Specification& specification, Diagnostics& diagnostics) {
  const Node* node = root.required("readout");
  if (node == nullptr) return;
  ClassifySpec& classify = *specification.classify;
  MapReader reader(*node, diagnostics, "readout");
  if (const Node* features = reader.required("features")) {
    read_features(*features, specification, diagnostics);
  }
  const Node* classifier = reader.required("classifier");
  const std::size_t before = diagnostics.size();
  if (classifier != nullptr) {
    classify.classifier = read_named(*classifier, "classifier", choices::classifiers, diagnostics);
  }
  if (classifier == nullptr || diagnostics.size() != before) return;  // its keys can't be judged
  classify.softmax.seed = specification.network.seed();
  if (classify.classifier == ClassifierKind::softmax) {
    read_softmax(reader, classify.softmax);
    classify.standardise = reader.boolean("standardise", classify.standardise);
  } else {
    read_ridge(reader, classify.ridge);
    check_ridge_features(*node, specification, diagnostics);
  }
  reader.finish();
}

}  // namespace meniscus
