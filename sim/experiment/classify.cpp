#include "sim/experiment/classify.hpp"

#include <algorithm>
#include <array>
#include <mutex>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/core/parallel.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/health.hpp"
#include "sim/experiment/lanes.hpp"
#include "sim/experiment/work_clock.hpp"
#include "sim/learning/metrics.hpp"

namespace meniscus {

namespace {

constexpr std::size_t parts = 3;
constexpr std::array<std::string_view, parts> part_names{"train", "validation", "test"};

/// The three parts of the data, each with an id per sample that no other has.
std::array<Split, parts> splits_of(const ClassifySpec& c) {
  const SampleSource* train = c.samples.train.get();
  const std::size_t validation_first = train->count() - c.validation;
  const auto id = [](std::size_t i) { return static_cast<std::uint32_t>(i); };
  return {{{train, 0, c.train, 0},
           {train, validation_first, c.validation, id(validation_first)},
           {c.samples.test.get(), 0, c.test, id(train->count())}}};
}

/// What the readout sees of each part.
using FeatureSets = std::array<LabelledFeatures, parts>;

struct ReadoutResult {
  std::vector<std::uint32_t> predictions;  ///< of the test samples
  Proportion test;
  Proportion validation;
  std::string setting;  ///< what validation chose
};

/// Adds up how far the readouts are, which are trained side by side.
class ReadoutProgress {
 public:
  ReadoutProgress(const RunContext& context, int readouts, int epochs)
      : context_(context), total_(readouts * epochs) {}

  void tell(int epochs_more, double validation_accuracy) {
    const std::lock_guard lock(mutex_);
    done_ += epochs_more;
    context_.tell({.stage = "readouts",
                   .done = static_cast<double>(done_),
                   .total = static_cast<double>(total_),
                   .unit = "epochs",
                   .detail = fmt::format("validation {:.2f} %", 100.0 * validation_accuracy)});
  }

 private:
  const RunContext& context_;
  int total_;
  int done_ = 0;
  std::mutex mutex_;
};

ReadoutResult read_out(const FeatureSets& sets, const ClassifySpec& classify,
                       const RunContext& context, ReadoutProgress& progress) {
  const auto& [train, validation, test] = sets;
  ReadoutResult result;
  std::vector<std::uint32_t> validated;
  if (classify.classifier == ClassifierKind::ridge) {
    const RidgeFit fit = fit_ridge(train, validation, classify.ridge);
    result.predictions = fit.model.predict(test);
    validated = fit.model.predict(validation);
    result.setting = fmt::format("lambda {}", fit.model.lambda);
  } else {
    int told = 0;
    const SoftmaxHooks hooks{.progress =
                                 [&](const SoftmaxEpoch& epoch) {
                                   progress.tell(epoch.epoch - told, epoch.validation_accuracy);
                                   told = epoch.epoch;
                                 },
                             .cancelled = context.stopped};
    const SoftmaxFit fit = fit_softmax(train, validation, classify.softmax, 1, hooks);
    result.predictions = fit.model.predict(test);
    validated = fit.model.predict(validation);
    result.setting = fmt::format("epoch {}", fit.best_epoch);
  }
  if (context.must_stop()) throw Interrupted();  // a readout that was cut short says nothing
  result.test = accuracy(test.labels, result.predictions);
  result.validation = accuracy(validation.labels, validated);
  return result;
}

struct Responses {
  FeatureSets liquid;
  FeatureSets input;
  double input_spikes = 0.0;
  double liquid_spikes = 0.0;
  double deliveries = 0.0;
  std::int64_t ticks = 0;
  double wall_seconds = 0.0;
  double cpu_seconds = 0.0;
};

Responses respond_to_all(const Network& network, const ClassifySpec& classify, std::uint64_t seed,
                         const std::array<Split, parts>& splits,
                         const std::vector<std::uint32_t>& silenced, std::string_view what,
                         const RunContext& context) {
  const WorkClock clock;
  Responses all;
  for (std::size_t p = 0; p < parts; ++p) {
    const std::string stage = fmt::format("{}, {}", what, part_names[p]);
    LiquidResponse response = respond(network, classify, seed, splits[p], silenced, stage, context);
    all.liquid[p] = std::move(response.liquid);
    all.input[p] = std::move(response.input);
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
  report.metrics.push_back({"accuracy_" + name, "accuracy, " + meaning,
                            100.0 * readout.test.value(), "%",
                            Interval{100.0 * interval.low, 100.0 * interval.high}});
  report.metrics.push_back({"validation_" + name,
                            fmt::format("  on validation ({})", readout.setting),
                            100.0 * readout.validation.value(), "%"});
}

void write_features(ResultFile& result, const FeatureSets& sets) {
  for (std::size_t p = 0; p < parts; ++p) {
    const LabelledFeatures& features = sets[p];
    const std::vector<std::uint16_t> counts(features.values.begin(), features.values.end());
    const std::string part(part_names[p]);
    result.write_matrix("/features/" + part, features.size(), features.columns, counts);
    result.write_vector("/labels/" + part, features.labels);
  }
}

/// Runs the first test samples once more and keeps what the model file wants recorded.
void record_samples(const Network& network, const Specification& specification, std::uint64_t seed,
                    const Split& test, ResultFile& result) {
  const ClassifySpec& classify = *specification.classify;
  if (classify.recorded == 0) return;
  Recordings recordings(network, specification.record);
  Simulation simulation(network, {.seed = seed});
  Time begin{0};
  for (std::size_t i = 0; i < classify.recorded; ++i) {
    const Sample sample = test.load(i);
    simulation.play(classify.input, sample.spikes, Time{1});
    simulation.restart(test.id(i));
    if (i == 0) recordings.watch(simulation);
    recordings.begin_sample(begin);
    simulation.run(sample.duration);
    begin += sample.duration;
  }
  recordings.write(result);
}

/// The readout on what the liquid did, on its input, and on the liquid without recurrent synapses.
struct Readouts {
  ReadoutResult liquid;
  ReadoutResult input;
  ReadoutResult feed_forward;
};

/// Trains the three side by side, each on one thread.
Readouts read_out_all(const Responses& full, const Responses& feed_forward,
                      const ClassifySpec& classify, const RunContext& context) {
  const std::array<const FeatureSets*, 3> sets{&full.liquid, &full.input, &feed_forward.liquid};
  std::array<ReadoutResult, 3> results;
  ReadoutProgress progress(context, 3, classify.softmax.epochs);
  for_each_piece(context.threads, sets.size(), [&](std::size_t i, int) {
    results[i] = read_out(*sets[i], classify, context, progress);
  });
  return {std::move(results[0]), std::move(results[1]), std::move(results[2])};
}

void add_accuracies(RunReport& report, const Readouts& readouts, const ClassifySpec& classify,
                    const std::vector<std::uint32_t>& labels) {
  add_accuracy(report, "liquid", "liquid", readouts.liquid);
  add_accuracy(report, "input", "same readout on the input counts", readouts.input);
  add_accuracy(report, "feed_forward", "liquid without recurrent synapses", readouts.feed_forward);
  const auto comparison =
      compare_paired(labels, readouts.liquid.predictions, readouts.feed_forward.predictions);
  report.metrics.push_back({"p_liquid_vs_feed_forward",
                            "liquid against feed-forward, McNemar mid-p", comparison.p_mid, ""});
  report.confusion.emplace(classify.classes, labels, readouts.liquid.predictions);
}

void add_activity(RunReport& report, const Responses& responses, const ClassifySpec& classify,
                  const Network& network) {
  const auto samples = static_cast<double>(classify.train + classify.validation + classify.test);
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
  result.write_vector("/predictions/test_input", readouts.input.predictions);
  result.write_vector("/predictions/test_feed_forward", readouts.feed_forward.predictions);
  const std::vector<std::uint64_t> counts(matrix.counts().begin(), matrix.counts().end());
  result.write_matrix("/metrics/confusion", matrix.classes(), matrix.classes(), counts);
}

}  // namespace

RunReport classify(Specification& specification, const RunContext& context, ResultFile& result) {
  const WorkClock clock;
  const ClassifySpec& spec = *specification.classify;
  const std::uint64_t seed = specification.network.seed();
  const std::array<Split, parts> splits = splits_of(spec);
  draw_projections(specification);
  const double reachable =
      topology(specification.network).reachable_fraction(spec.input, spec.liquid);
  const Network network = assemble(specification, context.threads);

  const Responses full = respond_to_all(network, spec, seed, splits, {}, "liquid", context);
  const auto recurrent = recurrent_projections(network, spec.input);
  const Responses feed_forward =
      respond_to_all(network, spec, seed, splits, recurrent, "without recurrence", context);
  const Readouts readouts = read_out_all(full, feed_forward, spec, context);
  RunReport report;
  add_accuracies(report, readouts, spec, full.liquid.back().labels);
  add_activity(report, full, spec, network);
  if (reachable < 1.0) {
    report.warnings.push_back(fmt::format("the input reaches only {:.1f} % of {}",
                                          100.0 * reachable,
                                          network.populations[spec.liquid].name));
  }

  context.tell({.stage = "writing", .done = 0.0, .total = 1.0, .unit = {}});
  write_features(result, full.liquid);
  write_predictions(result, readouts, *report.confusion);
  record_samples(network, specification, seed, splits.back(), result);
  report.metrics.push_back({"cpu_time", "CPU time", clock.cpu(), "s"});
  report.metrics.push_back({"wall_time", "wall time", clock.wall(), "s"});
  return report;
}

}  // namespace meniscus
