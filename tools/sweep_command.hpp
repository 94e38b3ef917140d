#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <vector>

#include "sim/experiment/sweep_plan.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// `meniscus sweep` as it was typed.
struct SweepCommand {
  std::string model = {};
  SweepRequest request = {};
  std::string seed = {};
  std::string output = {};
  std::string memory = {};
  int jobs = 0;  ///< 0: as many as the processors allow
  int threads = 1;
  bool keep = false;
  bool keep_going = false;
  bool overwrite = false;
  bool quiet = false;
  bool json = false;
};

/// Adds the subcommand, whose words go to `command`.
CLI::App* add_sweep_command(CLI::App& app, SweepCommand& command);

/// Runs what is left of the sweep and prints how it went. Returns the exit status: 0, 4 if a run
/// failed, 130 if it was interrupted.
int sweep(const SweepCommand& command, const Catalogue& catalogue,
          std::span<const char* const> command_line);

}  // namespace meniscus
