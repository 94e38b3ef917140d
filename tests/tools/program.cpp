#include "tests/tools/program.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>

#include "tests/io/temporary_folder.hpp"

namespace meniscus {

namespace {

/// What happens in the child; comes back only if the program can't be started.
void become(std::vector<char*>& arguments, const std::string& folder, const std::string& output,
            int errors, std::size_t largest_file) {
  if (::chdir(folder.c_str()) != 0) return;
  const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  ::dup2(file, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  if (largest_file > 0) {
    const rlimit limit{largest_file, largest_file};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ::execv(arguments[0], arguments.data());
}

}  // namespace

Program::Program(const std::vector<std::string>& command, const std::filesystem::path& folder,
                 std::size_t largest_file)
    : output_file_(folder / "standard_output") {
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  pipe_ = ends[0];
  process_ = ::fork();
  if (process_ == 0) {
    become(arguments, folder, output_file_, ends[1], largest_file);
    ::_exit(127);
  }
  ::close(ends[1]);
  if (process_ < 0) throw std::runtime_error("no process");
}

Program::~Program() {
  ::close(pipe_);
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
}

bool Program::read_more() {
  std::array<char, 4096> piece{};
  const ssize_t count = ::read(pipe_, piece.data(), piece.size());
  if (count > 0) errors_.append(piece.data(), static_cast<std::size_t>(count));
  return count > 0;
}

bool Program::says(const std::string& text) {
  while (errors_.find(text) == std::string::npos) {
    if (!read_more()) return false;
  }
  return true;
}

void Program::send(int signal) { ::kill(process_, signal); }

Outcome Program::wait() {
  while (read_more()) {
  }
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  return {code, file_content(output_file_), errors_};
}

std::vector<std::string> user_files(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::erase_if(names, [](const auto& n) { return n == "model.yaml" || n == "standard_output"; });
  std::ranges::sort(names);
  return names;
}

}  // namespace meniscus
