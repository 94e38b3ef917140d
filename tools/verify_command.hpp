#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace meniscus {

/// `meniscus verify`: is a result as it was written?
class VerifyCommand {
 public:
  explicit VerifyCommand(CLI::App& program);

  bool is_called() const { return command_->parsed(); }

  /// Tells that the result is intact. Throws IoError if it isn't.
  void run() const;

 private:
  std::string result_;
  CLI::App* command_;
};

}  // namespace meniscus
