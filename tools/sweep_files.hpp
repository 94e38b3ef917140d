#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "sim/io/sweep_progress.hpp"
#include "sim/io/sweep_table.hpp"

namespace meniscus {

/// The files of a sweep whose table is `table`:
///   <table>                    when it is complete
///   <table>.progress           runs that are done, until then
///   <table without .h5>.points/0007.h5   kept results
class SweepFiles {
 public:
  /// Finds what there is of the same sweep; `overwrite`: starts anew. Throws ConfigError that names
  /// the difference where a file belongs to another sweep or to none.
  SweepFiles(std::filesystem::path table, const SweepIdentity& identity, bool overwrite);

  /// Runs that are done already. Those that failed are none: they are tried again.
  const std::map<std::uint64_t, SweepRun>& done() const { return done_; }

  /// A complete table with all of them is there.
  bool is_complete() const { return complete_; }

  SweepProgress& progress() { return progress_; }
  const std::filesystem::path& table() const { return table_; }

  /// Of kept results and of runs in the making.
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path kept(std::uint64_t run) const;

  /// Once the table is there.
  void finish();

 private:
  void find_done(const SweepIdentity& identity);
  void take_table(const SweepIdentity& identity, bool must_belong);
  void start_anew(const SweepIdentity& identity);

  std::filesystem::path table_;
  std::filesystem::path folder_;
  SweepProgress progress_;
  std::map<std::uint64_t, SweepRun> done_;
  bool complete_ = false;
};

}  // namespace meniscus
