#include "sim/experiment/schema_sections.hpp"
#include "sim/io/datasets.hpp"
#include "sim/learning/ridge.hpp"
#include "sim/learning/softmax.hpp"

namespace meniscus {

namespace {

constexpr std::int64_t most_samples = 1'000'000'000;

Json softmax_schema() {
  static constexpr std::string_view optimisers[] = {"adam", "adadelta"};
  static constexpr std::string_view targets[] = {"one_hot", "smoothed"};
  static constexpr std::string_view scales[] = {"training_max", "batch_max"};
  static constexpr std::string_view orders[] = {"fixed", "shuffled"};
  Json properties{
      {"optimiser", with_default(choice_schema(optimisers, "of the loss"), "adam")},
      {"targets",
       with_default(choice_schema(targets, "what the classes are fitted to"), "one_hot")},
      {"scale",
       with_default(choice_schema(scales, "what features are divided by"), "training_max")},
      {"order", with_default(choice_schema(orders, "of the samples in an epoch"), "shuffled")}};
  properties.update(fields_schema(field_infos(SoftmaxOptions::fields(), SoftmaxOptions{})));
  return properties;
}

Json ridge_schema() {
  const RidgeOptions defaults;
  const Json lambda = quantity_schema(unit::none, positive, "");
  Json lambdas =
      list_schema(lambda, "penalties to choose from, in units of the features' mean variance");
  return {{"lambdas", with_default(std::move(lambdas), defaults.lambdas)},
          {"standardise", with_default(boolean_schema("divide each feature by its deviation"),
                                       defaults.standardise)}};
}

}  // namespace

Json data_schema() {
  const auto samples = [](std::string_view meaning) {
    return whole_number_schema(1, most_samples, meaning);
  };
  return map_schema({{"set", choice_schema(data_set_names(), "of samples with classes")},
                     {"path", text_schema("folder with the set's files")},
                     {"train", samples("samples: the first ones of the training set")},
                     {"validation", samples("samples: the last ones of the training set")},
                     {"test", samples("samples: the first ones of the test set")}},
                    "the data set");
}

Json input_schema() {
  const Json duration{{"duration", quantity_schema(unit::ms, positive, "of a sample")}};
  const Json rate{{"max_rate", quantity_schema(unit::Hz, positive, "of a white pixel")}};
  return variants_schema(
      "encoder",
      {{"nalsm_rate", "the same expected number of spikes for every image", Json::object()},
       {"bernoulli_rate", "pixel times max_rate, at most one spike per tick", rate, {"max_rate"}},
       {"poisson_rate", "pixel times max_rate", rate, {"max_rate"}}},
      duration, "how samples become spikes");
}

Json readout_schema() {
  Json features{{"type", "object"}, {"additionalProperties", false}, {"required", {"counts"}}};
  features["properties"] = {
      {"counts", text_schema("population whose spikes are counted")},
      {"windows",
       with_default(whole_number_schema(1, most_samples, "equal parts of a sample"), 1)}};
  return variants_schema("classifier",
                         {{"softmax", "multinomial logistic regression", softmax_schema()},
                          {"ridge", "linear regression onto the classes", ridge_schema()}},
                         {{"features", described(std::move(features), "what is read out")}},
                         "what the samples are told apart by");
}

}  // namespace meniscus
