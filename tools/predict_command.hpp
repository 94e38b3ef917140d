#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>

#include "sim/experiment/new_data.hpp"
#include "sim/network/catalogue.hpp"
#include "tools/run_command.hpp"
#include "tools/status.hpp"

namespace meniscus {

/// `meniscus predict`: new data through a network and a readout that a result has stored.
class PredictCommand {
 public:
  PredictCommand(CLI::App& program, const Catalogue& catalogue);

  bool is_called() const { return command_->parsed(); }
  Status run(Words command_line) const;

 private:
  NewData data() const;

  const Catalogue& catalogue_;
  std::string result_;
  std::string data_;
  std::string part_;
  std::size_t count_ = 0;  ///< 0: all
  bool unlabelled_ = false;
  std::string folder_;
  std::string output_;
  bool overwrite_ = false;
  RunOptions options_;
  CLI::App* command_;
};

}  // namespace meniscus
