#include "tools/stop_signals.hpp"

#include <csignal>

namespace meniscus {

namespace {

volatile std::sig_atomic_t stop_requested = 0;

extern "C" void request_stop(int signal) {
  stop_requested = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void watch_for_stop_signals() {
  std::signal(SIGINT, request_stop);
  std::signal(SIGTERM, request_stop);
}

bool stop_is_requested() { return stop_requested != 0; }

}  // namespace meniscus
