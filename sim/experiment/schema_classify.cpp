#include "sim/config/quantity.hpp"
#include "sim/experiment/choices.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/schema_sections.hpp"
#include "sim/learning/ridge.hpp"
#include "sim/learning/softmax.hpp"

namespace meniscus {

namespace {

Json softmax_schema() {
  using namespace choices;
  const SoftmaxOptions defaults;
  Json properties{
      {"optimiser", with_default(choice_schema(names(optimisers), "of the loss"),
                                 name(optimisers, defaults.optimiser))},
      {"targets", with_default(choice_schema(names(targets), "what the classes are fitted to"),
                               name(targets, defaults.targets))},
      {"scale", with_default(choice_schema(names(scales), "what features are divided by"),
                             name(scales, defaults.scale))},
      {"order", with_default(choice_schema(names(orders), "of the samples in an epoch"),
                             name(orders, defaults.order))}};
  properties.update(fields_schema(field_infos(SoftmaxOptions::fields(), defaults)));
  return properties;
}

Json ridge_schema() {
  const RidgeOptions defaults;
  const Json lambda = quantity_schema(unit::none, positive, "");
  Json lambdas =
      list_schema(lambda, "penalties to choose from, in units of the features' mean variance");
  return {{"lambdas", with_default(std::move(lambdas), defaults.lambdas)}};
}

Json features_schema() {
  Json map{{"type", "object"}, {"additionalProperties", false}};
  for (const std::string_view kind : choices::names(choices::features)) {
    map["properties"][std::string(kind)] = text_schema("population that is read out");
  }
  map["properties"].update(
      {{"tau", with_default(quantity_schema(unit::ms, positive, "time constant of traces"),
                            format_quantity(FeatureSpec{}.tau, unit::ms))},
       {"windows",
        with_default(whole_number_schema(1, most_samples, "equal parts of a sample"), 1)},
       {"at", list_schema(quantity_schema(unit::ms, positive, ""),
                          "times in a sample, instead of windows")}});
  map["dependencies"] = {{"counts", no_keys({"traces", "potentials"})},
                         {"traces", no_keys({"potentials"})},
                         {"tau", required_keys({"traces"})},
                         {"at", no_keys({"windows"})}};
  return described(std::move(map), "what is read out");
}

}  // namespace

Json readout_schema() {
  const Json common{{"features", features_schema()},
                    {"standardise", with_default(boolean_schema("divide each feature, less its "
                                                                "mean, by its deviation"),
                                                 ClassifySpec{}.standardise)}};
  return variants_schema("classifier",
                         {{"softmax", "multinomial logistic regression", softmax_schema()},
                          {"ridge", "linear regression onto the classes", ridge_schema()}},
                         common, "what the samples are told apart by");
}

Json complete_classification() {
  Json readout = required_keys({"features", "classifier"});
  Json features;
  for (const std::string_view kind : choices::names(choices::features)) {
    features["anyOf"].push_back(required_keys({kind}));
  }
  readout["properties"] = {{"features", std::move(features)}};
  Json all = complete_data_and_input();
  all["required"].push_back("readout");
  all["properties"]["readout"] = std::move(readout);
  return all;
}

}  // namespace meniscus
