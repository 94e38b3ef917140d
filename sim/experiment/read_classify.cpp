#include <algorithm>

#include "sim/config/suggestion.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/reading.hpp"

namespace meniscus {

namespace {

constexpr std::int64_t most_samples = 1'000'000'000;

void read_data(const Node& node, ClassifySpec& classify, Diagnostics& diagnostics) {
  MapReader reader(node, diagnostics, "data");
  const Node* set = reader.required("set");
  const std::string path = reader.string("path", "");
  const auto count = [&](std::string_view key) {
    const Node* value = reader.required(key);
    return value == nullptr
               ? std::size_t{1}
               : static_cast<std::size_t>(read_integer(*value, 1, most_samples, diagnostics));
  };
  classify.train = count("train");
  classify.validation = count("validation");
  classify.test = count("test");
  reader.finish();
  if (set == nullptr) return;
  const std::size_t before = diagnostics.size();
  const std::string name = read_choice(*set, data_set_names(), "data set", diagnostics);
  if (diagnostics.size() != before) return;
  at(node, diagnostics, [&] {
    classify.files = data_set_files(name, path);
    classify.data = load_data_set(name, path);
  });
  const auto enough = [&](std::string_view keys, std::size_t wanted, std::size_t there) {
    if (there == 0 || wanted <= there) return;
    diagnostics.error(
        node, fmt::format("expected {} of at most {} samples, got {}", keys, there, wanted));
  };
  enough("train + validation", classify.train + classify.validation, classify.data.train.count);
  enough("test", classify.test, classify.data.test.count);
}

void read_input(const Node& node, const Resolution& resolution, ClassifySpec& classify,
                Diagnostics& diagnostics) {
  constexpr std::pair<std::string_view, EncoderKind> encoders[] = {
      {"nalsm_rate", EncoderKind::nalsm_rate},
      {"bernoulli_rate", EncoderKind::bernoulli_rate},
      {"poisson_rate", EncoderKind::poisson_rate}};
  MapReader reader(node, diagnostics, "input");
  const std::size_t before = diagnostics.size();
  if (const Node* encoder = reader.required("encoder")) {
    classify.encoder = read_named(*encoder, "encoder", encoders, diagnostics);
  }
  const bool encoder_known = diagnostics.size() == before;
  if (const Node* duration = reader.required("duration")) {
    classify.duration = read_ticks(*duration, resolution, diagnostics);
  }
  if (!encoder_known) {
    reader.optional("max_rate");
  } else if (classify.encoder == EncoderKind::nalsm_rate) {
    if (resolution.tick() != 1.0) {
      diagnostics.error(
          node, fmt::format("nalsm_rate needs a resolution of 1 ms, got {} ms", resolution.tick()));
    }
  } else if (const Node* rate = reader.required("max_rate")) {
    classify.max_rate = read_quantity(*rate, unit::Hz, positive, diagnostics);
    if (classify.encoder == EncoderKind::bernoulli_rate &&
        classify.max_rate * resolution.tick() > 1.0) {
      diagnostics.error(*rate, fmt::format("expected at most one spike per tick ({} Hz)",
                                           1e3 / resolution.tick()));
    }
  }
  reader.finish();
}

void read_softmax(MapReader& reader, SoftmaxOptions& options) {
  constexpr std::pair<std::string_view, OptimiserKind> optimisers[] = {
      {"adam", OptimiserKind::adam}, {"adadelta", OptimiserKind::adadelta}};
  constexpr std::pair<std::string_view, SoftmaxTargets> targets[] = {
      {"one_hot", SoftmaxTargets::one_hot}, {"smoothed", SoftmaxTargets::smoothed}};
  constexpr std::pair<std::string_view, SoftmaxScale> scales[] = {
      {"training_max", SoftmaxScale::training_max}, {"batch_max", SoftmaxScale::batch_max}};
  constexpr std::pair<std::string_view, SampleOrder> orders[] = {
      {"fixed", SampleOrder::fixed}, {"shuffled", SampleOrder::shuffled}};
  options.optimiser = read_named(reader, "optimiser", optimisers, options.optimiser);
  options.targets = read_named(reader, "targets", targets, options.targets);
  options.scale = read_named(reader, "scale", scales, options.scale);
  options.order = read_named(reader, "order", orders, options.order);
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

void read_features(const Node& node, Specification& specification, Diagnostics& diagnostics) {
  ClassifySpec& classify = *specification.classify;
  MapReader reader(node, diagnostics, "features");
  if (const Node* counts = reader.required("counts")) {
    const std::size_t before = diagnostics.size();
    const std::string name = read_string(*counts, diagnostics);
    if (name == input_name) {
      diagnostics.error(*counts,
                        "expected a population besides the input, which is read out anyway");
    } else if (diagnostics.size() == before) {
      classify.liquid = read_population(*counts, name, specification, diagnostics).value_or(0);
    }
  }
  if (const Node* windows = reader.optional("windows")) {
    const std::int64_t most = std::max<std::int64_t>(classify.duration.ticks, 1);
    classify.windows = static_cast<std::uint32_t>(read_integer(*windows, 1, most, diagnostics));
  }
  reader.finish();
}

}  // namespace

void read_data_and_input(MapReader& root, Specification& specification, Diagnostics& diagnostics) {
  specification.classify.emplace();
  ClassifySpec& classify = *specification.classify;
  if (const Node* data = root.required("data")) read_data(*data, classify, diagnostics);
  if (const Node* input = root.required("input")) {
    read_input(*input, specification.network.resolution(), classify, diagnostics);
  }
}

void add_input_population(const Node& populations, const Catalogue& catalogue,
                          Specification& specification, Diagnostics& diagnostics) {
  ClassifySpec& classify = *specification.classify;
  const ModelEntry* model = catalogue.find_model("spike_list");
  if (model == nullptr)
    throw ConfigError("the catalogue lacks spike_list, which plays the samples");
  if (const Node* taken = populations.find(input_name)) {
    diagnostics.error(taken->key_place(), taken->path(),
                      "expected another name: \"input\" are the lines that play the data set");
    return;
  }
  const auto pixels = static_cast<std::uint32_t>(classify.data.train.pixels_per_image());
  if (pixels == 0) {  // the data could not be read, which was told already
    specification.unreadable.emplace_back(input_name);
    return;
  }
  const Node none(Node::Kind::map, "", {});
  MapReader parameters(none, diagnostics, "input");
  classify.input = specification.network.add(
      std::string(input_name), pixels,
      model->read(parameters, specification.network.resolution(), pixels));
}

void read_readout(MapReader& root, Specification& specification, Diagnostics& diagnostics) {
  constexpr std::pair<std::string_view, ClassifierKind> classifiers[] = {
      {"softmax", ClassifierKind::softmax}, {"ridge", ClassifierKind::ridge}};
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
    classify.classifier = read_named(*classifier, "classifier", classifiers, diagnostics);
  }
  if (classifier == nullptr || diagnostics.size() != before) return;  // its keys can't be judged
  classify.softmax.seed = specification.network.seed();
  if (classify.classifier == ClassifierKind::softmax) {
    read_softmax(reader, classify.softmax);
  } else {
    read_ridge(reader, classify.ridge);
  }
  reader.finish();
}

}  // namespace meniscus
