#include "tools/predict_command.hpp"

#include <optional>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/predict.hpp"
#include "tools/memory_limit.hpp"
#include "tools/repeat.hpp"
#include "tools/run_parts.hpp"
#include "tools/stop_signals.hpp"
#include "tools/terminal.hpp"

namespace meniscus {

namespace {

StoredRun read_complete_run(const std::string& result) {
  StoredRun run = read_stored_run(std::filesystem::absolute(result));
  if (run.complete) return run;
  throw ConfigError(fmt::format("{}: its run did not end, so it has no readout", result));
}

/// The files that make the network must be those of the run; the data are others.
void check_network_files(const StoredRun& run, const Specification& specification) {
  std::vector<InputFile> files;
  for (const auto& file : specification.files) files.push_back(describe_input(file));
  require_same_inputs(run, files);
}

std::vector<InputFile> inputs_of_prediction(const StoredRun& run,
                                            const Specification& specification) {
  std::vector<InputFile> inputs = inputs_of({}, specification);
  inputs.push_back(describe_input(run.result));
  return inputs;
}

}  // namespace

PredictCommand::PredictCommand(CLI::App& program, const Catalogue& catalogue)
    : catalogue_(catalogue),
      command_(program.add_subcommand(
          "predict", "classify new data with the network and the readout of a result")) {
  command_->add_option("result", result_, "result of `experiment: classify`")->required();
  command_
      ->add_option("--data", data_,
                   "samples of the kind of the model's data: what data.path names, a file of "
                   "images, or with --unlabelled a recording or a folder of them")
      ->required();
  command_
      ->add_option("--part", part_,
                   "train or test, of data in parts (default: test; all where there are no parts)")
      ->check(CLI::IsMember({"train", "test"}));
  command_->add_option("--count", count_, "only the first so many samples")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000'000}));
  command_->add_flag("--unlabelled", unlabelled_, "the samples don't tell their classes");
  command_->add_option("--folder", folder_,
                       "from which the names of files in the result's model are meant (default: "
                       "the folder where it was run)");
  command_->add_option("--output", output_, "file to write (default: <RESULT>.predictions.h5)");
  command_->add_flag("--overwrite", overwrite_, "replace an existing file");
  add_common_options(*command_, options_);
}

NewData PredictCommand::data() const {
  NewData data{.path = std::filesystem::absolute(data_), .labelled = !unlabelled_};
  if (!part_.empty()) data.part = part_ == "train" ? DataPart::train : DataPart::test;
  if (count_ > 0) data.count = count_;
  return data;
}

Status PredictCommand::run(Words command_line) const {
  Provenance provenance = begin_provenance(command_line);
  const StoredRun run = read_complete_run(result_);
  const NewData fresh = data();
  const std::filesystem::path name =
      output_.empty() ? named_after(run.result, "predictions") : std::filesystem::absolute(output_);
  warn_of_other_build(run, provenance);
  enter_folder(run, folder_);
  const TrainedModel trained =
      read_trained_model(run.result, run.provenance.resolved_yaml, run.model_name());
  Specification specification = read_for_prediction(trained, fresh, catalogue_);
  check_network_files(run, specification);
  require_memory(specification, run.result.string(), options_.threads, options_.memory);
  ResultFile result(name, overwrite_);
  provenance.seed = specification.network.seed();
  provenance.threads = static_cast<std::uint32_t>(options_.threads);
  provenance.resolved_yaml = run.provenance.resolved_yaml;
  provenance.original_yaml = run.provenance.original_yaml;
  provenance.model = run.provenance.model;
  provenance.inputs = inputs_of_prediction(run, specification);
  write_begin(result, provenance);
  result.write_text("/provenance/predicts", run.result.string());
  result.settle();

  watch_for_stop_signals();
  ProgressBar bar(options_.quiet || options_.json);
  const RunContext context{.threads = options_.threads,
                           .progress = [&](const ProgressState& state) { bar.show(state); },
                           .stopped = stop_is_requested};
  std::optional<RunReport> report;
  try {
    report = predict(trained, specification, fresh.labelled, context, result);
  } catch (const Interrupted&) {
    bar.finish();
    fmt::print(stderr, "interrupted: nothing was written\n");
    return interrupted;
  }
  bar.finish();
  store(*report, result);
  end_provenance(provenance);
  write_end(result, provenance);
  result.commit();
  fmt::print("{}", options_.json ? as_json(*report, name) : as_text(*report, name));
  return done;
}

}  // namespace meniscus
