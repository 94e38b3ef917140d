#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/io/journal.hpp"
#include "sim/io/provenance.hpp"

namespace meniscus {

/// What it takes to go on with a run that was stopped or killed, besides its journal.
struct Checkpoint {
  std::string version = {};                 ///< of the program
  std::string folder = {};                  ///< in which the run was begun
  std::string model = {};                   ///< the model file, as given to the run
  std::vector<std::string> overrides = {};  ///< as given to the run
  std::string resolved_yaml = {};           ///< the model as run
  std::vector<InputFile> inputs = {};
  bool overwrite = false;                ///< the run may replace an older result
  std::uint32_t cut_threads = 1;         ///< for which the network was cut into blocks
  JournalPosition position{};            ///< the end of what was recorded
  double reached = 0.0;                  ///< simulated time [ms]
  double wall = 0.0;                     ///< of simulating so far [s]
  double cpu = 0.0;                      ///< likewise, of all threads [s]
  std::vector<std::uint8_t> state = {};  ///< see Simulation::state
};

/// "<name>.checkpoint"
std::filesystem::path checkpoint_of(std::filesystem::path result);

/// Makes `checkpoint` the newest one of a result, safe on disk; the one before is kept as
/// "<name>.checkpoint.previous". At any moment a whole one is there. Throws IoError.
void write_checkpoint(const std::filesystem::path& result, Checkpoint checkpoint);

/// The newest whole checkpoint of a result: the previous one if the newest is damaged or missing.
/// Throws ConfigError when there is none.
Checkpoint read_checkpoint(const std::filesystem::path& result);

/// Deletes the checkpoints of a result, if there are any.
void remove_checkpoints(const std::filesystem::path& result);

}  // namespace meniscus
