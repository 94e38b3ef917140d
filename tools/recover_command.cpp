#include "tools/recover_command.hpp"

#include "sim/core/format.hpp"

namespace meniscus {

RecoverCommand::RecoverCommand(CLI::App& program) {
  command_ =
      program.add_subcommand("recover", "make a result of what a killed run left: its journal");
  command_->add_option("journal", journal_, "RESULT.journal")->required();
  command_->add_option("--output", options_.output,
                       "file to write (default: STEM.partial.h5 beside it; RESULT, if the run was "
                       "complete and only the writing was not)");
  command_->add_flag("--overwrite", options_.overwrite, "replace an existing file");
  command_->add_flag("--keep-journal", options_.keep_journal,
                     "don't delete the journal (it is kept anyway if a part of it is damaged)");
}

void RecoverCommand::run() const {
  const Recovery recovery = recover_result(journal_, options_);
  const RunExtent& run = recovery.built.run;
  if (run.complete) {
    fmt::print("the run was complete\n");
  } else {
    fmt::print("incomplete: the recordings end at {:.6g} ms\n", run.reached);
  }
  for (const BuiltResult::Part& part : recovery.built.parts) {
    if (part.done < part.all)
      fmt::print("incomplete: {} of {} samples of {}\n", part.done, part.all, part.name);
  }
  if (recovery.built.lost > 0)
    fmt::print("lost: the last {} bytes of the journal, torn or damaged\n", recovery.built.lost);
  if (recovery.journal_is_kept) fmt::print("kept: {}\n", journal_);
  fmt::print("result: {}\n", recovery.result.string());
}

}  // namespace meniscus
