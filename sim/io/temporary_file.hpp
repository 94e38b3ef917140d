#pragma once

#include <filesystem>

namespace meniscus {

/// Throws ConfigError unless a file of this name may be made: it has a name, and nothing is there,
/// or a plain file that `overwrite` gives up.
void check_new_file(const std::filesystem::path& name, bool overwrite);

/// A new empty file beside its later place ("<name>.tmp.<process>"), removed on destruction unless
/// renamed before.
class TemporaryFile {
 public:
  /// Throws IoError where none can be made.
  explicit TemporaryFile(const std::filesystem::path& final_name);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& name() const { return name_; }

  /// Makes its content safe on disk and gives it a name in the same folder, in place of the file
  /// that had it. Throws IoError.
  void rename(const std::filesystem::path& name);

 private:
  std::filesystem::path name_;  ///< empty once renamed
};

}  // namespace meniscus
