#include "tools/run_command.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "sim/config/model_source.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/checkpoints.hpp"
#include "sim/experiment/classify.hpp"
#include "sim/experiment/read_specification.hpp"
#include "sim/experiment/simulate.hpp"
#include "sim/io/provenance.hpp"
#include "tools/memory_limit.hpp"
#include "tools/model_change.hpp"
#include "tools/repeat.hpp"
#include "tools/run_parts.hpp"
#include "tools/stop_signals.hpp"
#include "tools/terminal.hpp"
#include "tools/time_option.hpp"

namespace meniscus {

namespace {

/// A span of wall time [s].
std::optional<double> wall_time(const std::string& option, const std::string& text) {
  if (text.empty()) return {};
  return time_of_option(option, text, positive) / 1e3;
}

/// The times among the options, checked.
struct WallTimes {
  explicit WallTimes(const RunOptions& options)
      : checkpoint_every(wall_time("--checkpoint-every", options.checkpoint_every)),
        longest(wall_time("--max-walltime", options.max_walltime)) {}

  std::optional<double> checkpoint_every;  ///< [s]
  std::optional<double> longest;           ///< likewise
};

void add_run_options(CLI::App& command, RunOptions& options) {
  add_common_options(command, options);
  command
      .add_option("--checkpoint-every", options.checkpoint_every,
                  "wall time between checkpoints of a simulation, e.g. '600 s', from which "
                  "`meniscus resume` goes on (default: only when the run is stopped)")
      ->type_name("TIME");
  command
      .add_option("--max-walltime", options.max_walltime,
                  "stop the run after this wall time, as Ctrl-C and SIGTERM do")
      ->type_name("TIME");
}

/// How a run came to its end.
struct Ending {
  Status status = done;
  std::string reason = {};  ///< of an early end
  RunReport report = {};
};

Ending compute(Specification& specification, const RunContext& context, ResultFile& result) {
  Ending ending;
  try {
    ending.report = specification.classify ? classify(specification, context, result)
                                           : simulate(specification, context, result);
    if (!ending.report.complete) ending.status = interrupted;
  } catch (const Interrupted&) {
    ending.status = interrupted;
  } catch (const SimulationError& error) {
    ending = {numerical, error.what(), {}};
  }
  if (ending.status == interrupted)
    ending.reason = stop_is_requested() ? "interrupted" : "stopped after --max-walltime";
  return ending;
}

/// A run that is ready to begin, or to go on.
struct Job {
  Specification& specification;
  Provenance& provenance;
  Checkpoints checkpoints;
  std::optional<double> longest;  ///< wall time [s]
  ResultFile& result;
  const StoredRun* first = nullptr;  ///< the run that this one repeats, if any
};

Ending compute(Job& job, const RunOptions& options) {
  const WorkClock clock;
  watch_for_stop_signals();
  ProgressBar bar(options.quiet || options.json);
  const RunContext context{
      .threads = options.threads,
      .progress = [&](const ProgressState& state) { bar.show(state); },
      .stopped =
          [&] { return stop_is_requested() || (job.longest && clock.wall() >= *job.longest); },
      .checkpoints = &job.checkpoints};
  Ending ending = compute(job.specification, context, job.result);
  bar.finish();
  return ending;
}

/// Ends a run whose checkpoint has been written: its files wait to be resumed.
Status leave(const Ending& ending, const ResultFile& result) {
  const std::string name = result.final_name().string();
  fmt::print(stderr,
             "{}: `meniscus resume {}` goes on with it, `meniscus recover {}` makes a result of "
             "what there is\n",
             ending.reason, name, journal_of(name).string());
  return ending.status;
}

/// Prints what came out, and, of a repeated run that ended, whether it is the same.
void tell(const RunReport& report, const StoredRun* first, const std::filesystem::path& name,
          const RunOptions& options) {
  const bool compared = first != nullptr && report.complete;
  std::string text = options.json ? as_json(report, name) : as_text(report, name);
  if (compared && options.json) {
    text.insert(text.rfind('}'), fmt::format(", \"repeats\": {}", comparison_json(*first, name)));
  } else if (compared) {
    text += comparison_text(*first, name);
  }
  fmt::print("{}", text);
}

Status run_job(Job& job, const RunOptions& options) {
  const Ending ending = compute(job, options);
  if (ending.status == interrupted && !job.specification.classify) return leave(ending, job.result);
  store(ending.report, job.result);
  end_provenance(job.provenance);
  write_end(job.result, job.provenance);
  std::filesystem::path name = job.result.final_name();
  if (ending.status == done) {
    job.result.commit();
  } else {
    name = job.result.keep_partial();
  }
  remove_checkpoints(job.result.final_name());
  if (ending.status != numerical) tell(ending.report, job.first, name, options);
  if (ending.status != done)
    fmt::print(stderr, "{}: what there was is in {}\n", ending.reason, name.string());
  return ending.status;
}

/// Takes what resuming needs to know of a run of `model`, a model file or a result.
Checkpoint checkpoint_of_run(const std::string& model, const std::vector<std::string>& overrides,
                             bool overwrite, const Provenance& provenance) {
  return {.version = provenance.version,
          .folder = std::filesystem::current_path().string(),
          .model = model,
          .overrides = overrides,
          .resolved_yaml = provenance.resolved_yaml,
          .inputs = provenance.inputs,
          .overwrite = overwrite,
          .cut_threads = provenance.threads};
}

/// Relative names of files are meant from where the run was begun.
void go_to(const std::string& folder) {
  std::error_code error;
  std::filesystem::current_path(folder, error);
  if (error) {
    throw IoError(fmt::format("{}: the folder where the run was begun can't be entered: {}", folder,
                              error.message()));
  }
}

/// The model of a checkpoint: of a run that repeated another, from that one's result.
ModelSource model_of_checkpoint(const Checkpoint& checkpoint) {
  if (!is_hdf5(checkpoint.model)) return load_model(checkpoint.model, checkpoint.overrides);
  return model_of(read_stored_run(checkpoint.model), checkpoint.overrides);
}

void check_options(const WallTimes& times, const Specification& specification) {
  if (times.checkpoint_every && specification.classify) {
    throw ConfigError(
        "--checkpoint-every: expected a simulation; `experiment: classify` can't be resumed");
  }
}

/// Fills in what `specification` says of a run.
void describe_run(Provenance& provenance, const Specification& specification, int threads) {
  provenance.seed = specification.network.seed();
  provenance.threads = static_cast<std::uint32_t>(threads);
  provenance.resolved_yaml = specification.yaml;
}

}  // namespace

void add_common_options(CLI::App& command, RunOptions& options) {
  options.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  command.add_option("--threads", options.threads, "threads; results don't depend on it")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command
      .add_option("--memory", options.memory,
                  "refuse a run that would need more, e.g. '8 GiB' (default: 80 % of what is free)")
      ->type_name("SIZE");
  command.add_flag("--quiet", options.quiet, "no progress");
  command.add_flag("--json", options.json, "print the results as JSON, no progress");
}

RunCommand::RunCommand(CLI::App& program, const Catalogue& catalogue)
    : catalogue_(catalogue),
      command_(program.add_subcommand("run", "run a model file and write an HDF5 result")) {
  model_.add_to(*command_);
  CLI::Option* model = command_->get_option("model")->required(false);
  CLI::Option* from =
      command_
          ->add_option("--from", from_,
                       "run again what a result's provenance says, and compare the bits")
          ->type_name("RESULT")
          ->excludes(model);
  command_
      ->add_option("--folder", folder_,
                   "from which the names of files in RESULT are meant (default: the folder where "
                   "it was run)")
      ->needs(from);
  command_->add_option("--output", output_,
                       "result file (default: the model's output, or its name; with --from "
                       "<RESULT>.repeat.h5)");
  command_->add_flag("--overwrite", overwrite_,
                     "replace an existing result, and what an unfinished run has left");
  add_run_options(*command_, options_);
}

std::filesystem::path RunCommand::output_name(const Specification& specification) const {
  if (!output_.empty()) return output_;
  if (!specification.output.empty()) return specification.output;
  return std::filesystem::path(model_.model).stem().string() + ".h5";
}

Status RunCommand::run(Words command_line) const {
  if (!from_.empty()) return run_again(command_line);
  if (!model_.model.empty()) return run_model(command_line);
  throw ConfigError("run: expected a model file or --from RESULT");
}

Status RunCommand::run_again(Words command_line) const {
  Provenance provenance = begin_provenance(command_line);
  const WallTimes times(options_);
  const StoredRun first = read_stored_run(std::filesystem::absolute(from_));
  const std::filesystem::path name =
      output_.empty() ? named_after(first.result, "repeat") : std::filesystem::absolute(output_);
  std::error_code none;
  if (std::filesystem::equivalent(name, first.result, none)) {
    throw ConfigError(fmt::format("--output: {} is the result that is run again", name.string()));
  }
  warn_of_other_build(first, provenance);
  enter_folder(first, folder_);
  const std::vector<std::string> overrides = model_.all_overrides();
  const ModelSource source = model_of(first, overrides);
  Specification specification = read_specification(source.root, catalogue_);
  check_options(times, specification);
  require_memory(specification, first.result.string(), options_.threads, options_.memory);
  provenance.inputs = inputs_of({}, specification);
  require_same_inputs(first, provenance.inputs);
  ResultFile result(name, overwrite_);
  remove_checkpoints(name);
  describe_run(provenance, specification, options_.threads);
  provenance.folder = std::filesystem::current_path().string();
  provenance.model = first.provenance.model;
  provenance.original_yaml = first.provenance.original_yaml;
  write_begin(result, provenance);
  result.settle();
  Job job{specification,
          provenance,
          {checkpoint_of_run(first.result.string(), overrides, overwrite_, provenance),
           times.checkpoint_every},
          times.longest,
          result,
          &first};
  return run_job(job, options_);
}

Status RunCommand::run_model(Words command_line) const {
  Provenance provenance = begin_provenance(command_line);
  const WallTimes times(options_);
  const ModelSource source = model_.load();
  Specification specification = read_specification(source.root, catalogue_);
  check_options(times, specification);
  require_memory(specification, model_.model, options_.threads, options_.memory);
  ResultFile result(output_name(specification), overwrite_);
  remove_checkpoints(result.final_name());
  describe_run(provenance, specification, options_.threads);
  provenance.model = model_.model;
  provenance.original_yaml = text_of(model_.model);
  provenance.inputs = inputs_of(source.included, specification);
  write_begin(result, provenance);
  result.settle();
  Job job{specification,
          provenance,
          {checkpoint_of_run(model_.model, model_.all_overrides(), overwrite_, provenance),
           times.checkpoint_every},
          times.longest,
          result};
  return run_job(job, options_);
}

ResumeCommand::ResumeCommand(CLI::App& program, const Catalogue& catalogue)
    : catalogue_(catalogue),
      command_(program.add_subcommand(
          "resume", "go on with a run that was stopped or killed, from its last checkpoint")) {
  command_->add_option("result", result_, "result file that the run was to write")->required();
  add_run_options(*command_, options_);
}

Status ResumeCommand::run(Words command_line) const {
  Provenance provenance = begin_provenance(command_line);
  const WallTimes times(options_);
  const std::filesystem::path name = std::filesystem::absolute(result_);
  Checkpoint checkpoint = read_checkpoint(name);
  go_to(checkpoint.folder);
  const ModelSource source = model_of_checkpoint(checkpoint);
  Specification specification = read_specification(source.root, catalogue_);
  require_same_run(checkpoint, {.version = provenance.version,
                                .resolved_yaml = specification.yaml,
                                .inputs = inputs_of(source.included, specification)});
  require_memory(specification, checkpoint.model, options_.threads, options_.memory);
  ResultFile result(name, checkpoint.overwrite, checkpoint.position);
  Job job{specification,
          provenance,
          {std::move(checkpoint), times.checkpoint_every},
          times.longest,
          result};
  return run_job(job, options_);
}

}  // namespace meniscus
