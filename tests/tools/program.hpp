#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace meniscus {

/// How a program ended and what it said.
struct Outcome {
  int status = -1;  ///< exit status; 1000 + signal if a signal ended it
  std::string output;
  std::string errors;
};

/// A child process with its own working folder; standard error comes through a pipe.
class Program {
 public:
  /// Starts `command[0]`. `largest_file`: how many bytes it may write to one file, 0 for any
  /// number.
  Program(const std::vector<std::string>& command, const std::filesystem::path& folder,
          std::size_t largest_file = 0);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Returns once standard error holds `text`; false if it ends without.
  bool says(const std::string& text);
  void send(int signal);
  pid_t id() const { return process_; }
  Outcome wait();

 private:
  bool read_more();

  std::filesystem::path output_file_;
  pid_t process_ = -1;
  int pipe_ = -1;
  std::string errors_;
};

/// The files in a folder that a user would find after giving model.yaml to a Program, sorted.
std::vector<std::string> user_files(const std::filesystem::path& folder);

}  // namespace meniscus
