#include "sim/experiment/predict.hpp"

#include <algorithm>
#include <utility>

#include "sim/config/source.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/assemble.hpp"
#include "sim/experiment/health.hpp"
#include "sim/experiment/lanes.hpp"
#include "sim/experiment/read_specification.hpp"
#include "sim/experiment/reading.hpp"
#include "sim/experiment/work_clock.hpp"
#include "sim/io/stored_weights.hpp"

namespace meniscus {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, std::string message,
                         std::string hint = {}) {
  throw ConfigError({Diagnostic{{file.string()}, {}, std::move(message), std::move(hint)}});
}

void drop(Node& map, std::string_view key) {
  std::erase_if(map.children(), [&](const Node& child) { return child.key() == key; });
}

/// Learned weights that are no projection's would be lost without a word.
void start_from_result(Specification& specification, const std::filesystem::path& result) {
  const Hdf5File file(result, Hdf5File::Mode::read);
  if (!file.contains("/weights")) return;
  for (const std::string& name : stored_projections(result)) {
    const auto found =
        std::ranges::find_if(specification.projections, [&](const ProjectionSpec& projection) {
          return projection_name(projection, specification.network) == name;
        });
    if (found == specification.projections.end()) {
      refuse(result,
             fmt::format("holds weights of \"{}\", but its model has no such projection", name));
    }
    start_from(*found, result, name, specification.network);
  }
}

void check_fit(const TrainedModel& trained, const Specification& specification,
               const NewData& fresh) {
  const ClassifySpec& classify = *specification.classify;
  const std::uint32_t lines = classify.samples.test->lines();
  if (lines != trained.context.lines) {
    refuse(fresh.path, fmt::format("samples of {} input lines, but the readout was trained on "
                                   "samples of {}",
                                   lines, trained.context.lines));
  }
  const std::size_t columns =
      std::size_t{specification.network.populations()[classify.liquid].size} *
      classify.features.times.count();
  if (columns == trained.readout.columns()) return;
  refuse(trained.result, fmt::format("/readout/liquid: expected {} rows of weights, one for each "
                                     "feature of the model, got {}",
                                     columns, trained.readout.columns()));
}

/// Accuracy, or how often each class was named.
void add_outcome(RunReport& report, const std::vector<std::uint32_t>& labels,
                 const std::vector<std::uint32_t>& classes, std::uint32_t count, bool labelled) {
  report.metrics.push_back({"samples", "samples", static_cast<double>(classes.size()), ""});
  if (labelled) {
    const Proportion right = accuracy(labels, classes);
    const Interval interval = right.interval();
    report.metrics.push_back({"accuracy_liquid", "accuracy", 100.0 * right.value(), "%",
                              Interval{100.0 * interval.low, 100.0 * interval.high}});
    report.confusion.emplace(count, labels, classes);
    return;
  }
  for (std::uint32_t k = 0; k < count; ++k) {
    const auto named = static_cast<double>(std::ranges::count(classes, k));
    report.metrics.push_back(
        {fmt::format("named_{}", k), fmt::format("samples of class {}", k), named, ""});
  }
}

void write_answer(ResultFile& result, const TrainedModel& trained, const ClassifySpec& classify,
                  const ReadoutAnswer& answer, const RunReport& report) {
  result.write_vector("/predictions/liquid", answer.classes);
  result.write_matrix("/scores/liquid", answer.classes.size(), trained.readout.classes(),
                      answer.scores);
  if (report.confusion) {
    const auto counts = report.confusion->counts();
    result.write_matrix("/metrics/confusion", report.confusion->classes(),
                        report.confusion->classes(),
                        std::vector<std::uint64_t>(counts.begin(), counts.end()));
  }
  if (!trained.context.class_names.empty()) {
    result.write_texts("/class_names", trained.context.class_names);
  }
  if (classify.files.size() != classify.samples.test->count()) return;
  std::vector<std::string> files;
  for (std::size_t i = 0; i < classify.test; ++i) files.push_back(classify.files[i].string());
  result.write_texts("/sample_files", files);
}

}  // namespace

TrainedModel read_trained_model(const std::filesystem::path& result, const std::string& yaml,
                                const std::string& model) {
  const Hdf5File file(result, Hdf5File::Mode::read);
  if (file.contains("/folds")) {
    refuse(result, "of cross-validation, which trains a readout per fold and keeps none",
           "data.train, validation and test in place of data.folds give one");
  }
  TrainedModel trained{.root = parse_yaml(yaml, model),
                       .readout = read_liquid_readout(file),
                       .context = read_readout_context(file),
                       .result = result};
  for (const std::string_view key : {"record", "output"}) drop(trained.root, key);
  return trained;
}

Specification read_for_prediction(const TrainedModel& trained, NewData fresh,
                                  const Catalogue& catalogue) {
  fresh.classes = trained.readout.classes();
  fresh.class_names = trained.context.class_names;
  Specification specification = read_specification(trained.root, catalogue, &fresh);
  if (!specification.classify) refuse(trained.result, "its model is of no `experiment: classify`");
  check_fit(trained, specification, fresh);
  start_from_result(specification, trained.result);
  return specification;
}

RunReport predict(const TrainedModel& trained, Specification& specification, bool labelled,
                  const RunContext& context, ResultFile& result) {
  const WorkClock clock;
  const ClassifySpec& classify = *specification.classify;
  const std::uint64_t seed = specification.network.seed();
  draw_projections(specification);
  const Network network = assemble(specification, context.threads);
  const Split split{classify.samples.test.get(), 0, classify.test, trained.context.first_test_id,
                    "test"};
  const LiquidResponse response =
      respond(network, classify, seed, split, {.stage = "liquid"}, context);
  const ReadoutAnswer answer = trained.readout.answer(response.liquid, context.threads);

  RunReport report;
  add_outcome(report, response.liquid.labels, answer.classes, trained.readout.classes(), labelled);
  const double seconds = network.resolution.ms(Time{response.ticks}) / 1e3;
  const std::vector<PopulationActivity> activity{
      {classify.input, static_cast<double>(response.input_spikes), seconds},
      {classify.liquid, static_cast<double>(response.liquid_spikes), seconds}};
  for (const PopulationActivity& a : activity) {
    const std::string& name = network.populations[a.population].name;
    report.metrics.push_back({"rate_" + name, "mean rate of " + name, a.rate(network), "Hz"});
  }
  report.warnings = health_report(network, activity);
  if (labelled) result.write_vector("/labels/liquid", response.liquid.labels);
  write_answer(result, trained, classify, answer, report);
  report.metrics.push_back({"cpu_time", "CPU time", clock.cpu(), "s"});
  report.metrics.push_back({"wall_time", "wall time", clock.wall(), "s"});
  return report;
}

}  // namespace meniscus
