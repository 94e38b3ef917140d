#include "tools/child_process.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <system_error>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

[[noreturn]] void become_child(pid_t parent, const std::function<int()>& body) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it died before that
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_DFL);
  // Where memory runs out, the kernel shall take this process and not its parent.
  std::ofstream("/proc/self/oom_score_adj") << "500";
  int status = 1;
  try {
    status = body();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  ::_exit(status);
}

}  // namespace

std::string signal_text(const ChildEnd& end) {
  if (end.signal == 0) return {};
  const char* hint = end.signal == SIGKILL ? "; out of memory?" : "";
  return fmt::format("killed by signal {} ({}{})", end.signal, ::strsignal(end.signal), hint);
}

ChildProcess::ChildProcess(const std::function<int()>& body) {
  const pid_t parent = ::getpid();
  std::fflush(nullptr);
  process_ = ::fork();
  if (process_ == 0) become_child(parent, body);
  if (process_ < 0) {
    throw IoError(fmt::format("can't start a process: {}", std::generic_category().message(errno)));
  }
}

ChildProcess::~ChildProcess() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

std::optional<ChildEnd> ChildProcess::ended() {
  int status = 0;
  rusage used{};
  if (::wait4(process_, &status, WNOHANG, &used) != process_) return {};
  process_ = -1;
  const std::chrono::duration<double> wall = Clock::now() - start_;
  return ChildEnd{.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                  .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                  .wall_seconds = wall.count(),
                  .peak_memory = static_cast<double>(used.ru_maxrss) * 1024.0};  // given in KiB
}

}  // namespace meniscus
