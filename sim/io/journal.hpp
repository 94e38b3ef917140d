#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace meniscus {

// A journal is a file that only grows, so that a process killed at any moment leaves all it has
// written:
//   header  8 B "MENISCJ\n", u32 format version, u32 CRC-32 of these 12 B
//   frames  u32 mark "MJF1", u32 CRC-32 of all that follows in the frame, u64 length, content
// Numbers are little-endian. What a frame holds is its writer's; see result_records.hpp.

/// A position in a journal: the end of a frame, or of the header.
enum class JournalPosition : std::uint64_t {};

/// Owns a descriptor of the system.
class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Writes a journal. As long as it lives, it holds a lock that keeps other writers and readers off.
class Journal {
 public:
  enum class Existing { keep, replace };

  /// Begins a journal. Throws ConfigError when a running process uses it, or when it holds
  /// anything already and that is to be kept; IoError when it can't be made.
  Journal(std::filesystem::path name, Existing existing);

  /// Continues one: all behind `end`, which must be the end of a frame, is cut off. Throws
  /// ConfigError when there is no such journal, or a running process uses it.
  Journal(std::filesystem::path name, JournalPosition end);

  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  using Bytes = std::span<const std::uint8_t>;

  /// Adds a frame whose content is these parts, one after the other. A SIGKILL right after loses
  /// nothing. Throws IoError, e.g. on a full disk; the frame is then not there.
  void append(std::span<const Bytes> parts);

  /// Waits until all that was appended is on disk, where it survives a power failure.
  void synchronise();

  /// Deletes the file.
  void remove();

  JournalPosition end() const { return JournalPosition{size_}; }
  const std::filesystem::path& name() const { return name_; }

 private:
  friend class JournalReader;

  [[noreturn]] void fail(int error) const;
  void write(std::span<const Bytes> parts);

  std::filesystem::path name_;
  FileDescriptor file_;
  std::uint64_t size_ = 0;
};

/// Reads a journal frame by frame, up to the first one that is torn or damaged.
class JournalReader {
 public:
  /// Throws ConfigError when the file is no journal or of another format version, or when a running
  /// process uses it; IoError when it can't be read.
  explicit JournalReader(const std::filesystem::path& name);

  /// What `journal` has written so far; it must outlive the reader.
  explicit JournalReader(const Journal& journal);

  /// Reads the next frame; false at the end of the whole ones.
  bool next();

  /// The content of the frame read last.
  std::span<const std::uint8_t> frame() const { return frame_; }

  /// The end of the frame read last.
  JournalPosition position() const { return JournalPosition{at_}; }

  /// What lies behind the frame read last [B]; after `next` said false, how much is lost.
  std::uint64_t rest() const { return size_ - at_; }

  void rewind();

  const std::filesystem::path& name() const { return name_; }

 private:
  void check_header();
  bool read_at(std::uint64_t at, std::span<std::uint8_t> bytes) const;

  std::filesystem::path name_;
  FileDescriptor own_;
  int file_;
  std::uint64_t size_ = 0;
  std::uint64_t at_ = 0;
  std::vector<std::uint8_t> frame_;
};

}  // namespace meniscus
