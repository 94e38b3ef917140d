#include "sim/io/temporary_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

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

}  // namespace

void check_new_file(const std::filesystem::path& name, bool overwrite) {
  if (!name.has_filename())
    throw ConfigError(fmt::format("expected the name of a result file, got \"{}\"", name.string()));
  std::error_code none;
  const auto status = std::filesystem::status(name, none);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw ConfigError(fmt::format("{} exists and is not a plain file", name.string()));
  if (std::filesystem::exists(status) && !overwrite)
    throw ConfigError(fmt::format("{} exists (use --overwrite to replace it)", name.string()));
}

TemporaryFile::TemporaryFile(const std::filesystem::path& final_name) : name_(final_name) {
  name_ += fmt::format(".tmp.{}", ::getpid());
  ::unlink(name_.c_str());  // left by a killed run whose process number came round again
  // Made here, not by a library, so that the system's own reason is told.
  const int descriptor = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(final_name, "create a file in " + folder_of(final_name).string());
  ::close(descriptor);
}

TemporaryFile::~TemporaryFile() {
  if (!name_.empty()) ::unlink(name_.c_str());
}

void TemporaryFile::rename(const std::filesystem::path& name) {
  synchronise(name_);
  if (::rename(name_.c_str(), name.c_str()) != 0) fail(name, "give the result its name");
  name_.clear();
  synchronise(folder_of(name));
}

}  // namespace meniscus
