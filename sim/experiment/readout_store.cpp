#include "sim/experiment/readout_store.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/choices.hpp"

namespace meniscus {

namespace {

constexpr const char* root = "/readout";

template <class Numbers>
auto span_of(const Numbers& numbers) {
  return std::span(numbers.data(), static_cast<std::size_t>(numbers.size()));
}

void write_scaling(ResultFile& result, const std::string& group, const RidgeModel& ridge) {
  result.write_attribute(group, "kind",
                         std::string(choices::name(choices::classifiers, ClassifierKind::ridge)));
  result.write_number(group + "/lambda", ridge.lambda);
}

void write_scaling(ResultFile& result, const std::string& group, const SoftmaxModel& softmax) {
  result.write_attribute(group, "kind",
                         std::string(choices::name(choices::classifiers, ClassifierKind::softmax)));
  result.write_text(group + "/scale", std::string(choices::name(choices::scales, softmax.scale)));
  result.write_number(group + "/peak", softmax.peak);
  result.write_number(group + "/batch", static_cast<std::uint32_t>(softmax.batch));
}

void write_readout(ResultFile& result, const std::string& name, const Readout& readout) {
  const std::string group = fmt::format("{}/{}", root, name);
  std::visit(
      [&](const auto& model) {
        result.write_matrix(group + "/weights", readout.columns(), readout.classes(),
                            span_of(model.weights));
        result.write_vector(group + "/bias", span_of(model.bias));
        write_scaling(result, group, model);
      },
      readout.model);
  if (!readout.standardiser) return;
  result.write_vector(group + "/mean", readout.standardiser->mean());
  result.write_vector(group + "/inverse_sd", readout.standardiser->inverse_sd());
}

/// Reads the readout of one name.
class ReadoutReader {
 public:
  ReadoutReader(const Hdf5File& file, std::string group) : file_(file), group_(std::move(group)) {}

  Readout read() const {
    if (!file_.contains(group_)) {
      throw ConfigError(
          {Diagnostic{{file_.name()},
                      {},
                      fmt::format("holds no readout: expected {}", group_),
                      "results of experiment: classify without folds have one, from layout 2 on"}});
    }
    const std::string kind =
        file_.has_attribute(group_, "kind") ? file_.read_text_attribute(group_, "kind") : "";
    Readout readout;
    if (kind == choices::name(choices::classifiers, ClassifierKind::ridge)) {
      readout.model = ridge();
    } else if (kind == choices::name(choices::classifiers, ClassifierKind::softmax)) {
      readout.model = softmax();
    } else {
      refuse("", fmt::format("expected an attribute kind of ridge or softmax, got \"{}\"", kind));
    }
    if (file_.contains(path("mean"))) {
      readout.standardiser.emplace(numbers<double>("mean", readout.columns()),
                                   numbers<double>("inverse_sd", readout.columns()));
    }
    return readout;
  }

 private:
  std::string path(const std::string& name) const { return fmt::format("{}/{}", group_, name); }

  [[noreturn]] void refuse(const std::string& name, const std::string& message) const {
    throw ConfigError(
        fmt::format("{}: {}: {}", file_.name(), name.empty() ? group_ : path(name), message));
  }

  template <class Number>
  std::vector<Number> numbers(const std::string& name, std::size_t size) const {
    std::vector<Number> values = file_.read<Number>(path(name));
    if (values.size() != size) {
      refuse(name, fmt::format("expected {} values, got {}", size, values.size()));
    }
    if (!std::ranges::all_of(values, [](Number v) { return std::isfinite(v); })) {
      refuse(name, "expected finite values");
    }
    return values;
  }

  /// Weights and bias.
  template <class Model, class Number>
  void read_linear(Model& model) const {
    const auto shape = file_.shape(path("weights"));
    if (shape.size() != 2 || shape[0] == 0 || shape[1] == 0) {
      refuse("weights", "expected a matrix of features x classes");
    }
    const auto weights = numbers<Number>("weights", shape[0] * shape[1]);
    const auto bias = numbers<Number>("bias", shape[1]);
    model.weights.resize(static_cast<Eigen::Index>(shape[0]), static_cast<Eigen::Index>(shape[1]));
    std::ranges::copy(weights, model.weights.data());
    model.bias.resize(static_cast<Eigen::Index>(shape[1]));
    std::ranges::copy(bias, model.bias.data());
  }

  RidgeModel ridge() const {
    RidgeModel model;
    read_linear<RidgeModel, double>(model);
    model.lambda = numbers<double>("lambda", 1).front();
    return model;
  }

  SoftmaxModel softmax() const {
    SoftmaxModel model;
    read_linear<SoftmaxModel, float>(model);
    const std::string scale = file_.read_text(path("scale"));
    const auto* known =
        std::ranges::find(choices::scales, scale, [](const auto& named) { return named.first; });
    if (known == std::end(choices::scales)) {
      refuse("scale", fmt::format("expected {}, got \"{}\"",
                                  fmt::join(choices::names(choices::scales), " or "), scale));
    }
    model.scale = known->second;
    model.peak = numbers<float>("peak", 1).front();
    const auto batch = file_.read<std::uint32_t>(path("batch"));
    if (batch.size() != 1 || batch.front() == 0 || batch.front() > 1u << 30) {
      refuse("batch", "expected one whole number from 1 to 1073741824");
    }
    model.batch = static_cast<int>(batch.front());
    return model;
  }

  const Hdf5File& file_;
  std::string group_;
};

}  // namespace

void write_readouts(ResultFile& result, const Readouts& readouts, const ReadoutContext& context,
                    const std::string& features) {
  if (!readouts.liquid.readout) return;
  const auto write = [&](const std::string& name, const std::optional<ReadoutResult>& trained) {
    if (trained && trained->readout) write_readout(result, name, *trained->readout);
  };
  write("liquid", readouts.liquid);
  write("feed_forward", readouts.feed_forward);
  write("input", readouts.input);
  write("values", readouts.values);
  result.write_attribute(root, "features", features);
  result.write_number(fmt::format("{}/first_test_id", root), context.first_test_id);
  result.write_number(fmt::format("{}/lines", root), context.lines);
  if (context.class_names.empty()) return;
  result.write_texts(fmt::format("{}/class_names", root), context.class_names);
}

Readout read_liquid_readout(const Hdf5File& file) {
  try {
    return ReadoutReader(file, fmt::format("{}/liquid", root)).read();
  } catch (const IoError& error) {
    throw ConfigError(error.what());
  }
}

ReadoutContext read_readout_context(const Hdf5File& file) {
  ReadoutContext context;
  try {
    const auto number = [&](const char* name) {
      const std::string path = fmt::format("{}/{}", root, name);
      const auto values = file.read<std::uint32_t>(path);
      if (values.size() == 1) return values.front();
      throw ConfigError(fmt::format("{}: {}: expected one number", file.name(), path));
    };
    context.first_test_id = number("first_test_id");
    context.lines = number("lines");
    const std::string names = fmt::format("{}/class_names", root);
    if (file.contains(names)) context.class_names = file.read_texts(names);
  } catch (const IoError& error) {
    throw ConfigError(error.what());
  }
  return context;
}

}  // namespace meniscus
