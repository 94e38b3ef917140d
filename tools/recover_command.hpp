#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "sim/io/recovery.hpp"

namespace meniscus {

/// `meniscus recover`: a result of what a killed run left.
class RecoverCommand {
 public:
  explicit RecoverCommand(CLI::App& program);

  bool is_called() const { return command_->parsed(); }

  /// Makes the result, and tells what is in it and what is missing.
  void run() const;

 private:
  std::string journal_;
  RecoveryOptions options_;
  CLI::App* command_;
};

}  // namespace meniscus
