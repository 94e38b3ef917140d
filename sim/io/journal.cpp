#include "sim/io/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/gzip.hpp"

namespace meniscus {

namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::array<char, 8> magic{'M', 'E', 'N', 'I', 'S', 'C', 'J', '\n'};
constexpr std::uint32_t format_version = 1;
constexpr std::uint32_t frame_mark = 0x31464A4D;  ///< "MJF1"
constexpr std::size_t header_size = 16;
constexpr std::size_t frame_head_size = 16;

template <class T>
void put(std::span<std::uint8_t> bytes, std::size_t at, const T& value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

template <class T>
T get(std::span<const std::uint8_t> bytes, std::size_t at) {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::array<std::uint8_t, header_size> header() {
  std::array<std::uint8_t, header_size> bytes{};
  put(bytes, 0, magic);
  put(bytes, 8, format_version);
  put(bytes, 12, crc32(std::span(bytes).first(12)));
  return bytes;
}

std::string system_message(int error) { return std::generic_category().message(error); }

std::string folder_of(const std::filesystem::path& name) {
  return name.has_parent_path() ? name.parent_path().string() : ".";
}

std::uint64_t size_of(int file, const std::filesystem::path& name) {
  struct stat status {};
  if (::fstat(file, &status) != 0)
    throw IoError(fmt::format("{}: can't be read: {}", name.string(), system_message(errno)));
  return static_cast<std::uint64_t>(status.st_size);
}

/// Where the file system knows no locks, goes on without.
void lock(int file, const std::filesystem::path& name) {
  if (::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw ConfigError(fmt::format("{} is in use by a running process", name.string()));
}

/// The file of this name is still the one opened, not deleted meanwhile by whoever held the lock.
bool is_named(int file, const std::filesystem::path& name) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(file, &opened) == 0 && ::stat(name.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/// More than the beginning of a header, or something else.
bool holds_anything(int file, std::uint64_t size) {
  const auto expected = header();
  std::array<std::uint8_t, header_size> found{};
  if (size > header_size || ::pread(file, found.data(), size, 0) != static_cast<ssize_t>(size))
    return true;
  return !std::equal(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(size),
                     found.begin());
}

FileDescriptor open_to_begin(const std::filesystem::path& name) {
  while (true) {
    FileDescriptor file(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (file.get() < 0)
      throw IoError(fmt::format("{}: can't create a file in {}: {}", name.string(), folder_of(name),
                                system_message(errno)));
    lock(file.get(), name);
    if (is_named(file.get(), name)) return file;
  }
}

FileDescriptor open_to_continue(const std::filesystem::path& name) {
  FileDescriptor file(::open(name.c_str(), O_RDWR | O_CLOEXEC));
  if (file.get() < 0)
    throw ConfigError(fmt::format("{}: can't be opened: {}", name.string(), system_message(errno)));
  lock(file.get(), name);
  return file;
}

FileDescriptor open_to_read(const std::filesystem::path& name) {
  FileDescriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0)
    throw IoError(fmt::format("{}: can't be opened: {}", name.string(), system_message(errno)));
  if (!S_ISREG(status.st_mode))
    throw ConfigError(fmt::format("{}: is no plain file", name.string()));
  lock(file.get(), name);
  return file;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

Journal::Journal(std::filesystem::path name, Existing existing)
    : name_(std::move(name)), file_(open_to_begin(name_)) {
  if (existing == Existing::keep && holds_anything(file_.get(), size_of(file_.get(), name_)))
    throw ConfigError(
        fmt::format("{0} holds what an unfinished run has recorded (`meniscus resume` goes on "
                    "with it if it has a checkpoint, `meniscus recover {0}` makes a result of it, "
                    "--overwrite discards it)",
                    name_.string()));
  if (::ftruncate(file_.get(), 0) != 0) fail(errno);
  const auto bytes = header();
  const std::array<Bytes, 1> parts{bytes};
  try {
    write(parts);
  } catch (const IoError&) {
    remove();
    throw;
  }
}

Journal::Journal(std::filesystem::path name, JournalPosition end)
    : name_(std::move(name)), file_(open_to_continue(name_)), size_(size_of(file_.get(), name_)) {
  JournalReader reader(*this);
  while (reader.position() < end && reader.next()) {
  }
  if (reader.position() != end)
    throw ConfigError(fmt::format("{}: expected a frame that ends at byte {}, got {}",
                                  name_.string(), static_cast<std::uint64_t>(end),
                                  static_cast<std::uint64_t>(reader.position())));
  size_ = static_cast<std::uint64_t>(end);
  if (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0) fail(errno);
}

void Journal::fail(int error) const {
  throw IoError(fmt::format("{}: can't write: {}", name_.string(), system_message(error)));
}

void Journal::write(std::span<const Bytes> parts) {
  std::uint64_t at = size_;
  for (const Bytes part : parts) {
    for (std::size_t done = 0; done < part.size();) {
      const ssize_t put = ::pwrite(file_.get(), part.data() + done, part.size() - done,
                                   static_cast<off_t>(at + done));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) {
        const int error = put == 0 ? ENOSPC : errno;
        // Half a frame would do no harm; the room may help somebody else.
        if (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0) fail(errno);
        fail(error);
      }
      done += static_cast<std::size_t>(put);
    }
    at += part.size();
  }
  size_ = at;
}

void Journal::append(std::span<const Bytes> parts) {
  std::array<std::uint8_t, frame_head_size> head{};
  std::uint64_t length = 0;
  for (const Bytes part : parts) length += part.size();
  put(head, 0, frame_mark);
  put(head, 8, length);
  std::uint32_t sum = crc32(std::span(head).subspan(8));
  for (const Bytes part : parts) sum = crc32(part, sum);
  put(head, 4, sum);
  std::vector<Bytes> all{head};
  all.insert(all.end(), parts.begin(), parts.end());
  write(all);
}

void Journal::synchronise() {
  if (::fdatasync(file_.get()) != 0 && errno != EINVAL) fail(errno);  // EINVAL: no such notion
}

void Journal::remove() { ::unlink(name_.c_str()); }

JournalReader::JournalReader(const std::filesystem::path& name)
    : name_(name), own_(open_to_read(name)), file_(own_.get()), size_(size_of(file_, name_)) {
  check_header();
  rewind();
}

JournalReader::JournalReader(const Journal& journal)
    : name_(journal.name_), own_(-1), file_(journal.file_.get()), size_(journal.size_) {
  check_header();
  rewind();
}

void JournalReader::check_header() {
  std::array<std::uint8_t, header_size> bytes{};
  const bool whole = size_ >= header_size && read_at(0, bytes);
  if (!whole || get<std::array<char, 8>>(bytes, 0) != magic)
    throw ConfigError(fmt::format("{}: is no journal of a run", name_.string()));
  if (get<std::uint32_t>(bytes, 12) != crc32(std::span(bytes).first(12)))
    throw ConfigError(fmt::format("{}: its header is damaged", name_.string()));
  if (const auto version = get<std::uint32_t>(bytes, 8); version != format_version)
    throw ConfigError(fmt::format("{}: expected format version {} of journals, got {}",
                                  name_.string(), format_version, version));
}

bool JournalReader::read_at(std::uint64_t at, std::span<std::uint8_t> bytes) const {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t got =
        ::pread(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      throw IoError(fmt::format("{}: can't be read: {}", name_.string(), system_message(errno)));
    if (got == 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

bool JournalReader::next() {
  std::array<std::uint8_t, frame_head_size> head{};
  if (rest() < frame_head_size || !read_at(at_, head)) return false;
  const auto length = get<std::uint64_t>(head, 8);
  if (get<std::uint32_t>(head, 0) != frame_mark || length > rest() - frame_head_size) return false;
  frame_.resize(length);
  if (!read_at(at_ + frame_head_size, frame_)) return false;
  if (crc32(frame_, crc32(std::span(head).subspan(8))) != get<std::uint32_t>(head, 4)) return false;
  at_ += frame_head_size + length;
  return true;
}

void JournalReader::rewind() { at_ = header_size; }

}  // namespace meniscus
