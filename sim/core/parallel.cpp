#include "sim/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "sim/core/aligned_vector.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

using Body = std::function<void(std::size_t piece, int worker)>;

/// Longer than the work between two epochs of a network worth several threads. To wake a thread
/// that sleeps takes as long as an epoch.
constexpr std::chrono::microseconds longest_spin{500};

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

/// Waits for `ready` in short steps, until it is or `longest` is over; says which.
template <class Ready>
bool spin(const Ready& ready, std::chrono::microseconds longest) {
  const auto deadline = std::chrono::steady_clock::now() + longest;
  do {
    for (int k = 0; k < 64; ++k) {
      if (ready()) return true;
      pause();
    }
  } while (std::chrono::steady_clock::now() < deadline);
  return false;
}

/// The pieces of one loop, shared out: a thread keeps its pieces from loop to loop, and with them
/// what its cache holds of them. It takes every threads-th, and helps the others when it is done.
class Pieces {
 public:
  explicit Pieces(int threads) : shares_(static_cast<std::size_t>(threads)) {}

  void deal(std::size_t pieces, const Body& body) {
    for (Share& share : shares_) share.next = 0;
    pieces_ = pieces;
    body_ = &body;
    error_ = nullptr;
    failed_ = false;
  }

  void work(int worker) {
    try {
      for (std::size_t k = 0; k < shares_.size(); ++k) {
        const std::size_t share = (static_cast<std::size_t>(worker) + k) % shares_.size();
        std::size_t piece = 0;
        while (!failed_ && (piece = take(share)) < pieces_) (*body_)(piece, worker);
      }
    } catch (...) {
      const std::lock_guard lock(error_access_);
      if (!failed_) error_ = std::current_exception();
      failed_ = true;
    }
  }

  void throw_error() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  struct alignas(cache_line) Share {
    std::atomic<std::size_t> next{0};
  };

  std::size_t take(std::size_t share) { return share + shares_.size() * shares_[share].next++; }

  std::vector<Share> shares_;
  std::size_t pieces_ = 0;
  const Body* body_ = nullptr;
  std::mutex error_access_;
  std::exception_ptr error_;
  std::atomic<bool> failed_{false};
};

}  // namespace

/// The caller's thread is worker 0. The others enter a loop while it is open: who wakes too late
/// finds it closed, and isn't waited for.
class Workers::Crew {
 public:
  explicit Crew(int threads)
      : pieces_(threads),
        spin_(static_cast<unsigned>(threads) <= std::thread::hardware_concurrency()
                  ? longest_spin
                  : std::chrono::microseconds{0}) {
    try {
      for (int worker = 1; worker < threads; ++worker) {
        threads_.emplace_back([this, worker](const std::stop_token& stop) { serve(worker, stop); });
      }
    } catch (const std::system_error& error) {
      dismiss();
      throw ConfigError(fmt::format("can't start {} threads: {}", threads, error.what()));
    }
  }

  ~Crew() { dismiss(); }

  void run(std::size_t pieces, const Body& body) {
    pieces_.deal(pieces, body);
    inside_ = 0;
    wake();
    pieces_.work(0);
    inside_ -= closed;
    while (!spin([&] { return inside_ == -closed; }, spin_)) std::this_thread::yield();
    pieces_.throw_error();
  }

 private:
  static constexpr int closed = 1 << 20;

  void dismiss() {
    for (std::jthread& thread : threads_) thread.request_stop();
    wake();
  }

  void wake() {
    ++loops_;
    loops_.notify_all();
  }

  bool enter() {
    int inside = inside_;
    while (inside >= 0) {
      if (inside_.compare_exchange_weak(inside, inside + 1)) return true;
    }
    return false;
  }

  void serve(int worker, const std::stop_token& stop) {
    for (int seen = 0; !stop.stop_requested();) {
      if (!spin([&] { return loops_ != seen; }, spin_)) loops_.wait(seen);
      seen = loops_;
      if (!enter()) continue;
      pieces_.work(worker);
      --inside_;
    }
  }

  Pieces pieces_;
  std::chrono::microseconds spin_;
  std::atomic<int> inside_{-closed};  ///< workers at work on the loop; negative: it is closed
  std::atomic<int> loops_{0};
  std::vector<std::jthread> threads_;
};

Workers::Workers(int threads) : threads_(threads) {
  if (threads < 1) throw ConfigError(fmt::format("expected at least 1 thread, got {}", threads));
  if (threads > 1) crew_ = std::make_unique<Crew>(threads);
}

Workers::Workers(Workers&&) noexcept = default;
Workers& Workers::operator=(Workers&&) noexcept = default;
Workers::~Workers() = default;

void Workers::for_each_piece(std::size_t pieces, const Body& body) {
  if (threads_ > 1 && pieces > 1) return crew_->run(pieces, body);
  for (std::size_t piece = 0; piece < pieces; ++piece) body(piece, 0);
}

void for_each_piece(int threads, std::size_t pieces, const Body& body) {
  const auto useful = static_cast<int>(std::clamp<std::size_t>(pieces, 1, 1 << 16));
  Workers(std::min(threads, useful)).for_each_piece(pieces, body);
}

std::vector<Chunk> fixed_chunks(std::size_t items, std::size_t size) {
  assert(size >= 1);
  std::vector<Chunk> chunks;
  for (std::size_t first = 0; first < items; first += size) {
    chunks.push_back({first, std::min(first + size, items)});
  }
  return chunks;
}

}  // namespace meniscus
