#include "sim/io/result_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/build_info.hpp"

namespace meniscus {

namespace {

constexpr std::uint32_t layout_version = 1;

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

/// Throws unless a result of this name may be made.
void check(const std::filesystem::path& name, bool overwrite) {
  if (!name.has_filename())
    throw ConfigError(fmt::format("expected the name of a result file, got \"{}\"", name.string()));
  std::error_code none;
  const auto status = std::filesystem::status(name, none);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw ConfigError(fmt::format("{} exists and is not a plain file", name.string()));
  if (std::filesystem::exists(status) && !overwrite)
    throw ConfigError(fmt::format("{} exists (use --overwrite to replace it)", name.string()));
}

}  // namespace

ResultFile::TemporaryFile::TemporaryFile(const std::filesystem::path& final_name)
    : name_(final_name) {
  name_ += fmt::format(".tmp.{}", ::getpid());
  ::unlink(name_.c_str());  // left by a killed run whose process number came round again
  // Not left to HDF5, so that the system's own reason is told.
  const int descriptor = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(final_name, "create a file in " + folder_of(final_name).string());
  ::close(descriptor);
}

ResultFile::TemporaryFile::~TemporaryFile() {
  if (!name_.empty()) ::unlink(name_.c_str());
}

void ResultFile::TemporaryFile::rename(const std::filesystem::path& name) {
  if (::rename(name_.c_str(), name.c_str()) != 0) fail(name, "give the result its name");
  name_.clear();
}

ResultFile::ResultFile(std::filesystem::path final_name, bool overwrite)
    : final_name_((check(final_name, overwrite), std::move(final_name))),
      overwrite_(overwrite),
      temporary_(final_name_),
      file_(temporary_.name(), Hdf5File::Mode::create) {
  write_sonata_marks(file_);
  file_.write_attribute("/", "meniscus_version", std::string(detail::build_version));
  file_.write_attribute("/", "layout_version", layout_version);
  file_.write_attribute("/", "complete", std::uint8_t{0});
}

void ResultFile::finish(const std::filesystem::path& name) {
  file_.close();
  synchronise(temporary_.name());
  temporary_.rename(name);
  synchronise(folder_of(name));
}

void ResultFile::commit() {
  file_.write_attribute("/", "complete", std::uint8_t{1});
  if (!overwrite_ && std::filesystem::exists(final_name_)) {
    const std::filesystem::path kept = keep_partial();
    throw IoError(fmt::format("{} appeared during the run and is kept; the new result is {}",
                              final_name_.string(), kept.string()));
  }
  finish(final_name_);
}

std::filesystem::path ResultFile::keep_partial() {
  file_.write_attribute("/", "complete", std::uint8_t{0});
  std::filesystem::path name = final_name_;
  name.replace_extension(".partial.h5");
  finish(name);
  return name;
}

}  // namespace meniscus
