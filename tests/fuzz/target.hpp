#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sim/core/error.hpp"

namespace meniscus {

/// Every file of this folder that defines this function is a target: it gets any bytes, and must
/// come back soon, without an exception. libFuzzer calls it, or corpus_main.cpp.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

using InputBytes = std::span<const std::uint8_t>;

inline std::string text_in(InputBytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The first byte, which chooses among what a target can do with the others; 0 if there is none.
inline std::uint8_t take_choice(InputBytes& bytes) {
  if (bytes.empty()) return 0;
  const std::uint8_t choice = bytes.front();
  bytes = bytes.subspan(1);
  return choice;
}

/// The next piece of bytes that begins with its length in one byte, or all that is left.
inline InputBytes take_piece(InputBytes& bytes) {
  const std::size_t wanted = take_choice(bytes);
  const std::size_t size = std::min(wanted, bytes.size());
  const InputBytes piece = bytes.first(size);
  bytes = bytes.subspan(size);
  return piece;
}

/// A file with these bytes, in a folder of this process and in memory where the system has such a
/// place; gone at the end.
class FuzzedFile {
 public:
  FuzzedFile(InputBytes bytes, std::string_view name) : path_(folder() / name) {
    std::filesystem::create_directory(path_.parent_path());
    std::ofstream file(path_, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) throw std::runtime_error(path_.string() + ": can't be written");
  }
  ~FuzzedFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    std::filesystem::remove(path_.parent_path(), ignored);  // unless there are others in it
  }
  FuzzedFile(const FuzzedFile&) = delete;
  FuzzedFile& operator=(const FuzzedFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

  static std::filesystem::path folder() {
    const std::filesystem::path memory("/dev/shm");
    std::error_code none;
    const bool is_there = std::filesystem::is_directory(memory, none);
    return (is_there ? memory : std::filesystem::temp_directory_path()) /
           ("meniscus-fuzz-" + std::to_string(::getpid()));
  }

 private:
  std::filesystem::path path_;
};

/// Does something that may only end well or be refused by a message with `name` in it: of the file,
/// say. Anything else leaves as an exception, which is a finding.
template <class Action>
void allow_refusal(const std::string& name, const Action& action) {
  const auto check = [&](const std::exception& error) {
    if (std::string_view(error.what()).find(name) == std::string_view::npos)
      throw std::logic_error("a message without " + name + ": " + error.what());
  };
  try {
    action();
  } catch (const ConfigError& error) {
    check(error);
  } catch (const IoError& error) {
    check(error);
  }
}

/// The same for a reader of one file.
template <class Read>
void read_file(InputBytes bytes, std::string_view name, const Read& read) {
  const FuzzedFile file(bytes, name);
  allow_refusal(file.path().string(), [&] { read(file.path()); });
}

/// A property that must hold whatever the input.
inline void require(bool holds, const std::string& what) {
  if (!holds) throw std::logic_error(what);
}

}  // namespace meniscus
