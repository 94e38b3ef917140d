#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sim/io/provenance.hpp"

namespace meniscus {

/// What a result tells of the run that made it.
struct StoredRun {
  std::filesystem::path result;  ///< the result itself
  std::uint32_t layout = 0;      ///< see result_layout.hpp
  bool complete = false;         ///< the run came to its end
  Provenance provenance;         ///< without times and the machine's cores; layout 1: no folder

  /// The model file that was run, for messages and for names of files beside it; layout 1 doesn't
  /// tell it, so the result stands for it.
  std::string model_name() const {
    return provenance.model.empty() ? result.string() : provenance.model;
  }
};

/// Reads a result's provenance. Throws ConfigError for what is no result of a run, or of a layout
/// that can't be read; what holds a sweep or predictions is told with what made it.
StoredRun read_stored_run(const std::filesystem::path& result);

/// In what this build and machine differ from those that made a result, a line each: bits are
/// promised only where they don't.
std::vector<std::string> build_differences(const Provenance& then, const Provenance& now);

/// Throws ConfigError that names the first of the files `now` that is none of those that the run
/// read, by its own name (without folders), size and checksum.
void require_same_inputs(const StoredRun& run, std::span<const InputFile> now);

}  // namespace meniscus
