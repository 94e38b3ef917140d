#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/io/sweep_table.hpp"

namespace meniscus {

/// What makes two sweeps the same: their points and the program that computes them.
struct SweepIdentity {
  std::string program;  ///< version and commit
  std::string model;    ///< SweepPlan::identity
  std::string inputs;   ///< a line per file with its checksum
};

/// As one text, and back. Throws ConfigError that names `file` for what is none.
std::string text_of(const SweepIdentity& identity);
SweepIdentity read_identity(const std::string& text, const std::string& file);

/// A run as one line of text, exact to the bit, and back; false for a text that was cut.
std::string line_of(std::uint64_t run, const SweepRun& result);
bool read_line(const std::string& line, std::uint64_t& run, SweepRun& result);

/// The runs of an unfinished sweep, "<table>.progress": the identity, then a line for every run as
/// it ends, each safe on disk before the next one is waited for. Kept until the table is complete.
/// Only one process at a time has it open.
class SweepProgress {
 public:
  /// Opens or creates it. Throws ConfigError if another process has it, IoError if it can't be
  /// written.
  explicit SweepProgress(const std::filesystem::path& file);
  ~SweepProgress();
  SweepProgress(const SweepProgress&) = delete;
  SweepProgress& operator=(const SweepProgress&) = delete;

  /// The identity at its beginning as text; "" if it is new (or was cut in its first line).
  const std::string& identity() const { return identity_; }

  /// The runs that it holds; the last one counts.
  const std::map<std::uint64_t, SweepRun>& runs() const { return runs_; }

  /// Empties it and writes an identity.
  void start(const SweepIdentity& identity);

  void append(std::uint64_t run, const SweepRun& result);

  /// Removes the file.
  void remove();

  /// For a child process, which must not hold on to the file.
  void close_in_child();

 private:
  void read();
  void write(const std::string& text);

  std::filesystem::path file_;
  int descriptor_ = -1;
  std::uint64_t whole_ = 0;  ///< bytes of whole lines
  std::string identity_;
  std::map<std::uint64_t, SweepRun> runs_;
};

}  // namespace meniscus
