#include "tools/sweep_command.hpp"

#include <algorithm>
#include <csignal>
#include <deque>
#include <optional>
#include <thread>

#include "sim/config/node_difference.hpp"
#include "sim/config/quantity.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/read_specification.hpp"
#include "sim/experiment/sweep_check.hpp"
#include "tools/memory_limit.hpp"
#include "tools/run_parts.hpp"
#include "tools/status.hpp"
#include "tools/sweep_files.hpp"
#include "tools/sweep_point.hpp"
#include "tools/sweep_report.hpp"
#include "tools/sweep_runner.hpp"
#include "tools/terminal.hpp"

namespace meniscus {

namespace {

volatile std::sig_atomic_t sweep_stopped = 0;

/// The first Ctrl-C ends cleanly, the second at once.
extern "C" void stop_sweep(int signal) {
  sweep_stopped = 1;
  std::signal(signal, SIG_DFL);
}

/// A swept key as a column of numbers, if all its values are numbers of one kind.
SweepColumn column_of(const SweepPlan& plan, std::size_t axis) {
  SweepColumn column;
  column.path = plan.space().axes[axis].path;
  column.random = plan.space().axes[axis].random;
  std::optional<Dimension> dimension;
  for (std::uint64_t point = 0; point < plan.points(); ++point) {
    const Node& value = plan.space().value(point, axis);
    column.texts.push_back(one_line(value));
    const auto read = parse_decimal_quantity(value.text());
    const auto* quantity = std::get_if<DecimalQuantity>(&read);
    if (value.quoted() || quantity == nullptr) continue;
    if (!dimension) dimension = quantity->dimension;
    if (quantity->dimension == *dimension) column.numbers.push_back(quantity->value);
  }
  if (column.numbers.size() < plan.points()) {
    column.numbers.clear();
  } else {
    column.texts.clear();
    column.unit = coherent_unit(*dimension).symbol;
  }
  return column;
}

SweepTable empty_table(const SweepPlan& plan) {
  SweepTable table{.keys = {}, .replicates = plan.replicates(), .runs = {}};
  for (std::size_t k = 0; k < plan.space().axes.size(); ++k) {
    table.keys.push_back(column_of(plan, k));
  }
  table.runs.resize(plan.runs());
  for (std::uint64_t r = 0; r < plan.runs(); ++r) table.runs[r].seed = plan.seed_of(r);
  return table;
}

/// One sweep from what is done already to its table.
class Sweep {
 public:
  Sweep(const SweepCommand& command, const Catalogue& catalogue,
        std::span<const char* const> command_line)
      : command_(command),
        provenance_(begin_provenance(command_line)),
        plan_(command.model, request_of(command)),
        limits_(limits_of(command)),
        checks_(check_points(plan_, catalogue, command.keep_going)),
        settings_{.plan = plan_,
                  .catalogue = catalogue,
                  .threads = command.threads,
                  .keep = command.keep,
                  .command_line = {command_line.begin(), command_line.end()},
                  .model = command.model,
                  .original_yaml = text_of(command.model),
                  .included = plan_.included()},
        inputs_(inputs_of_first_point()),
        files_(table_name(), identity(), command.overwrite),
        table_(empty_table(plan_)),
        bar_(command.quiet || command.json) {
    limits_.folder = files_.folder();
  }

  int run() {
    take_done();
    if (left_.empty() && files_.is_complete()) {
      files_.finish();
      return tell(files_.table());
    }
    make_folder();
    std::signal(SIGINT, stop_sweep);
    std::signal(SIGTERM, stop_sweep);
    const bool complete = compute_runs(left_, limits_, tasks());
    bar_.finish();
    end_provenance(provenance_);
    const std::filesystem::path name = write_table(complete);
    if (complete) files_.finish();
    const int status = tell(name);
    if (complete) return status;
    fmt::print(stderr, "interrupted: the same command goes on with what is left\n");
    return interrupted;
  }

 private:
  static SweepRequest request_of(const SweepCommand& command) {
    SweepRequest request = command.request;
    if (!command.seed.empty()) request.overrides.push_back("seed=" + command.seed);
    return request;
  }

  static RunnerLimits limits_of(const SweepCommand& command) {
    const int processors = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    const int jobs = command.jobs > 0 ? command.jobs : std::max(1, processors / command.threads);
    const double memory =
        command.memory.empty() ? available_memory() : size_of_option("--memory", command.memory);
    return {.jobs = jobs, .memory = memory, .folder = {}};
  }

  std::filesystem::path table_name() const {
    if (!command_.output.empty()) return command_.output;
    return std::filesystem::path(command_.model).stem().string() + "_sweep.h5";
  }

  /// Of the first point that can run.
  std::vector<InputFile> inputs_of_first_point() const {
    const auto valid = std::ranges::find(checks_, "", &PointCheck::complaint);
    const auto point = static_cast<std::uint64_t>(valid - checks_.begin());
    const Node model = plan_.model(point * plan_.replicates());
    return inputs_of(plan_.included(), read_specification(model, settings_.catalogue));
  }

  SweepIdentity identity() const {
    std::string inputs;
    for (const InputFile& file : inputs_) {
      inputs += fmt::format("{} of {} bytes, CRC-32 {:08x}\n", file.path, file.bytes, file.crc32);
    }
    return {fmt::format("{} {}", provenance_.version, provenance_.commit), plan_.identity(),
            inputs};
  }

  /// Sorts the runs into those that are done, invalid or left.
  void take_done() {
    for (std::uint64_t r = 0; r < plan_.runs(); ++r) {
      const auto known = files_.done().find(r);
      const bool here = !command_.keep || std::filesystem::exists(files_.kept(r));
      const std::string& complaint = checks_[plan_.point_of(r)].complaint;
      if (known != files_.done().end() && here) {
        table_.runs[r] = known->second;
        ++before_;
      } else if (!complaint.empty()) {
        table_.runs[r].status = RunStatus::failed;
        table_.runs[r].message = complaint;
        ++ended_;
      } else {
        left_.push_back(r);
      }
    }
    ended_ += before_;
  }

  void make_folder() const {
    std::error_code error;
    std::filesystem::create_directories(files_.folder(), error);
    if (!error) return;
    throw IoError(fmt::format("{}: can't create: {}", files_.folder().string(), error.message()));
  }

  RunnerTasks tasks() {
    return {.expected_bytes = [this](auto run) { return checks_[plan_.point_of(run)].bytes; },
            .compute =
                [this](auto run, const auto& folder) {
                  files_.progress().close_in_child();
                  return compute_point(run, folder, settings_);
                },
            .finished = [this](auto run, const auto& outcome,
                               const auto& folder) { finish_run(run, outcome, folder); },
            .tell = [this](std::size_t running) { show(running); },
            .stopped = [] { return sweep_stopped != 0; }};
  }

  void finish_run(std::uint64_t run, SweepRun outcome, const std::filesystem::path& folder) {
    outcome.seed = plan_.seed_of(run);
    if (outcome.status == RunStatus::done && command_.keep) keep(run, folder);
    files_.progress().append(run, outcome);
    table_.runs[run] = std::move(outcome);
    ++ended_;
  }

  void keep(std::uint64_t run, const std::filesystem::path& folder) const {
    std::error_code error;
    std::filesystem::rename(folder / point_result, files_.kept(run), error);
    if (!error) return;
    throw IoError(fmt::format("{}: can't create: {}", files_.kept(run).string(), error.message()));
  }

  void show(std::size_t running) {
    const auto failed = std::ranges::count(table_.runs, RunStatus::failed, &SweepRun::status);
    std::string detail = fmt::format("{} running", running);
    if (failed > 0) detail += fmt::format(", {} failed", failed);
    bar_.show({.stage = "sweeping",
               .done = static_cast<double>(ended_),
               .total = static_cast<double>(plan_.runs()),
               .unit = "runs",
               .detail = detail});
  }

  std::filesystem::path write_table(bool complete) {
    ResultFile result(files_.table(), true);
    write_sweep(result, table_);
    provenance_.resolved_yaml = plan_.identity();
    provenance_.original_yaml = settings_.original_yaml;
    provenance_.model = settings_.model;
    provenance_.seed = plan_.seed_of(0);
    provenance_.threads = static_cast<std::uint32_t>(command_.threads);
    provenance_.inputs = inputs_;
    write_begin(result, provenance_);
    write_end(result, provenance_);
    result.write_text("/provenance/sweep_identity", text_of(identity()));
    if (!complete) return result.keep_partial();
    result.commit();
    return files_.table();
  }

  int tell(const std::filesystem::path& name) const {
    std::vector<std::string> points;
    for (std::uint64_t p = 0; p < plan_.points(); ++p) points.push_back(plan_.describe_point(p));
    fmt::print("{}", command_.json ? sweep_json(table_, points, name)
                                   : sweep_text(table_, points, before_, name));
    const bool failed =
        std::ranges::find(table_.runs, RunStatus::failed, &SweepRun::status) != table_.runs.end();
    return failed ? some_failed : 0;
  }

  const SweepCommand& command_;
  Provenance provenance_;
  SweepPlan plan_;
  RunnerLimits limits_;
  std::vector<PointCheck> checks_;
  PointSettings settings_;
  std::vector<InputFile> inputs_;
  SweepFiles files_;
  SweepTable table_;
  std::deque<std::uint64_t> left_;
  std::size_t before_ = 0;  ///< done by earlier commands
  std::size_t ended_ = 0;
  ProgressBar bar_;
};

}  // namespace

CLI::App* add_sweep_command(CLI::App& app, SweepCommand& command) {
  CLI::App* sweep_app =
      app.add_subcommand("sweep", "run a model over values of its keys into one table (HDF5)");
  sweep_app->add_option("model", command.model, "model file (YAML)")->required();
  const auto add_list = [&](const char* name, std::vector<std::string>& words, const char* help) {
    sweep_app->add_option(name, words, help)->allow_extra_args(false);
  };
  add_list("--over", command.request.over,
           "a key and its values, e.g. --over populations.exc.size=100,200,400; 1..10; "
           "'{from: 1 ms, to: 9 ms, step: 2 ms}'; '{uniform: {low: 1 mV, high: 2 mV}}'");
  add_list("--set", command.request.overrides, "override a key of all points");
  sweep_app->add_option("--samples", command.request.samples, "draws of the random keys");
  sweep_app->add_option("--replicates", command.request.replicates,
                        "runs per point, with the seeds s, s + 1, ...");
  sweep_app->add_option("--seed", command.seed, "seed of all random numbers");
  sweep_app->add_option("--jobs", command.jobs, "runs at a time (default: processors / threads)")
      ->check(CLI::Range(1, 1024));
  sweep_app->add_option("--threads", command.threads, "threads of every run")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  sweep_app->add_option("--memory", command.memory,
                        "of all runs at a time, e.g. '8 GiB' (default: 80 % of what is free)");
  sweep_app->add_option("--output", command.output, "table (default: <model>_sweep.h5)");
  sweep_app->add_flag("--keep", command.keep, "keep the result of every run: <table>.points/*.h5");
  sweep_app->add_flag("--keep-going", command.keep_going,
                      "let invalid points fail instead of refusing all");
  sweep_app->add_flag("--overwrite", command.overwrite, "start anew");
  sweep_app->add_flag("--quiet", command.quiet, "no progress");
  sweep_app->add_flag("--json", command.json, "print the table as JSON, no progress");
  return sweep_app;
}

int sweep(const SweepCommand& command, const Catalogue& catalogue,
          std::span<const char* const> command_line) {
  return Sweep(command, catalogue, command_line).run();
}

}  // namespace meniscus
