#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <span>
#include <string>

#include "sim/experiment/specification.hpp"
#include "sim/network/catalogue.hpp"
#include "tools/model_options.hpp"
#include "tools/status.hpp"

namespace meniscus {

/// How a run is done and told; its results don't depend on it.
struct RunOptions {
  int threads = 1;
  bool quiet = false;
  bool json = false;
  std::string checkpoint_every;  ///< wall time with its unit; empty: only when it is stopped
  std::string max_walltime;      ///< likewise; empty: none
  std::string memory;            ///< most that a run may need; empty: 80 % of what is free
};

/// Adds `--threads`, `--memory`, `--quiet` and `--json`.
void add_common_options(CLI::App& command, RunOptions& options);

/// The words a program was called with.
using Words = std::span<const char* const>;

/// `meniscus run`: a model file into a result.
class RunCommand {
 public:
  RunCommand(CLI::App& program, const Catalogue& catalogue);

  bool is_called() const { return command_->parsed(); }
  Status run(Words command_line) const;

 private:
  std::filesystem::path output_name(const Specification& specification) const;
  Status run_model(Words command_line) const;
  Status run_again(Words command_line) const;

  const Catalogue& catalogue_;
  ModelOptions model_;
  std::string from_;    ///< a result to be run again, in place of a model file
  std::string folder_;  ///< from which its names of files are meant; empty: as then
  std::string output_;
  bool overwrite_ = false;
  RunOptions options_;
  CLI::App* command_;
};

/// `meniscus resume`: goes on with a run that was stopped or killed, from its last checkpoint.
class ResumeCommand {
 public:
  ResumeCommand(CLI::App& program, const Catalogue& catalogue);

  bool is_called() const { return command_->parsed(); }
  Status run(Words command_line) const;

 private:
  const Catalogue& catalogue_;
  std::string result_;
  RunOptions options_;
  CLI::App* command_;
};

}  // namespace meniscus
