#pragma once

#include <filesystem>

#include "sim/io/result_builder.hpp"

namespace meniscus {

struct RecoveryOptions {
  /// Empty: "<stem>.partial.h5", or "<name>" if the run was complete, beside "<name>.journal".
  std::filesystem::path output = {};
  bool overwrite = false;
  bool keep_journal = false;
};

struct Recovery {
  std::filesystem::path result;
  BuiltResult built;
  bool journal_is_kept =
      false;  ///< as wished, for damage found in it, or since it can't be deleted
};

/// Makes a result of the journal that a killed run has left, and deletes the journal if all of it
/// could be read. Throws ConfigError when it is no journal, is in use by a running process, or the
/// output exists and may not be replaced; IoError when a file can't be read or written.
Recovery recover_result(const std::filesystem::path& journal, const RecoveryOptions& options);

}  // namespace meniscus
