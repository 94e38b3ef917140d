#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace meniscus {

/// A fresh folder, removed with all it holds at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "meniscus-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline void write_file(const std::filesystem::path& name, const std::string& content) {
  std::ofstream(name, std::ios::binary) << content;
}

inline std::string file_content(const std::filesystem::path& name) {
  std::ifstream file(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The text of the `Error` that `action` throws; "nothing thrown" if it doesn't.
template <class Error, class Action>
std::string message_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing thrown";
}

/// The folder of shared test data named by the environment, with this entry; empty if there is
/// none.
inline std::filesystem::path shared_data(const std::string& entry) {
  const char* folder = std::getenv("MENISCUS_DATA");
  if (folder == nullptr || !std::filesystem::exists(std::filesystem::path(folder) / entry))
    return {};
  return std::filesystem::path(folder) / entry;
}

}  // namespace meniscus
