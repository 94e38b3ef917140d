#pragma once

#include <filesystem>
#include <string>

namespace meniscus {

/// A file in the making. It is written under a temporary name in the same folder
/// ("<name>.tmp.<process>"), removed again unless `commit` ends it; so the final name is only ever
/// absent, the older file, or complete.
class OutputFile {
 public:
  /// Creates the empty temporary file. Throws ConfigError when `final_name` exists and `overwrite`
  /// is false or it is not a plain file, IoError when the folder is missing or can't be written.
  OutputFile(std::filesystem::path final_name, bool overwrite);

  /// The same under a given temporary name, of which a left-over is replaced; for callers that know
  /// nobody else uses it.
  OutputFile(std::filesystem::path final_name, bool overwrite, std::filesystem::path temporary);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// The name to write under; empty once committed.
  const std::filesystem::path& temporary_name() const { return temporary_; }
  const std::filesystem::path& final_name() const { return final_name_; }

  /// A file of the final name has come into being that may not be replaced.
  bool is_taken() const { return !overwrite_ && std::filesystem::exists(final_name_); }

  /// Makes what was written safe on disk and renames it; throws IoError if `is_taken`.
  void commit();

 private:
  std::filesystem::path final_name_;
  std::filesystem::path temporary_;
  bool overwrite_;
};

/// Throws ConfigError unless a file of this name may be made: it is not there, or a plain file that
/// may be replaced.
void require_free(const std::filesystem::path& name, bool overwrite);

/// Writes all of a text to a file. Throws IoError.
void write_text_file(const std::string& text, const std::filesystem::path& file);

}  // namespace meniscus
