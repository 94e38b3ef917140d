#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace meniscus {

/// `meniscus plot` as it was typed.
struct PlotCommand {
  std::string result = {};
  std::string output = {};
  std::vector<std::string> what = {};
  std::string from = {};
  std::string to = {};
  std::string bin = {};
  std::uint64_t neurons = 500;
  std::vector<std::string> keys = {};
  std::vector<std::string> metrics = {};
  bool overwrite = false;
};

/// Adds the subcommand, whose words go to `command`.
CLI::App* add_plot_command(CLI::App& app, PlotCommand& command);

/// Draws the pictures and prints their names.
void plot(const PlotCommand& command);

}  // namespace meniscus
