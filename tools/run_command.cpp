#include "tools/run_command.hpp"

#include <algorithm>
#include <csignal>
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
#include "tools/run_parts.hpp"
#include "tools/terminal.hpp"
#include "tools/time_option.hpp"

namespace meniscus {

namespace {

volatile std::sig_atomic_t stop_requested = 0;

/// The first Ctrl-C ends cleanly, the second at once.
extern "C" void request_stop(int signal) {
  stop_requested = 1;
  std::signal(signal, SIG_DFL);
}

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
  options.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  command.add_option("--threads", options.threads, "threads; results don't depend on it")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command
      .add_option("--checkpoint-every", options.checkpoint_every,
                  "wall time between checkpoints of a simulation, e.g. '600 s', from which "
                  "`meniscus resume` goes on (default: only when the run is stopped)")
      ->type_name("TIME");
  command
      .add_option("--max-walltime", options.max_walltime,
                  "stop the run after this wall time, as Ctrl-C and SIGTERM do")
      ->type_name("TIME");
  command
      .add_option("--memory", options.memory,
                  "refuse a run that would need more, e.g. '8 GiB' (default: 80 % of what is free)")
      ->type_name("SIZE");
  command.add_flag("--quiet", options.quiet, "no progress");
  command.add_flag("--json", options.json, "print the results as JSON, no progress");
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
    ending.reason = stop_requested != 0 ? "interrupted" : "stopped after --max-walltime";
  return ending;
}

/// A run that is ready to begin, or to go on.
struct Job {
  Specification& specification;
  Provenance& provenance;
  Checkpoints checkpoints;
  std::optional<double> longest;  ///< wall time [s]
  ResultFile& result;
};

Ending compute(Job& job, const RunOptions& options) {
  const WorkClock clock;
  std::signal(SIGINT, request_stop);
  std::signal(SIGTERM, request_stop);
  ProgressBar bar(options.quiet || options.json);
  const RunContext context{
      .threads = options.threads,
      .progress = [&](const ProgressState& state) { bar.show(state); },
      .stopped =
          [&] { return stop_requested != 0 || (job.longest && clock.wall() >= *job.longest); },
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
  if (ending.status != numerical)
    fmt::print("{}", options.json ? as_json(ending.report, name) : as_text(ending.report, name));
  if (ending.status != done)
    fmt::print(stderr, "{}: what there was is in {}\n", ending.reason, name.string());
  return ending.status;
}

/// Takes what resuming needs to know of a run.
Checkpoint checkpoint_of_run(const ModelOptions& model, bool overwrite,
                             const Provenance& provenance) {
  return {.version = provenance.version,
          .folder = std::filesystem::current_path().string(),
          .model = model.model,
          .overrides = model.all_overrides(),
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

}  // namespace

RunCommand::RunCommand(CLI::App& program, const Catalogue& catalogue)
    : catalogue_(catalogue),
      command_(program.add_subcommand("run", "run a model file and write an HDF5 result")) {
  model_.add_to(*command_);
  command_->add_option("--output", output_,
                       "result file (default: the model's output, or its name)");
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
  Provenance provenance = begin_provenance(command_line);
  const WallTimes times(options_);
  const ModelSource source = model_.load();
  Specification specification = read_specification(source.root, catalogue_);
  if (times.checkpoint_every && specification.classify) {
    throw ConfigError(
        "--checkpoint-every: expected a simulation; `experiment: classify` can't be resumed");
  }
  require_memory(specification, model_.model, options_.threads, options_.memory);
  ResultFile result(output_name(specification), overwrite_);
  remove_checkpoints(result.final_name());
  provenance.seed = specification.network.seed();
  provenance.threads = static_cast<std::uint32_t>(options_.threads);
  provenance.resolved_yaml = specification.yaml;
  provenance.original_yaml = text_of(model_.model);
  provenance.inputs = inputs_of(source.included, specification);
  write_begin(result, provenance);
  result.settle();
  Job job{specification,
          provenance,
          {checkpoint_of_run(model_, overwrite_, provenance), times.checkpoint_every},
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
  const ModelSource source = load_model(checkpoint.model, checkpoint.overrides);
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
