#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sim/io/result_file.hpp"

namespace meniscus {

/// A file the result depends on.
struct InputFile {
  std::string path;
  std::uint64_t bytes = 0;  ///< size as stored
  std::uint32_t crc32 = 0;  ///< CRC-32 of the bytes as stored: against mix-ups, not intent
};

/// Where a result comes from: all it takes to make it again, and how long it took.
struct Provenance {
  std::string program = "meniscus";
  std::string version;   ///< of the program
  std::string commit;    ///< abbreviated hash, "-dirty" with local changes; "unknown" outside git
  std::string compiler;  ///< name and version
  std::string compiler_flags;
  std::string build_type;
  std::string libraries;     ///< names with versions, comma-separated
  std::string processor;     ///< model
  std::uint32_t cores = 0;   ///< hardware threads
  std::string system;        ///< kernel name, release and architecture
  std::string command_line;  ///< quoted for a shell
  std::string folder;        ///< in which the run was begun: relative names are meant from there
  std::string model;         ///< the model file, as given to the run
  std::uint64_t seed = 0;
  std::uint32_t threads = 0;
  std::string resolved_yaml;  ///< the model as run, every default spelled out
  std::string original_yaml;  ///< the file as given
  std::vector<InputFile> inputs;
  std::string started;                  ///< ISO 8601, UTC
  std::string finished;                 ///< ISO 8601, UTC
  double wall_seconds = 0.0;            ///< [s]
  double cpu_seconds = 0.0;             ///< user and system time of all threads [s]
  std::uint64_t peak_memory_bytes = 0;  ///< largest resident set of the process so far [B]

  /// Clocks at `begin_provenance`; not written.
  std::chrono::steady_clock::time_point wall_start;
  double cpu_start = 0.0;  ///< [s]
};

/// What is known when a run begins; starts its clocks. Seed, threads, YAML and inputs are the
/// caller's.
Provenance begin_provenance(std::span<const char* const> command_line);

/// Adds what is known when it ends.
void end_provenance(Provenance& provenance);

/// Size and checksum of a file. Throws IoError.
InputFile describe_input(const std::filesystem::path& path);

/// Writes /provenance/<member> for every member that is known when a run begins, inputs as
/// /provenance/inputs/{path, bytes, crc32}.
void write_begin(ResultFile& result, const Provenance& provenance);

/// The same for what is known when it ends.
void write_end(ResultFile& result, const Provenance& provenance);

}  // namespace meniscus
