#include "sim/experiment/classify.hpp"

#include <algorithm>
#include <optional>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/choices.hpp"
#include "sim/experiment/encoded_samples.hpp"
#include "sim/experiment/feature_stream.hpp"
#include "sim/experiment/health.hpp"
#include "sim/experiment/lanes.hpp"
#include "sim/experiment/presentation.hpp"
#include "sim/experiment/readout_store.hpp"
#include "sim/experiment/readout_training.hpp"
#include "sim/experiment/recordings.hpp"
#include "sim/experiment/work_clock.hpp"
#include "sim/learning/folds.hpp"
#include "sim/learning/metrics.hpp"

namespace meniscus {

namespace {

/// The parts of the data that go through the network, the last one those that are tested; each
/// sample has an id of its own. Cross-validation, which parts what comes out, has one: `all`.
std::vector<Split> splits_of(const ClassifySpec& c, const AllSamples& all) {
  if (c.folds > 0) return {{&all, 0, all.count(), 0, "all"}};
  const SampleSource* train = c.samples.train.get();
  const std::size_t validation_first = train->count() - c.validation;
  const auto id = [](std::size_t i) { return static_cast<std::uint32_t>(i); };
  return {{train, 0, c.train, 0, "train"},
          {train, validation_first, c.validation, id(validation_first), "validation"},
          {c.samples.test.get(), 0, c.test, id(train->count()), "test"}};
}

struct Responses {
  std::vector<LabelledFeatures> liquid;  ///< of each split
  std::vector<LabelledFeatures> input;
  std::vector<LabelledFeatures> values;
  double samples = 0.0;
  double input_spikes = 0.0;
  double liquid_spikes = 0.0;
  double deliveries = 0.0;
  std::int64_t ticks = 0;
  double wall_seconds = 0.0;
  double cpu_seconds = 0.0;
};

/// `stream`: where the liquid's features go; may be null.
Responses respond_to_all(const Network& network, const ClassifySpec& classify, std::uint64_t seed,
                         const std::vector<Split>& splits, const Lanes& lanes,
                         FeatureStream* stream, const RunContext& context) {
  const WorkClock clock;
  Responses all;
  for (std::size_t p = 0; p < splits.size(); ++p) {
    const Split& split = splits[p];
    Lanes of_split = lanes;
    of_split.stage = fmt::format("{}, {}", lanes.stage, split.name);
    if (stream != nullptr) {
      of_split.finished = [&](const LabelledFeatures& features, std::size_t first,
                              std::size_t last) { stream->add(p, features, first, last); };
    }
    LiquidResponse response = respond(network, classify, seed, split, of_split, context);
    all.liquid.push_back(std::move(response.liquid));
    all.input.push_back(std::move(response.input));
    all.values.push_back(std::move(response.values));
    all.samples += static_cast<double>(split.count);
    all.input_spikes += static_cast<double>(response.input_spikes);
    all.liquid_spikes += static_cast<double>(response.liquid_spikes);
    all.deliveries += static_cast<double>(response.deliveries);
    all.ticks += response.ticks;
  }
  all.wall_seconds = clock.wall();
  all.cpu_seconds = clock.cpu();
  return all;
}

std::vector<std::uint32_t> recurrent_projections(const Network& network, PopulationId input) {
  std::vector<std::uint32_t> recurrent;
  for (std::uint32_t p = 0; p < network.projections.size(); ++p) {
    if (network.projections[p].source != input) recurrent.push_back(p);
  }
  return recurrent;
}

void add_accuracy(RunReport& report, const std::string& name, const std::string& meaning,
                  const ReadoutResult& readout) {
  const Interval interval = readout.test.interval();
  const Interval percent{100.0 * interval.low, 100.0 * interval.high};
  if (readout.fold_accuracies.empty()) {
    report.metrics.push_back(
        {"accuracy_" + name, "accuracy, " + meaning, 100.0 * readout.test.value(), "%", percent});
  } else {
    const MeanAndDeviation folds = mean_and_deviation(readout.fold_accuracies);
    report.metrics.push_back(
        {"accuracy_" + name, "accuracy, " + meaning, 100.0 * folds.mean, "%", percent});
    report.metrics.push_back({"accuracy_sd_" + name, "  standard deviation over the folds",
                              100.0 * folds.deviation, "%"});
  }
  report.metrics.push_back({"validation_" + name,
                            fmt::format("  on validation ({})", readout.setting),
                            100.0 * readout.validation.value(), "%"});
}

/// Runs the first test samples once more and keeps what the model file wants recorded.
void record_samples(const Network& network, const Specification& specification, std::uint64_t seed,
                    const Split& test, ResultFile& result) {
  const ClassifySpec& classify = *specification.classify;
  if (classify.recorded == 0) return;
  Recordings recordings(network, specification.record, result);
  Simulation simulation(network, {.seed = seed});
  Presentation presentation(simulation, classify);
  Time begin{0};
  std::vector<double> begins;
  for (std::size_t i = 0; i < classify.recorded; ++i) {
    presentation.begin(test.load(i), test.id(i));
    if (i == 0) recordings.watch(simulation);
    const Time duration = presentation.sample().duration;
    simulation.run(duration);
    recordings.reached_end_of_sample(begin, duration);
    begins.push_back(network.resolution.ms(begin));
    begin += duration;
  }
  result.write_vector("/recorded_samples", begins, "ms");
}

void add_accuracies(RunReport& report, const Readouts& readouts, const ClassifySpec& classify,
                    const std::vector<std::uint32_t>& labels) {
  add_accuracy(report, "liquid", "liquid", readouts.liquid);
  if (readouts.input) {
    const bool traces = classify.features.kind == FeatureKind::traces;
    const std::string_view features = traces ? "traces" : "counts";
    add_accuracy(report, "input", fmt::format("same readout on the input {}", features),
                 *readouts.input);
  }
  if (readouts.values) {
    add_accuracy(report, "values", "same readout on the mean encoded values", *readouts.values);
  }
  add_accuracy(report, "feed_forward", "liquid without recurrent synapses", readouts.feed_forward);
  const auto comparison =
      compare_paired(labels, readouts.liquid.predictions, readouts.feed_forward.predictions);
  report.metrics.push_back({"p_liquid_vs_feed_forward",
                            "liquid against feed-forward, McNemar mid-p", comparison.p_mid, ""});
  report.confusion.emplace(classify.classes, labels, readouts.liquid.predictions);
}

void add_activity(RunReport& report, const Responses& responses, const ClassifySpec& classify,
                  const Network& network) {
  const double samples = responses.samples;
  const double seconds = network.resolution.ms(Time{responses.ticks}) / 1e3;
  const std::vector<PopulationActivity> activity{
      {classify.input, responses.input_spikes, seconds},
      {classify.liquid, responses.liquid_spikes, seconds}};
  for (const PopulationActivity& a : activity) {
    const std::string& name = network.populations[a.population].name;
    report.metrics.push_back({"rate_" + name, "mean rate of " + name, a.rate(network), "Hz"});
    report.metrics.push_back(
        {"spikes_per_sample_" + name, "spikes per sample of " + name, a.spikes / samples, ""});
  }
  report.metrics.push_back(
      {"events_per_sample", "synaptic events per sample", responses.deliveries / samples, ""});
  report.metrics.push_back({"events_per_second", "synaptic events per wall second of the liquid",
                            responses.deliveries / responses.wall_seconds, "1/s"});
  report.metrics.push_back({"samples_per_cpu_second", "samples per CPU second through the liquid",
                            samples / responses.cpu_seconds, "1/s"});
  report.warnings = health_report(network, activity);
}

void write_predictions(ResultFile& result, const Readouts& readouts,
                       const ConfusionMatrix& matrix) {
  result.write_vector("/predictions/test", readouts.liquid.predictions);
  if (readouts.input) {
    result.write_vector("/predictions/test_input", readouts.input->predictions);
  }
  result.write_vector("/predictions/test_feed_forward", readouts.feed_forward.predictions);
  if (readouts.values) {
    result.write_vector("/predictions/test_values", readouts.values->predictions);
  }
  const std::vector<std::uint64_t> counts(matrix.counts().begin(), matrix.counts().end());
  result.write_matrix("/metrics/confusion", matrix.classes(), matrix.classes(), counts);
}

std::string no_input_readout(const Responses& responses) {
  return fmt::format(
      "no readout on the input: its {} features are more than the {} of a ridge regression",
      responses.input.back().columns, most_ridge_features);
}

/// What the rows of a readout's weights weigh, e.g. "counts of liquid: 2 times 40 neurons".
std::string features_text(const Network& network, const ClassifySpec& classify) {
  const Population& liquid = network.populations[classify.liquid];
  return fmt::format("{} of {}: {} times {} neurons",
                     choices::name(choices::features, classify.features.kind), liquid.name,
                     classify.features.times.count(), liquid.size);
}

}  // namespace

RunReport classify(Specification& specification, const RunContext& context, ResultFile& result) {
  const WorkClock clock;
  const ClassifySpec& spec = *specification.classify;
  const std::uint64_t seed = specification.network.seed();
  const AllSamples all(spec.samples);
  const std::vector<Split> splits = splits_of(spec, all);
  draw_projections(specification);
  const double reachable =
      topology(specification.network).reachable_fraction(spec.input, spec.liquid);
  const Network network = assemble(specification, context.threads);

  FeatureStream stream(result, network, spec, splits);
  const Responses full =
      respond_to_all(network, spec, seed, splits, {.stage = "liquid"}, &stream, context);
  const Lanes without{.stage = "without recurrence",
                      .silenced = recurrent_projections(network, spec.input)};
  const Responses feed_forward =
      respond_to_all(network, spec, seed, splits, without, nullptr, context);
  const std::vector<std::uint32_t>& labels = full.liquid.back().labels;
  const std::vector<std::uint32_t> fold_of =
      spec.folds == 0 ? std::vector<std::uint32_t>{}
                      : stratified_folds(labels, spec.classes, spec.folds, seed);
  const Readouts readouts = train_readouts(
      {full.liquid, feed_forward.liquid, full.input, full.values}, spec, fold_of, context);
  RunReport report;
  add_accuracies(report, readouts, spec, labels);
  add_activity(report, full, spec, network);
  if (!readouts.input) report.warnings.push_back(no_input_readout(full));
  if (reachable < 1.0) {
    report.warnings.push_back(fmt::format("the input reaches only {:.1f} % of {}",
                                          100.0 * reachable,
                                          network.populations[spec.liquid].name));
  }
  context.tell({.stage = "writing", .done = 0.0, .total = 1.0, .unit = {}});
  write_predictions(result, readouts, *report.confusion);
  write_readouts(result, readouts,
                 {splits.back().first_id, spec.samples.test->lines(), spec.class_names},
                 features_text(network, spec));
  if (spec.folds > 0) result.write_vector("/folds", fold_of);
  record_samples(network, specification, seed, splits.back(), result);
  report.metrics.push_back({"cpu_time", "CPU time", clock.cpu(), "s"});
  report.metrics.push_back({"wall_time", "wall time", clock.wall(), "s"});
  return report;
}

}  // namespace meniscus
