#include "sim/io/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

[[noreturn]] void fail(const std::filesystem::path& name, std::string_view action) {
  throw IoError(fmt::format("{}: can't {}: {}", name.string(), action,
                            std::generic_category().message(errno)));
}

std::filesystem::path folder_of(const std::filesystem::path& name) {
  return name.has_parent_path() ? name.parent_path() : ".";
}

/// Waits until a file or folder is on disk.
void synchronise(const std::filesystem::path& name) {
  const int descriptor = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(name, "open");
  const bool done = ::fsync(descriptor) == 0 || errno == EINVAL;  // EINVAL: has no such notion
  const int error = errno;
  ::close(descriptor);
  errno = error;
  if (!done) fail(name, "write to disk");
}

std::filesystem::path own_temporary(std::filesystem::path name) {
  return name += fmt::format(".tmp.{}", ::getpid());
}

}  // namespace

void require_free(const std::filesystem::path& name, bool overwrite) {
  if (!name.has_filename())
    throw ConfigError(fmt::format("expected the name of a result file, got \"{}\"", name.string()));
  std::error_code none;
  const auto status = std::filesystem::status(name, none);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw ConfigError(fmt::format("{} exists and is not a plain file", name.string()));
  if (std::filesystem::exists(status) && !overwrite)
    throw ConfigError(fmt::format("{} exists (use --overwrite to replace it)", name.string()));
}

OutputFile::OutputFile(std::filesystem::path final_name, bool overwrite)
    : OutputFile(final_name, overwrite, own_temporary(final_name)) {}

OutputFile::OutputFile(std::filesystem::path final_name, bool overwrite,
                       std::filesystem::path temporary)
    : final_name_(std::move(final_name)), temporary_(std::move(temporary)), overwrite_(overwrite) {
  require_free(final_name_, overwrite);
  ::unlink(temporary_.c_str());  // left by a killed run whose process number came round again
  // Not left to HDF5, so that the system's own reason is told.
  const int descriptor = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(final_name_, "create a file in " + folder_of(final_name_).string());
  ::close(descriptor);
}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::commit() {
  if (is_taken())
    throw IoError(fmt::format("{} appeared meanwhile and is kept (use --overwrite to replace it)",
                              final_name_.string()));
  synchronise(temporary_);
  if (::rename(temporary_.c_str(), final_name_.c_str()) != 0)
    fail(final_name_, "give the result its name");
  temporary_.clear();
  synchronise(folder_of(final_name_));
}

void write_text_file(const std::string& text, const std::filesystem::path& file) {
  std::ofstream stream(file, std::ios::binary);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (!stream) throw IoError(fmt::format("{}: can't write", file.string()));
}

}  // namespace meniscus
